"""Measures and progress come out of layouts that no sample has: one file of `layouts/` is one paper and what it says.

Above the line of `=` is the paper: a line with bars is a row of a table (`^` is merged with the cell above, `~` ends a
line of the cell), a blank line ends a table, `---` is a page's end, any other line is a paragraph. Below it is what is
expected, as TOML: fields that are not named are expected to be empty.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tracker.documents.draft import DocumentDraft
from tracker.documents.extract import draft_of
from tracker.documents.paper import Cell, Paper, Paragraph, Row, Table

LAYOUTS = sorted((Path(__file__).parent / "layouts").glob("*.txt"))
EMPTY: dict[str, Any] = {
    "fiscal_year": None,
    "indicator": None,
    "oit_item": None,
    "steps": [],
    "departments": [],
    "all_departments": False,
    "period": None,
    "cadence": "unknown",
    "months": [],
    "evidence": [],
}
UNSAID: dict[str, Any] = {"actions": [], "results": [], "suggestions": [], "measure": None}


def paper_of(text: str) -> Paper:
    """The blocks a layout draws."""
    blocks: list[Paragraph | Table] = []
    rows: list[Row] = []
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        place = f"บรรทัดที่ {number}"
        if line.startswith("|"):
            rows.append(Row(tuple(_cell(part.strip()) for part in line.strip()[1:-1].split("|")), place))
            continue
        if rows:
            blocks.append(Table(tuple(rows), rows[0].place))
            rows = []
        if line.strip() and line != "---":
            blocks.append(Paragraph(line, place))
    return Paper("layout.txt", tuple(blocks))


def _cell(text: str) -> Cell:
    return (
        Cell(above=True)
        if text == "^"
        else Cell(tuple(line.strip() for line in text.split("~") if line.strip()))
    )


def read(path: Path) -> tuple[DocumentDraft, dict[str, Any]]:
    """What is made of a layout, and what is expected."""
    drawn, expected = path.read_text(encoding="utf-8").split("\n====\n")
    return draft_of(paper_of(drawn)), tomllib.loads(expected)


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_the_measures_of_a_layout(path: Path) -> None:
    draft, expected = read(path)
    common = expected.get("every", {})
    wanted = [
        {**EMPTY, **common, "number": at, **row, "period": _period({**common, **row}.get("period"))}
        for at, row in enumerate(expected.get("measures", []), start=1)
    ]
    assert [measure.as_json() for measure in draft.measures] == wanted


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_the_progress_of_a_layout(path: Path) -> None:
    draft, expected = read(path)
    assert [entry.as_json() for entry in draft.progress] == [
        UNSAID | row for row in expected.get("progress", [])
    ]


def _period(written: str | None) -> dict[str, str | None] | None:
    """ "2024-10-01 2025-09-30"; a dash is an end the paper does not say."""
    if written is None:
        return None
    start, end = (None if day == "-" else day for day in written.split())
    return {"start": start, "end": end}
