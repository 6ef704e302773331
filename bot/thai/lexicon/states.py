"""What is said of work and of results: statuses, rounds, formats, levels."""

import re

from bot.thai.lexicon import compiled, data
from bot.thai.normalise import fold_letters

_WORDS = data("states")
STATUSES = compiled(_WORDS["statuses"])
ROUNDS = compiled(_WORDS["rounds"])
FORMATS = compiled(_WORDS["formats"])
LEVELS = compiled(_WORDS["levels"])

LETTER = re.compile(r"(?<![a-z0-9-])(aa|[a-f])(?![a-z0-9]|-[a-z])")
_SPOKEN = {"ดับเบิลเอ": "AA", "เอเอ": "AA", "เอ": "A", "บี": "B", "ซี": "C", "ดี": "D", "อี": "E", "เอฟ": "F"}
SPOKEN = {fold_letters(word): letter for word, letter in _SPOKEN.items()}
SPOKEN_LETTER = re.compile(
    fold_letters("(?:เกรด|ระดับ|(?:ได้|ถึง)(?=(?:เอเอ|เอ|บี)(?:$|ล่ะ|ละ|ไหม|มั้ย|ครับ|คับ|ค่ะ|คะ)))(")
    + fold_letters("|".join(sorted(_SPOKEN, key=len, reverse=True)) + ")(?!เยี่ยม|ก|ไหน|แล้ว)")
)
