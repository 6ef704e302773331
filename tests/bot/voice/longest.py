"""Values as long as real ones get, for any parameter of a card function, by its type and its name.

A new parameter of a known type needs nothing here; one of a new kind raises NotCovered, which says what to add.
"""

import inspect
import types
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlmodel import SQLModel

from bot.voice import cards
from bot.voice.posts import ENDINGS
from tracker.model import Measure, ProgressEntry
from tracker.rules import workdays
from tracker.rules.private_text import KINDS
from tracker.rules.rounds import CADENCES
from tracker.rules.status import STATUSES
from tracker.store.reminders import Remark, Reminder

THAI = "กองยุทธศาสตร์ปรับปรุงการเผยแพร่ข้อมูลให้ครบถ้วนและซื่อสัตย์ที่สุด ปี๊ผู้ใหญ่ "
FLAVOURS: dict[str, str] = {
    "short": "ก",
    "thai": THAI,
    "marks": "ที่นี่ญี่ปุ่นผู้ใหญ่ก๊กกี้",
    "latin": "www.subdistrict-office.go.th/",
    "quotes": 'กล่าวว่า "ดี\\ชั่ว"\n\t',
    "emoji": "🏛\ufe0f👨\u200d👩\u200d👧ก𝒳",
}
TEXT = {
    "office": 60, "department": 60, "name": 60, "who": 60, "title": 200, "source": 200, "note": 1000, "label": 40,
    "word": 40, "grade": 40, "level": 20, "letter": 1, "indicator": 80, "item": 6, "question": 6, "place": 120,
}  # fmt: skip
WORDS = 200  # of what has no length of its own
ONE_OF: dict[str, Sequence[str]] = {
    "kind": ("photo", "file", "link"),
    "role": ("head", "officer", "coordinator", "executive"),
    "status": STATUSES,
    "old_status": STATUSES,
    "cadence": tuple(CADENCES),
    "color": (cards.GREEN, cards.RED),
    "effect": ("added", "missing", "changed"),
    "severity": ("note", "warning", "error"),
    "key": ("6m", "completion:2567-09-30"),
    "receipt": ("67-0001", "67-12345"),
    "receipt_number": ("67-12345",),
    "undo_number": ("67-12346",),
    "slug": ("nadun", "s" * 40),
    "address": ("https://ita.example.go.th/" + "a" * 900,),
    "data": ("report:2567:40", "d" * 100),
    "line_user_id": ("U" + "0" * 32,),
    "kinds": tuple(KINDS),
    "ending": tuple(ENDINGS),
    "left_as": tuple(ENDINGS),
    "Seat.state": ("current", "acting", "not_begun"),
}
ALIASES = {
    "form": "address",
    "calendar": "address",
    "own": "address",
    "copy": "address",
    "page": "address", "public_page": "address", "more": "data", "reportable": "data", "round_key": "key",
    "round_label": "label", "privacy": "address", "roles": "role", "code": "key", "doubt": "data",
    "measure_title": "title", "oit_item": "item",
}  # fmt: skip
# What the parts of a pair or a row are, where the parameter's own name does not say it.
PARTS = {
    "offices": ("slug", "name"), "formats": ("label", "address"), "other_rounds": ("key", "label"),
    "listing.rows": ("role", "department", "seats", "data"), "choose.choices": ("label", "data"),
    "departments": ("id", "department"), "choices": ("label", "words"), "instruments": ("name", "score"),
    "ranking.rows": ("name", "score", "color"),
    "waiting.rows": ("round", "departments_late"), "departments_late": ("department", "numbers"),
    "detail.notes": ("who", "note"), "findings.rows": ("words", "place"),
    "groups": ("indicator", "score", "five_rows"), "five_rows": ("indicator", "score", "color"),
    "comparison.rows": ("name", "score", "score", "change"), "rows": ("name", "word"), "facts": ("name", "word"),
}  # fmt: skip
MANY = {"measures": 40, "numbers": 40, "reminders": 40, "steps": 20, "findings": 20, "offices": 20, "choices": 3,
        "formats": 4, "notes": 8, "posts": 8, "entries": 10, "why": 4, "reasons": 6, "instruments": 3,
        "next_steps": 5, "groups": 3, "five_rows": 5, "other_rounds": 12, "evidence_wanted": 8,
        "people": 2, "roles": 4, "fields": 6, "results": 3, "changes": 40}  # fmt: skip
NEVER_EMPTY = ("reminders", "places")
ROWS = 12  # of what has no number of its own: departments, rounds, indicators
HINTS: dict[str, Any] = {
    "digest.reminders": Sequence[Reminder | Remark],  # the week's picture has words of its own
    "digest.room": Literal[5],
    "evidence_for_what.entries": Sequence[tuple[ProgressEntry, Measure]],
}


class NotCovered(TypeError):
    """A parameter for which no value is known; say one in tests/bot/voice/longest.py."""


@dataclass(frozen=True)
class Filler:
    """How values are chosen among those there are: the last, or as Hypothesis draws them."""

    choose: Callable[[Sequence[Any]], Any]
    flavours: Sequence[str]

    def words(self, length: int) -> str:
        """A text of this many letters, or the single letter of the short flavour."""
        flavour = self.choose(self.flavours)
        piece = FLAVOURS[flavour]
        return piece if flavour == "short" else (piece * (length // len(piece) + 1))[:length].strip()


def full(flavour: str) -> Filler:
    """As much as there can be, all of it in one flavour."""
    return Filler(lambda options: options[-1], (flavour,))


def called(function: Callable[..., Any], filler: Filler) -> Any:
    """What a function returns with a value for each of its parameters."""
    hints = typing.get_type_hints(function)
    given: list[Any] = []
    named: dict[str, Any] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        path = f"{function.__name__}.{name}"
        hint = HINTS.get(path, hints[name])
        if parameter.kind is parameter.VAR_POSITIONAL:
            given += _several(hint, path, name, filler)
        elif parameter.kind is parameter.KEYWORD_ONLY:
            named[name] = _value(hint, path, filler)
        else:
            given.append(_value(hint, path, filler))
    return function(*given, **named)


def _value(hint: Any, path: str, filler: Filler) -> Any:
    name = path.rsplit(".", 1)[-1]
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return filler.choose(
            [
                *([None] if types.NoneType in inner else []),
                *(_value(each, path, filler) for each in inner if each is not types.NoneType),
            ]
        )
    if origin is Literal:
        return filler.choose(inner)
    if origin is tuple and inner[-1] is not Ellipsis:
        names = PARTS.get(path) or PARTS.get(name) or (name,) * len(inner)
        return tuple(_value(each, part, filler) for each, part in zip(inner, names, strict=True))
    if origin is dict and inner[0] is not str:
        return {key: _value(inner[1], path, filler) for key in range(1, 11)}
    if origin is dict:
        return cards.says(filler.words(20))
    if origin is not None and issubclass(origin, tuple | list | frozenset | Sequence):
        made = _several(inner[0], path, name, filler)
        return made if origin not in (tuple, frozenset) else origin(made)
    if isinstance(hint, type) and (is_dataclass(hint) or issubclass(hint, SQLModel)):
        return _object(hint, filler)
    return _plain(hint, path, name, filler)


def _several(hint: Any, path: str, name: str, filler: Filler) -> list[Any]:
    length = filler.choose([*([] if name in NEVER_EMPTY else [0]), 1, 2, MANY.get(name, ROWS)])
    kinds = [_value(hint, path, filler) for _ in range(min(length, 2))]
    made = [kinds[place % 2] if length > 1 else kinds[0] for place in range(length)]
    if made and is_dataclass(made[0]) and any(each.name == "number" for each in fields(made[0])):
        return [replace(each, number=place) for place, each in enumerate(made, start=1)]
    return made


def _object(kind: Any, filler: Filler) -> Any:
    hints = typing.get_type_hints(kind)
    names = kind.model_fields if issubclass(kind, SQLModel) else [each.name for each in fields(kind)]
    # What holds others of its own kind holds none here: they would hold others in turn.
    made = [name for name in names if not _holds(hints[name], kind)]
    return kind(**{name: _value(hints[name], f"{kind.__name__}.{name}", filler) for name in made})


def _holds(hint: Any, kind: type) -> bool:
    return hint is kind or any(_holds(each, kind) for each in typing.get_args(hint))


def _plain(hint: Any, path: str, name: str, filler: Filler) -> Any:
    name = path if path in ONE_OF else ALIASES.get(name, name)
    if hint is str:
        return filler.choose(ONE_OF[name]) if name in ONE_OF else filler.words(TEXT.get(name, WORDS))
    if hint is bool:
        return filler.choose([False, True])
    if hint is int:
        return filler.choose(_numbers(name))
    if hint is Decimal:
        signed = "change" in name or "percent" in name
        return filler.choose([Decimal(n) for n in ("0.00", "88.93", "-45.67" if signed else "100.00")])
    if hint is date:
        return filler.choose([date(2023, 10, 1), date(2024, 4, 30)])
    if hint is ZoneInfo:
        return workdays.BANGKOK
    if hint is datetime:
        return datetime(2024, 4, 23, 2, tzinfo=UTC)
    raise NotCovered(f"{path}: no value is known for {hint}")


def _numbers(name: str) -> Sequence[int]:
    if "year" in name or name in ("known", "earlier", "later"):
        return (2564, 2567)
    if name.endswith("id") or name == "version":
        return (1, 2**63 - 1)
    if name == "offset":
        return (30, 10, 0)
    return (0, 50, 100) if "percent" in name else (1, 40, 999)
