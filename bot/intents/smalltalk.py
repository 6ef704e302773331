"""A greeting, thanks, a word between people."""

from bot.scene import Answer, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import general

NAME = "smalltalk"
EXAMPLE = "สวัสดีค่ะ"

RULE = Rule(
    cases=(
        ("greet", 0.8),
        ("thanks", 0.8),
        ("bye", 0.7),
        ("ack", 0.72),
        ("praise", 0.75),
        ("who_are_you", 0.75),
    ),
    lowers=(
        ("foreign", 0.6),
        ("score measure measure_no indicator instrument remind percent weak format attach not_sent", 0.4),
        ("report year enrol", 0.35),
        ("how_much send ita due department", 0.3),
        ("aid strong ask_for status", 0.2),
    ),
    hints={"thanks": "thanks", "bye": "bye", "ack": "ack", "who_are_you": "who", "praise": "praise"},
)


def matches(reading: Reading) -> Match | None:
    """Nothing but kindness."""
    return RULE.match(reading)


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """A kind word, and back to work."""
    return Answer([general.small_talk(next(iter(meaning.hints), "greet"))])
