"""The Word file and the PDF of one report break into the same number of pages, as LibreOffice sets the Word file.

No machine of ours has TH Sarabun New. Debian's Laksaman is that font drawn 1.5 times as large, so a copy of it with
larger units stands in: set in it, letters are as wide and lines as high as offices see them.
"""

import os
import shutil
import struct
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from tests.tracker.reports.test_official_forms import a_jpeg
from tracker import reports
from tracker.facts import YearFacts

LAKSAMAN = Path("/usr/share/fonts/truetype/tlwg")
UNITS = 1503
"""Units an em that give ก the width 386/1000 it has in TH Sarabun New."""
CONFIGURATION = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir>
<match target="pattern"><test name="family"><string>TH Sarabun New</string></test>
<edit name="family" mode="assign" binding="strong"><string>Laksaman</string></edit></match></fontconfig>"""


def with_units(font: bytes, units: int) -> bytes:
    """A TrueType font with another number of units an em in its head table."""
    tables = struct.unpack(">H", font[4:6])[0]
    found = (struct.unpack(">4sIII", font[12 + 16 * n : 28 + 16 * n]) for n in range(tables))
    head = next(offset for tag, _, offset, _ in found if tag == b"head")
    return font[: head + 18] + struct.pack(">H", units) + font[head + 20 :]


@pytest.fixture(scope="module")
def pages_of_word(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], int]:
    """How many pages LibreOffice makes of a Word file."""
    fonts = sorted(LAKSAMAN.glob("Laksaman*.ttf"))
    if shutil.which("soffice") is None or not fonts:
        reason = "LibreOffice or the font Laksaman is not installed"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    folder = tmp_path_factory.mktemp("fonts")
    for font in fonts:
        (folder / font.name).write_bytes(with_units(font.read_bytes(), UNITS))
    (folder / "fonts.conf").write_text(CONFIGURATION.format(folder=folder))

    def count(content: bytes) -> int:
        (folder / "paper.docx").write_bytes(content)
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
            + ["--outdir", str(folder), str(folder / "paper.docx")],
            env={**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")},
            check=True,
            capture_output=True,
            timeout=120,
        )
        return pages((folder / "paper.pdf").read_bytes())

    return count


def pages(pdf: bytes) -> int:
    paper = pypdfium2.PdfDocument(pdf)
    try:
        return len(paper)
    finally:
        paper.close()


def of_forty(facts: YearFacts) -> YearFacts:
    """The same year with forty measures, two of three reported by two departments."""
    measures, updates = [], []
    for number in range(1, 41):
        measures.append(replace(facts.measures[number % 9], number=number, id=number))
        if number % 3:
            for update in facts.updates[:2]:
                receipt = f"67-{len(updates) + 1:04d}"
                note = update.note * (1 + number % 4)
                updates.append(replace(update, measure_number=number, receipt=receipt, note=note))
    return replace(facts, measures=tuple(measures), updates=tuple(updates))


@pytest.mark.parametrize(
    "kind, round_key, many",
    [
        ("analysis", None, False),
        ("measures", None, False),
        ("progress", "6m", False),
        ("measures", None, True),
        ("progress", "6m", True),
    ],
)
def test_word_and_pdf_have_the_same_number_of_pages(
    kind: str,
    round_key: str | None,
    many: bool,
    pages_of_word: Callable[[bytes], int],
    result_year: YearFacts,
    measure_year: YearFacts,
):
    facts = result_year if kind == "analysis" else measure_year
    facts = of_forty(facts) if many else facts
    pictures = {"00": a_jpeg((1200, 900))}
    word, pdf = (reports.build(kind, facts, round_key, form, pictures) for form in ("docx", "pdf"))
    assert abs(pages_of_word(word) - pages(pdf)) <= 1
