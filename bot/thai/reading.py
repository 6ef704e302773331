"""What a message says, before anyone decides what it wants."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from bot.thai import about, quantities
from bot.thai.asides import aside
from bot.thai.keyboard import retyped
from bot.thai.lately import Lately
from bot.thai.lexicon.cues import CUES
from bot.thai.mentions import Mention, Scan, scan
from bot.thai.normalise import LIMIT, fold, fold_letters, normalise
from bot.thai.numbers import with_digits
from bot.thai.telling import Telling, telling
from bot.thai.trace import Trace
from bot.thai.vocabulary import Vocabulary

THAILAND = ZoneInfo("Asia/Bangkok")
_URL = re.compile(
    r"(?:https?://|www\.)[^\s\u0e00-\u0e7f]+|(?<![\w.@-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:go\.th|or\.th|ac\.th|co\.th|com)(?:/[^\s\u0e00-\u0e7f]*)?"
)
_CODE = re.compile(r"(?<![A-Za-z0-9])[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}-?[0-9A-Za-z]{5}(?![A-Za-z0-9])")
_LEFT_NUMBER = re.compile(r"\d")
_ASKS = re.compile(
    fold_letters(
        "(?:ไหม|มั้ย|(?:หรือ|รึ)(?:ยัง|เปล่า)|เท่าไ(?:ร|ห)|เมื่อไ(?:ร|ห)|อะไร(?:บ้าง)?|ใคร|ไหน)(?:ครับ|คะ|อะ|นะ)*+$"
    )
)
_DECIMAL = re.compile(r"\d\.\d")


@dataclass(frozen=True, eq=False)
class Reading:
    """A message read. `text` is it in one spelling, `key` the form words are looked up in, `mentions` what it names
    in order, `rest` the key with those blanked, `signs` the names of all mentions and cues: what rules speak of.
    `telling` is the message as a report of progress, `today` the day in Thailand."""

    original: str
    text: str
    key: Trace
    mentions: tuple[Mention, ...]
    rest: str
    telling: Telling
    signs: frozenset[str]
    urls: tuple[str, ...]
    code: str | None
    today: date
    vocabulary: Vocabulary
    measure_text: str | None = None

    def values(self, kind: str) -> tuple[Any, ...]:
        """The values of a kind of mention, in order, each once."""
        return tuple(dict.fromkeys(mention.value for mention in self.mentions if mention.kind == kind))

    def first(self, kind: str) -> Any:
        """The first value of a kind of mention, None when there is none."""
        return next((mention.value for mention in self.mentions if mention.kind == kind), None)

    @cached_property
    def figures(self) -> str:
        """The key with all blanked that is understood, but percents, which may be scores."""
        kept = self.rest
        for mention in self.mentions:
            if mention.kind == "percent":
                kept = (
                    kept[: mention.start] + self.key.text[mention.start : mention.end] + kept[mention.end :]
                )
        return kept


def read(text: str, now: datetime, vocabulary: Vocabulary) -> Reading:
    """Read a message. Never raises on any text; of a long one the first 5,000 letters are read.

    `now` is aware; relative years and days are of that moment in Thailand.
    """
    remembering = _remembered if len(text) <= PRESSED else _just_read
    return remembering(text, now.astimezone(THAILAND).date(), vocabulary)


PRESSED = 48
"""Letters: what is no longer is mostly pressed, not typed. Menus and quick replies say the same words all day."""


def _read_on(text: str, today: date, vocabulary: Vocabulary) -> Reading:
    found = _read(text, today, vocabulary)
    switched = retyped(text) if not found.signs - {"number", "letter", "decimal"} else None
    if switched is None:
        return found
    again = _read(switched, today, vocabulary)
    return replace(again, original=text) if again.signs - {"number", "letter", "decimal"} else found


def _read(text: str, today: date, vocabulary: Vocabulary) -> Reading:
    plain = normalise(text)
    urls = tuple(_URL.findall(plain.text)) if "." in plain.text else ()
    key = _key(plain, urls)
    scanned = scan(key, today, vocabulary)
    end = aside(key.text)
    if end < len(key.text) and _asks_before(scanned, end):
        scanned.forget_from(end)
    named = about.words_of_measure(scanned, vocabulary)
    measure_text = None
    if named is not None:
        measure_text = about.as_typed(key, *named)
        scanned.take("measure_text", measure_text, *named)
        scanned.found.sort(key=lambda mention: mention.start)
    mentions = tuple(scanned.found)
    reading = Reading(
        original=text,
        text=plain.text,
        key=key,
        mentions=mentions,
        rest=scanned.rest,
        telling=telling(key, mentions, scanned.rest),
        signs=frozenset(),
        urls=urls,
        code=_code(text[:LIMIT]),
        today=today,
        vocabulary=vocabulary,
        measure_text=measure_text,
    )
    return replace(reading, signs=frozenset(_signs(reading)))


_remembered = Lately(_read_on, 128)
# An answer looks at its message up to five times; few, because what people write is theirs.
_just_read = Lately(_read_on, 8)


def key_of(text: str) -> Trace:
    """The form of a message its words are looked up in, without anything being looked up."""
    return _remembered_key(text) if len(text) <= PRESSED else _key_of(text)


def _key_of(text: str) -> Trace:
    plain = normalise(text)
    return _key(plain, _URL.findall(plain.text) if "." in plain.text else ())


_remembered_key = Lately(_key_of, 128)


def _key(plain: Trace, urls: Sequence[str]) -> Trace:
    return with_digits(fold(plain.sub(_URL, lambda _: " ") if urls else plain))


_OPENINGS = frozenset(("greet", "thanks", "ack", "show", "ask_for", "how"))


def _asks_before(scanned: Scan, end: int) -> bool:
    """Whether something is asked or told before an aside: it must not be taken for the opening of what follows."""
    if any(mention.start < end for mention in scanned.found):
        return True
    return any(name not in _OPENINGS and pattern.search(scanned.rest, 0, end) for name, pattern in CUES)


def _code(text: str) -> str | None:
    """A token that looks like an invitation code: thirteen letters and digits, some of each."""
    found = (match.group() for match in _CODE.finditer(text))
    return next((code for code in found if re.search("[0-9]", code) and re.search("[A-Za-z]", code)), None)


def _report_end(reading: Reading) -> int:
    """Where the note of a report begins: its words are no signs of what is wanted. The end of other messages."""
    told = {mention.kind for mention in reading.mentions if mention.end <= reading.telling.end}
    if told & {"measure_no", "item_no"} and told & {"percent", "status"} and not _ASKS.search(reading.rest):
        return reading.telling.end
    return len(reading.rest)


def _signs(reading: Reading) -> set[str]:
    """The names of what is there."""
    end = _report_end(reading)
    signs = {name for name, pattern in CUES if pattern.search(reading.rest, 0, end)}
    for mention in reading.mentions:
        if mention.start >= end:
            break
        signs.add(mention.kind)
        if mention.kind == "status":
            signs.add(mention.value)
        elif mention.kind == "year":
            signs.add("latest" if mention.value.latest else "basis_year" if mention.value.basis else "year")
    if len({year.value for year in reading.values("year")}) > 1:
        signs.add("two_years")
    figures = reading.figures
    if _LEFT_NUMBER.search(figures):
        signs.add("number")
    if _DECIMAL.search(figures):
        signs.add("decimal")
    if quantities.threshold(figures) is not None:
        signs.add("threshold")
    if reading.urls:
        signs.add("url")
    if reading.code:
        signs.add("code")
    if any(mark in reading.original[:LIMIT] for mark in "?？"):
        signs.add("question")
    return signs
