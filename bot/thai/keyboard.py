"""Thai typed with the keyboard switched to English: 8tcoo is คะแนน."""

import re

_ROWS = (
    ("234567890-=", "/-ภถุึคตจขช"),
    ("qwertyuiop[]\\", "ๆไำพะัีรนยบลฃ"),
    ("asdfghjkl;'", "ฟหกดเ้่าสวง"),
    ("zxcvbnm,./`", "ผปแอิืทมใฝ_"),
    ("@#$%^&*()_+", "๑๒๓๔ู฿๕๖๗๘๙"),
    ("QWERTYUIOP{}|", '๐"ฎฑธํ๊ณฯญฐ,ฅ'),
    ('ASDFGHJKL:"', "ฤฆฏโฌ็๋ษศซ."),
    ("ZXCVBNM<>?~", "()ฉฮฺ์?ฒฬฦ%"),
)
"""The Kedmanee layout row by row, without and with shift. PyThaiNLP has it too, and is the yardstick in the
tests; to load it takes a tenth of a second of every start."""
_THAI_KEYS = str.maketrans({key: thai for latin, row in _ROWS for key, thai in zip(latin, row, strict=True)})

_LATIN_WORDS = re.compile(
    r"(?i)(?<![a-z])(?:ita|iit|eit|oit|pdf|word|docx?|excel|xlsx?|csv|help|hello|hi|hey|ok|okay|thanks?|thx|good|bye|yes|no"
    r"|score|report|grade|register|login|top|vs|kpi|indicator|deadline|export|download|link|menu|start|test|rank"
    r"|measure|update|status|list|what|who|when|why|how|the|you|is|are|can|show|please|year|fy|[oq] ?-?\d+)(?![a-z])"
)
_THAI = re.compile(r"[ก-๛]")
_RUN = re.compile(r"[A-Za-z;'\[\]\\,./`]*[A-Za-z][A-Za-z0-9;'\[\]\\,./`\-=]{2,}")
_TOKEN = re.compile(r"\S+")


def retyped(text: str) -> str | None:
    """The text with the keyboard switched, letter for letter, or None where it reads as Latin text, a code or an
    address. Numbers that stand alone stay numbers."""
    head = text[:300]
    if _THAI.search(head) or "://" in head or not _RUN.search(head) or _LATIN_WORDS.search(head):
        return None
    return _TOKEN.sub(lambda token: token[0] if token[0].isdigit() else token[0].translate(_THAI_KEYS), head)
