"""Score tables cut where a new heading begins, with what each column is."""

from dataclasses import dataclass

from tracker.documents.extract.headings import (
    Column,
    Foreign,
    alone,
    columns_under,
    is_heading,
    named_instrument,
)
from tracker.documents.extract.indicators import indicator_in
from tracker.documents.extract.shapes import (
    unfolded,
    upright,
    with_labels_in_place,
    with_one_score,
    with_whole_names,
)
from tracker.documents.extract.years import year_in_cell
from tracker.documents.paper import Row, Table


@dataclass
class Part:
    """Rows under one heading. `title` are rows of a single cell above them."""

    columns: tuple[Column, ...]
    rows: list[Row]
    title: str = ""


def parts_of(table: Table, foreign: Foreign) -> list[Part]:
    """A table cut where a new heading begins, each part with its columns told."""
    parts: list[Part] = []
    stack: list[Row] = []
    title = ""
    for row in upright(unfolded(with_one_score(with_whole_names(with_labels_in_place(table))))).rows:
        text = alone(row)
        if text is not None:
            if year_in_cell(text) and not named_instrument(text) and not indicator_in(text):
                title, stack = text, stack if not parts or not parts[-1].rows else []
                columns = parts[-1].columns if parts and not stack else ()
                parts.append(Part(columns, [], title))
            elif parts and parts[-1].rows:
                parts[-1].rows.append(row)
        elif is_heading(row, stack):
            stack = stack if stack and not (parts and parts[-1].rows) else []
            stack.append(row)
            if not parts or parts[-1].rows:
                parts.append(Part((), [], title))
            parts[-1].columns = columns_under(stack, foreign)
        else:
            if not parts:
                parts.append(Part((), []))
            parts[-1].rows.append(row)
    return [part for part in parts if part.rows]
