"""A report in Thai digits (๐ to ๙), for offices that write their papers so."""

import re
from collections.abc import Collection
from dataclasses import replace
from typing import assert_never

from tracker.reports.content import (
    Block,
    Column,
    Heading,
    Items,
    Paragraph,
    Photo,
    Photos,
    Report,
    Row,
    Signature,
    Signatures,
    Table,
    shown,
)

_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
# A word with a Latin letter in it (an address, an item such as o43, Windows 11x) is a name and stays as it is.
_NAME = re.compile(r"\S*[A-Za-z@]\S*")


def in_thai_digits(report: Report, typed: Collection[str] = ()) -> Report:
    """The report with Thai digits in everything a person reads; `records`, which machines read, stay as they are.

    `typed`: texts of people, which stay exactly as they were typed.
    """
    kept = frozenset(line for text in typed for line in text.split("\n"))
    return replace(
        report,
        title=_lines(report.title, kept),
        subtitle=_lines(report.subtitle, kept),
        blocks=tuple(_block(block, kept) for block in report.blocks),
        thai_digits=True,
    )


def thai(text: str) -> str:
    """A text with Thai digits, but in names with Latin letters."""
    parts, at = [], 0
    for name in _NAME.finditer(text):
        parts += [text[at : name.start()].translate(_THAI), name.group()]
        at = name.end()
    return "".join([*parts, text[at:].translate(_THAI)])


def _lines(text: str, kept: Collection[str]) -> str:
    return "\n".join(line if line in kept else thai(line) for line in text.split("\n"))


def _block(block: Block, kept: Collection[str]) -> Block:
    match block:
        case Heading() | Paragraph():
            return replace(block, text=_lines(block.text, kept))
        case Items(texts):
            return Items(tuple(_lines(text, kept) for text in texts))
        case Table(columns, rows):
            titled = tuple(replace(column, title=thai(column.title)) for column in columns)
            return Table(titled, tuple(_row(row, columns, kept) for row in rows))
        case Photos(photos):
            return Photos(tuple(Photo(each.sha256, _lines(each.caption, kept)) for each in photos))
        case Signatures(people):
            posts = (thai(each.post) if each.post else None for each in people)
            return Signatures(
                tuple(Signature(each.signs_as, post) for each, post in zip(people, posts, strict=True))
            )
        case _:
            assert_never(block)


def _row(row: Row, columns: tuple[Column, ...], kept: Collection[str]) -> Row:
    cells = (
        _lines(shown(cell, column.signed), kept) for cell, column in zip(row.cells, columns, strict=True)
    )
    return Row(tuple(cells), row.strong)
