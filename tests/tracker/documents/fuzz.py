"""Files of every readable kind, damaged at random: bytes flipped, cut, repeated, and the same inside ZIP members; the
lines of written papers left out, repeated, moved, torn, with tabs and bars put in."""

import random
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from tests.tracker.documents.papers import PAPER, WRITERS
from tests.tracker.documents.printed import as_typst_pdf
from tracker.documents import DocumentDraft, read_document
from tracker.errors import DocumentUnreadable

MARKUP = (
    b"<",
    b">",
    b"</",
    b'"',
    b"&",
    b"<!--",
    b"]]>",
    b"<w:tbl>",
    b"<table><tr><td>",
    b"<c t='s'>",
    b"\0",
    b"99999999",
)

MARKS = (
    "\t",
    "\t\t",
    "|",
    " | ",
    "    ",
    "+---+",
    "\u200b",
    "\x0c",
    "<li>",
    "</p>",
    "1.",
    "ข้อ 1",
    "คะแนน",
    "99.99",
    "๒๕๖๗",
)
PAPERS = sorted((Path(__file__).parent / "written" / "worked").glob("*.txt"))


def sources(folder: Path) -> dict[str, bytes]:
    """One sound file of each kind, by ending."""
    files = [write(PAPER, folder / file) for write, file in WRITERS.values()]
    files.append(as_typst_pdf(PAPER, folder / "paper.pdf"))
    page = folder / "paper.html"
    page.write_text(
        "<html><body>"
        + "".join(
            f"<p>{block}</p>"
            if isinstance(block, str)
            else "<table>" + "".join("<tr><td>" + "<td>".join(row) for row in block) + "</table>"
            for block in PAPER
        ),
        encoding="utf-8",
    )
    return {file.suffix: file.read_bytes() for file in [*files, page]}


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The bytes with a few small wounds."""
    wounded = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(wounded) + 1)
        match chance.randrange(5):
            case 0 if at < len(wounded):
                wounded[at] = chance.randrange(256)
            case 1:
                del wounded[at : at + chance.randint(1, 200)]
            case 2:
                wounded[at:at] = wounded[at : at + chance.randint(1, 400)] * chance.randint(1, 5)
            case 3:
                wounded[at:at] = chance.choice(MARKUP)
            case _ if chance.random() < 0.2:
                del wounded[at:]
    return bytes(wounded)


def damaged_lines(chance: random.Random) -> bytes:
    """A written paper with a few of its lines damaged; it stays readable Thai, so that it is read to the end."""
    lines = chance.choice(PAPERS).read_text(encoding="utf-8").splitlines()
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(lines))
        line, cut = lines[at], chance.randrange(len(lines[at]) + 1)
        match chance.randrange(6):
            case 0 if len(lines) > 1:
                del lines[at : at + chance.randint(1, 4)]
            case 1:
                lines[at:at] = lines[at : at + chance.randint(1, 8)] * chance.randint(1, 3)
            case 2:
                lines.insert(chance.randrange(len(lines) + 1), lines.pop(at))
            case 3:
                lines[at : at + 1] = [line[:cut], line[cut:]]
            case 4:
                lines[at] = line[:cut] + chance.choice(MARKS) + line[cut:]
            case _:
                lines[at : at + 2] = ["".join(lines[at : at + 2])]
        lines = lines or [""]
    return "\n".join(lines).encode()


def damaged_inside(content: bytes, chance: random.Random) -> bytes:
    """A ZIP archive with one member damaged, or gone."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        victim = chance.choice(old.namelist())
        for name in old.namelist():
            if name != victim:
                new.writestr(name, old.read(name))
            elif chance.random() < 0.9:
                new.writestr(name, damaged(old.read(name), chance))
    return made.getvalue()


def fuzz(
    folder: Path, seconds: float, seed: int, read: Callable[[Path], DocumentDraft] = read_document
) -> dict[str, int]:
    """Read damaged files of each kind for so many seconds each. How many there were; anything but a draft or
    DocumentUnreadable is raised, with the file left in the folder."""
    counts = {}
    for suffix, content in sources(folder).items():
        chance = random.Random(f"{seed}{suffix}")
        until, path, counts[suffix] = time.monotonic() + seconds, folder / f"wounded{suffix}", 0
        while time.monotonic() < until:
            packed = content.startswith(b"PK") and chance.random() < 0.8
            lined = suffix == ".txt" and chance.random() < 0.8
            made = (
                damaged_lines(chance) if lined else (damaged_inside if packed else damaged)(content, chance)
            )
            path.write_bytes(made)
            try:
                read(path).as_json()
            except DocumentUnreadable as refused:
                assert refused.sentence
            counts[suffix] += 1
    return counts
