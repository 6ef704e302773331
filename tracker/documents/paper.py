"""A paper as neutral blocks: paragraphs and tables in reading order, each with where it came from.

Readers build it, extractors read it. A place is a short Thai phrase a person can follow back into the file, as in
"บรรทัดที่ 12" or "ตารางที่ 2 แถวที่ 3". Nothing here is interpreted: texts are as the file holds them.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """One cell. `lines` are its paragraphs, line breaks and list items (a list item keeps or gets its marker);
    `above` says that it is merged with the cell above, where its text stands."""

    lines: tuple[str, ...] = ()
    above: bool = False

    @property
    def text(self) -> str:
        """All lines as one."""
        return " ".join(line for line in self.lines if line)


@dataclass(frozen=True)
class Row:
    """One row of a table."""

    cells: tuple[Cell, ...]
    place: str

    @property
    def texts(self) -> tuple[str, ...]:
        """The text of every cell."""
        return tuple(cell.text for cell in self.cells)


@dataclass(frozen=True)
class Table:
    """Rows that belong together; they need not be equally wide."""

    rows: tuple[Row, ...]
    place: str


@dataclass(frozen=True)
class Paragraph:
    """One paragraph, or one line of a plain text."""

    text: str
    place: str


@dataclass(frozen=True)
class Damage:
    """A damaged spot: what is the matter (Thai), the text as it stood, and where."""

    what: str
    text: str
    place: str


@dataclass(frozen=True)
class Paper:
    """A whole file. `damages` are what its reader could not read and says so."""

    file: str
    blocks: tuple[Paragraph | Table, ...]
    damages: tuple[Damage, ...] = ()


def cell_of(text: str) -> Cell:
    """A cell whose lines are the non-empty lines of a text."""
    return Cell(tuple(line.strip() for line in text.splitlines() if line.strip()))
