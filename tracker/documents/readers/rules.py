"""The ruled tables of a PDF page. pdfium finds the lines, pdfplumber the boxes they enclose.

pdfplumber could find the lines too, but its parser reads every letter in Python first: a second for a page.
"""

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

Point = tuple[float, float]
Upright = Callable[[float, float], Point]

_TOLERANCE = 3
_STRAIGHT = 1.0
_FORMS = 3


def tables_of(page: Any, upright: Upright) -> list[Any]:
    """The tables of a pypdfium2 page as pdfplumber describes them, in the coordinates `upright` gives."""
    from pdfplumber import table

    near = (_TOLERANCE,) * 4
    edges = [edge for start, end in _lines(page, upright) if (edge := _edge(start, end))]
    crossings = table.edges_to_intersections(table.merge_edges(edges, *near), _TOLERANCE, _TOLERANCE)
    groups = table.cells_to_tables(table.intersections_to_cells(crossings))
    return [table.Table(page, cells) for cells in groups]


def _edge(start: Point, end: Point) -> dict[str, Any] | None:
    """A line as pdfplumber's functions want it; None for a slanted or tiny one."""
    x0, x1 = sorted((start[0], end[0]))
    top, bottom = sorted((start[1], end[1]))
    wide, high = x1 - x0, bottom - top
    if max(wide, high) < _TOLERANCE or min(wide, high) > _STRAIGHT:
        return None
    level = wide > high
    middle = (top + bottom) / 2 if level else (x0 + x1) / 2
    place = (
        {"x0": x0, "x1": x1, "top": middle, "bottom": middle}
        if level
        else {"x0": middle, "x1": middle, "top": top, "bottom": bottom}
    )
    return {**place, "width": wide, "height": high, "orientation": "h" if level else "v"}


def _lines(page: Any, upright: Upright) -> Iterator[tuple[Point, Point]]:
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPage_CountObjects(page)
    for at in range(count):
        yield from _of_object(pdfium.FPDFPage_GetObject(page, at), upright, _FORMS)


def _of_object(element: Any, upright: Upright, depth: int) -> Iterator[tuple[Point, Point]]:
    """The straight lines of one object, those of a form by the place the form is put in."""
    import pypdfium2.raw as pdfium

    kind = pdfium.FPDFPageObj_GetType(element)
    if kind not in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM):
        return
    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(element, m)

    def placed(x: float, y: float) -> Point:
        return upright(m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f)

    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        yield from _of_path(element, placed)
    elif depth:
        for at in range(pdfium.FPDFFormObj_CountObjects(element)):
            yield from _of_object(pdfium.FPDFFormObj_GetObject(element, at), placed, depth - 1)


def _of_path(path: Any, placed: Upright) -> Iterator[tuple[Point, Point]]:
    import pypdfium2.raw as pdfium

    x, y = ctypes.c_float(), ctypes.c_float()
    begun = last = (0.0, 0.0)
    for at in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, at)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        here = placed(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            begun = here
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield last, here
        last = here
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield last, begun
