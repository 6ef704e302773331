"""HTML (.html, .htm): paragraphs and tables in their order, as a browser would show them.

A table that only lays out a page is taken apart: its texts and the tables in it count. Pages may nest without end,
so nothing here recurses into them.
"""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from lxml import etree, html

from tracker.documents.paper import Cell, Paper, Paragraph, Row, Table
from tracker.documents.readers import refusals
from tracker.documents.readers.csv import ROWS, too_long

SPAN, COLUMNS = 1000, 200
_DROPPED = set("script style nav noscript template head iframe svg select button".split())
_BREAKS = set(
    "address article aside blockquote body br center dd details div dl dt fieldset figcaption figure footer form h1 h2"
    " h3 h4 h5 h6 header hr html li main ol p pre section summary table tr td th caption ul".split()
)
_CHARSET = re.compile(rb"<meta[^>]*charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_MARKED = re.compile(r"\s*(?:[0-9๐-๙]{1,2}\s*[.)]|[-–•▪*])")
_CHAPTERS = "./tr/td//h1|./tr/td//h2|./tr/td//h3|./tbody/tr/td//h1|./tbody/tr/td//h2|./tbody/tr/td//h3"
_ROWS = "./tr|./thead/tr|./tbody/tr|./tfoot/tr"


def read(path: Path) -> Paper:
    """The paper in an HTML file. Raises DocumentUnreadable for what is none."""
    text = _decoded(path)
    parser = html.HTMLParser(no_network=True)
    try:
        root = html.document_fromstring(text, parser=parser)
        if any("depth" in str(entry.message) for entry in parser.error_log):
            raise refusals.broken(path, ".html")
        return Paper(path.name, tuple(_blocks(path, root)))
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise refusals.broken(path, ".html") from error


def _decoded(path: Path) -> str:
    """By its mark, as UTF-8, as it declares, at last as the Thai code page."""
    raw = path.read_bytes()
    declared = _CHARSET.search(raw[:4096])
    thai = "cp874"
    name = declared[1].decode("ascii").lower() if declared else thai
    name = thai if name in ("tis-620", "windows-874", "tis620", "iso-8859-11", "x-windows-874") else name
    tried = ("utf-16",) if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", name, thai)
    for encoding in tried:
        try:
            text = raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" not in text:
            return re.sub(r"^\s*<\?xml[^>]*>", "", text)
    raise refusals.broken(path, ".html")


def _blocks(path: Path, root: Any) -> Iterator[Paragraph | Table]:
    paragraphs = tables = total = 0
    for lines, element in _parts(root):
        for line in lines:
            paragraphs += 1
            yield Paragraph(line, f"ย่อหน้าที่ {paragraphs}")
        if element is None:
            continue
        tables += 1
        rows = tuple(_rows(element, f"ตารางที่ {tables}"))
        total += len(rows)
        if total > ROWS:
            raise too_long(path)
        if any(len(row.cells) > 1 for row in rows):
            yield Table(rows, f"ตารางที่ {tables}")
        else:
            yield from (
                Paragraph(line, row.place) for row in rows for cell in row.cells for line in cell.lines
            )


def _parts(root: Any) -> Iterator[tuple[list[str], Any]]:
    """Lines, and the table after them (None at the end)."""
    pieces: list[str] = []
    for piece in _pieces(root, tables=True):
        if isinstance(piece, str):
            pieces.append(piece)
        else:
            yield _lines(pieces), piece
            pieces = []
    yield _lines(pieces), None


def _pieces(root: Any, tables: bool) -> Iterator[Any]:
    """Texts, "\\n" where a line ends, markers of list items; with `tables` also the tables that hold data."""
    lists: list[int | None] = []
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if not name or name in _DROPPED:
                walker.skip_subtree()
                continue
            if tables and name == "table" and element is not root and not _only_lays_out(element):
                yield element
                walker.skip_subtree()
                continue
            if name in ("ol", "ul"):
                lists.append(_start(element) if name == "ol" else None)
            if name in _BREAKS:
                yield "\n"
            if name == "li":
                yield _marker(lists, element)
            yield re.sub(r"\s+", " ", element.text or "")
            continue
        if name in ("ol", "ul") and lists:
            lists.pop()
        if name in _BREAKS:
            yield "\n"
        if element is not root:
            yield re.sub(r"\s+", " ", element.tail or "")


def _only_lays_out(table: Any) -> bool:
    """A table with tables or headings of chapters inside, and hardly a row with two texts of its own."""
    if table.find(".//table") is None and not table.xpath(_CHAPTERS):
        return False
    rows = ([_says(cell) for cell in row.iterchildren("td", "th")] for row in table.xpath(_ROWS))
    return sum(sum(said) > 1 for said in rows) < 2


def _says(cell: Any) -> bool:
    """Whether a cell has a text of its own, outside of tables in it."""
    texts = [cell.text, *(child.tail for child in cell)]
    for child in cell.iterchildren(tag=etree.Element):
        if child.tag != "table" and child.find(".//table") is None:
            texts += child.itertext()
    return any(text and text.strip() for text in texts)


def _start(element: Any) -> int:
    start = element.get("start", "1")
    return int(start) - 1 if re.fullmatch(r"\d{1,3}", start) else 0


def _marker(lists: list[int | None], item: Any) -> str:
    """The marker a list item is drawn with, unless its author typed one too."""
    count = lists[-1] if lists else None
    if count is not None:
        lists[-1] = count + 1
    if _MARKED.match("".join(islice(item.itertext(), 6)).strip()):
        return ""
    return "- " if count is None else f"{count + 1}. "


def _lines(pieces: list[str]) -> list[str]:
    lines = "".join(pieces).split("\n")
    return [line for line in (re.sub(r"[ \t\r]+", " ", line).strip() for line in lines) if line]


def _rows(table: Any, place: str) -> Iterator[Row]:
    """Rows as a grid: what a cell covers to the right is empty, what it covers below is `above`."""
    covered: dict[int, int] = {}
    rows = table.xpath(_ROWS) or [table]
    for number, row in enumerate(rows, start=1):
        cells: list[Cell] = []
        for element in row.iterchildren("td", "th"):
            _cover(cells, covered)
            wide, high = _span(element, "colspan", COLUMNS), _span(element, "rowspan", SPAN)
            at = len(cells)
            cells += [Cell(tuple(_lines(list(_pieces(element, tables=False))))), *[Cell()] * (wide - 1)]
            covered.update({column: high - 1 for column in range(at, at + wide) if high > 1})
            if len(cells) > COLUMNS:
                break
        _cover(cells, covered)
        if cells:
            yield Row(tuple(cells[:COLUMNS]), f"{place} แถวที่ {number}")


def _cover(cells: list[Cell], covered: dict[int, int]) -> None:
    """Add the cells that one further up reaches down to."""
    while covered.get(len(cells), 0) > 0:
        covered[len(cells)] -= 1
        cells.append(Cell(above=True))


def _span(element: Any, name: str, most: int) -> int:
    value = element.get(name, "1").strip()
    return max(1, min(int(value), most)) if re.fullmatch(r"\d{1,6}", value) else 1
