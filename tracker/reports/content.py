"""The neutral content of a report: what it says, not how it looks.

Builders (analysis, measures, progress) make one `Report`; every renderer shows the same words of it.
A value is text, a score (Decimal, two decimals), a count, a date (A.D.), an aware instant, or nothing known (None).
"""

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from tracker.rules.fiscal import thai_date
from tracker.rules.plain_text import bearable

Value = str | int | Decimal | date | datetime | None
Align = Literal["left", "center", "right"]

OFFICE_TIME = ZoneInfo("Asia/Bangkok")
UNKNOWN = "-"

_Tidied = TypeVar("_Tidied")


@dataclass(frozen=True)
class Heading:
    """A section's title; with `new_page` it begins a page."""

    text: str
    new_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Running text. A `note` is small print: sources, assumptions."""

    text: str
    note: bool = False


@dataclass(frozen=True)
class Items:
    """A list of short statements."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A column: `width` is its share of the table's width; `signed` scores keep a plus sign when shown."""

    title: str
    width: float = 1.0
    align: Align = "left"
    signed: bool = False


@dataclass(frozen=True)
class Row:
    """One row, a value per column; `strong` rows are sums."""

    cells: tuple[Value, ...]
    strong: bool = False


@dataclass(frozen=True)
class Table:
    """A table with a header that repeats on every page."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Photo:
    """A picture by the SHA-256 of what is kept, with the lines that stand under it."""

    sha256: str
    caption: str


@dataclass(frozen=True)
class Photos:
    """Pages of pictures, two beside each other."""

    photos: tuple[Photo, ...]


@dataclass(frozen=True)
class Signature:
    """A line to sign on: as what one signs (ผู้รายงาน), and the post, where it is known."""

    signs_as: str
    post: str | None = None


@dataclass(frozen=True)
class Signatures:
    """The people who sign, beside each other. Their names are written by hand: none are kept."""

    people: tuple[Signature, ...]


Block = Heading | Paragraph | Items | Table | Photos | Signatures

# Small JPEGs by the SHA-256 of the photo they were made of.
Pictures = Mapping[str, bytes]
NO_PICTURE = "(ไม่มีไฟล์ภาพนี้แล้ว)"


@dataclass(frozen=True)
class Report:
    """One report of one office. `blocks` are for people, `records` is the same year as rows for machines.

    `fiscal_year` is B.E.; `landscape` turns the A4 page; with `thai_digits` the page numbers are ๑ ๒ ๓ too.
    """

    title: str
    subtitle: str
    kind: str
    fiscal_year: int
    office: str
    blocks: tuple[Block, ...]
    records: Table
    landscape: bool = False
    thai_digits: bool = False

    @property
    def photos(self) -> tuple[Photo, ...]:
        """Every picture it shows."""
        return tuple(photo for block in self.blocks if isinstance(block, Photos) for photo in block.photos)


def signing_lines(person: Signature) -> tuple[str, str, str, str]:
    """The four lines somebody signs on, as the forms have them."""
    return (
        f"(ลงชื่อ) {'.' * 42} {person.signs_as}",
        f"({'.' * 46})",
        f"ตำแหน่ง {person.post or '.' * 38}",
        f"วันที่ {'.' * 6} / {'.' * 14} / {'.' * 10}",
    )


def shown(value: Value, signed: bool = False) -> str:
    """A value as a person reads it: scores with two decimals, Thai dates in B.E., office time."""
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, Decimal):
        return f"{two_places(value):+.2f}" if signed and value else f"{two_places(value):.2f}"
    if isinstance(value, datetime):
        local = value.astimezone(OFFICE_TIME)
        return f"{thai_date(local.date())} {local:%H:%M} น."
    return thai_date(value) if isinstance(value, date) else str(value)


def two_places(value: Decimal) -> Decimal:
    """A score with two decimals, rounded half up."""
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def clean(text: str) -> str:
    """Text without what no file format can carry; everything else is as it was typed."""
    return bearable(text)


def tidied(value: _Tidied) -> _Tidied:
    """A report (or any part of it) with every text in it cleaned: the one place where that is done."""
    found: Any = value
    if isinstance(found, str):
        found = clean(found)
    elif isinstance(found, tuple):
        found = tuple(tidied(part) for part in found)
    elif is_dataclass(found) and not isinstance(found, type):
        found = type(found)(**{field.name: tidied(getattr(found, field.name)) for field in fields(found)})
    return found  # type: ignore[no-any-return]


# What fits beside each other on a landscape and an upright page in TH Sarabun New 16 pt, and the number of lines up to
# which a row is kept whole: a taller one may break, or it would leave a blank page or be cut off.
LETTERS_A_LINE = {True: 118, False: 78}
LONGEST_WHOLE_ROW = 20


def printed_width(text: str) -> int:
    """How many letters wide a text is: vowels and tone marks above and below take no room."""
    return sum(1 for letter in text if unicodedata.category(letter) not in ("Mn", "Cf"))


def line_count(row: Row, columns: tuple[Column, ...], letters: int) -> int:
    """About how many lines a row takes when the whole table is `letters` wide."""
    share = letters / sum(column.width for column in columns)
    return max(
        sum(
            max(1, math.ceil(printed_width(line) / max(1.0, share * column.width)))
            for line in shown(cell, column.signed).split("\n")
        )
        for cell, column in zip(row.cells, columns, strict=True)
    )
