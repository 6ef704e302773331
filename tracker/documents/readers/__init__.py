"""Readers: one module per format, each `read(path) -> Paper`; READERS is the table of contents."""

from collections.abc import Callable
from pathlib import Path

from tracker.documents.paper import Paper, Table
from tracker.documents.readers import csv, docx, html, pdf, refusals, txt, xlsx
from tracker.documents.readers.kinds import kind_of

Reader = Callable[[Path], Paper]

READERS: tuple[tuple[str, Reader], ...] = (
    (".txt", txt.read),
    (".docx", docx.read),
    (".pdf", pdf.read),
    (".xlsx", xlsx.read),
    (".csv", csv.read),
    (".html", html.read),
    (".htm", html.read),
)
"""What can be read, by the ending of the file's name."""

LIMIT = 10 * 1024 * 1024
"""Bytes. An office's paper is far smaller; pictures, not words, make a file large."""


def read_paper(path: Path) -> Paper:
    """The paper in a file. Raises DocumentUnreadable with what is wrong and what to do."""
    try:
        size = path.stat().st_size
        if size > LIMIT:
            raise refusals.too_big(path, size, LIMIT)
        reader = _reader_for(path)
    except OSError as error:
        raise refusals.gone(path, error) from error
    paper = reader(path) if size else Paper(path.name, ())
    if not _has_words(paper):
        raise refusals.empty(path)
    return paper


def _reader_for(path: Path) -> Reader:
    """By what the file is, whatever its name says."""
    kind = kind_of(path)
    if kind == "locked":
        raise refusals.locked(path)
    for known, reader in READERS:
        if kind == known:
            return reader
    raise refusals.unsupported(path, kind, " ".join(known for known, _ in READERS))


def _has_words(paper: Paper) -> bool:
    return any(
        any(text.strip() for row in block.rows for text in row.texts)
        if isinstance(block, Table)
        else block.text.strip()
        for block in paper.blocks
    )
