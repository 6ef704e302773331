"""The same blocks on paper: PDFs as LibreOffice prints a Word file, and as typst sets them."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import fontpkg
import pytest
import typst
from docx import Document
from docx.oxml import OxmlElement

from tests.tracker.documents.papers import Blocks

SHEET = """
#let blocks = json(bytes(sys.inputs.at("data")))
#let lines(words) = words.split("\\n").join(linebreak())
#set page(paper: "a4", margin: 20mm, footer: context align(center, counter(page).display()))
#set text(font: "Sarabun", size: 10.5pt, lang: "th", fallback: false, hyphenate: false,
  features: (mark: 0, mkmk: 0))
#for block in blocks {
  if type(block) == str { par(lines(block)) } else {
    table(columns: block.first().len() * (1fr,), inset: 4pt,
      table.header(..block.first().map(lines)), ..block.slice(1).flatten().map(lines))
  }
}
"""


def as_typst_pdf(blocks: Blocks, path: Path) -> Path:
    """Set by typst: narrow columns of equal width, the heading repeated on every page, the page's number below."""
    fonts = [Path(fontpkg.path("Sarabun")).parent]
    data = {"data": json.dumps(blocks, ensure_ascii=False)}
    sheet = path.with_suffix(".typ")
    sheet.write_text(SHEET, encoding="utf-8")
    typst.compile(
        sheet, output=path, format="pdf", font_paths=fonts, ignore_system_fonts=True, sys_inputs=data
    )
    return path


def as_office_pdf(blocks: Blocks, path: Path) -> Path:
    """Printed by LibreOffice from a Word file with ruled tables, their first row a heading on every page."""
    word = path.with_suffix(".docx")
    as_ruled_docx(blocks, word)
    return print_pdf(word)


def as_ruled_docx(blocks: Blocks, path: Path) -> Path:
    """A Word file whose tables have lines, as offices draw them."""
    paper = Document()
    for block in blocks:
        if isinstance(block, str):
            paper.add_paragraph(block)
            continue
        table = paper.add_table(rows=0, cols=len(block[0]), style="Table Grid")
        for row in block:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    paper.save(str(path))
    return path


def print_pdf(word: Path, form: str = "pdf") -> Path:
    """A Word file through LibreOffice. Where it is missing the test is skipped, in CI failed."""
    return print_together([word], form)[0]


def print_together(words: list[Path], form: str = "pdf") -> list[Path]:
    """Word files of one folder through one LibreOffice, which takes longer to start than to print."""
    if not shutil.which("soffice"):
        reason = "needs LibreOffice (soffice) to print a PDF"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with tempfile.TemporaryDirectory() as profile:
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{profile}", "--convert-to", form]
        subprocess.run(
            [*command, "--outdir", str(words[0].parent), *map(str, words)],
            check=True,
            capture_output=True,
            timeout=120,
        )
    return [word.with_suffix(".pdf") for word in words]
