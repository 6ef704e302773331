"""Rows 41 to 44: a paper that is a bomb is refused by a process of its own; an import is all or nothing."""

import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from scheduler.worker import read_words
from tests.bot.test_papers import paper
from tests.hostile.scenery import counted, enrolled, rows, said
from tests.town import Town, sampled_database
from tests.tracker.documents.test_isolation import CASES, _member
from tracker import outbox
from tracker.actions.read_papers import read_due
from tracker.documents import read_safely
from tracker.errors import DocumentUnreadable
from tracker.model import Assessment, IncomingPaper, Measure, Source
from tracker.store import Store

ROOT = Path(__file__).parents[2]
KNOWN = {name: write for name, write, _, _ in CASES}


def _gigabyte(path: Path) -> None:
    """A megabyte that unpacks to a thousand."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        with archive.open("word/document.xml", "w") as member:
            for _ in range(1024):
                member.write(b" " * 1_048_576)


def _zip_of_zips(path: Path) -> None:
    content = b"\0" * 10_000_000
    for _ in range(3):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(10):
                archive.writestr(f"{number}.zip", content)
        content = packed.getvalue()
    path.write_bytes(content)


DOCX: dict[str, Callable[[Path], object]] = {
    "gigabyte.docx": _gigabyte,
    "zips.docx": _zip_of_zips,
    "up.docx": _member("../../../../etc/cron.d/x", b"x"),
    "root.docx": _member("/etc/passwd", b"x"),
    "windows.docx": _member("..\\..\\x.dll", b"x"),
    "macro.docx": _member("word/vbaProject.bin", b"x"),
    "bomb.docx": KNOWN["bomb.docx"],
    "lying.docx": KNOWN["lying.docx"],
    "deep.docx": KNOWN["deep.docx"],
}


def _links_out(path: Path) -> None:
    link = '<externalLink xmlns="x"><externalBook r:id="rId1"/></externalLink>'
    _member("xl/externalLinks/externalLink1.xml", b"<!DOCTYPE x>" + link.encode(), "xlsx")(path)


XLSX: dict[str, Callable[[Path], object]] = {
    "rows.xlsx": KNOWN["rows.xlsx"],
    "wide.xlsx": KNOWN["wide.xlsx"],
    "links.xlsx": _links_out,
    "entities.xlsx": KNOWN["entities.xlsx"],
    "far.xlsx": KNOWN["far.xlsx"],
}


def _cyclic(path: Path) -> None:
    body = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>endobj\n"
    path.write_bytes(
        b"%PDF-1.4\n"
        + body
        + b"xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Prev 9/Size 3>>\nstartxref\n9\n%%EOF"
    )


def _five_thousand_pages(path: Path) -> None:
    document = pypdfium2.PdfDocument.new()
    for _ in range(5_000):
        document.new_page(100, 100)
    document.save(path)
    document.close()


def _script(path: Path) -> None:
    """A page without words whose document wants to run a script."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
    )
    body = b"".join(b"%d 0 obj%s\nendobj\n" % (at, each) for at, each in enumerate(objects, start=1))
    path.write_bytes(b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF")


PDF: dict[str, tuple[Callable[[Path], object], str]] = {
    "pages.pdf": (_five_thousand_pages, "200 หน้า"),
    "scan.pdf": (KNOWN["scan.pdf"], "ภาพสแกน"),
    "cyclic.pdf": (_cyclic, ""),
    "script.pdf": (_script, ""),
    "bomb.pdf": (KNOWN["bomb.pdf"], ""),
    "locked.pdf": (KNOWN["locked.pdf"], "รหัสผ่าน"),
}


def _refused(path: Path, write: Callable[[Path], object]) -> DocumentUnreadable:
    import resource

    write(path)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = _children()
    with pytest.raises(DocumentUnreadable) as refused:
        read_safely(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024
    assert _children() == children, "the reading process is still there"
    assert not [each for each in path.parent.iterdir() if each.suffix in (".dll",)]
    return refused.value


def _children() -> int:
    import psutil

    return len([each for each in psutil.Process().children() if "tracker.documents" in each.cmdline()])


@pytest.mark.parametrize("name", DOCX)
def test_row_41_a_word_file_that_is_a_bomb_is_refused(name: str, tmp_path: Path) -> None:
    assert "กรุณา" in _refused(tmp_path / name, DOCX[name]).sentence


@pytest.mark.parametrize("name", XLSX)
def test_row_42_an_excel_file_that_is_a_bomb_is_refused(name: str, tmp_path: Path) -> None:
    assert "กรุณา" in _refused(tmp_path / name, XLSX[name]).sentence


@pytest.mark.parametrize("name", PDF)
def test_row_43_an_odd_pdf_is_refused_with_what_to_do(name: str, tmp_path: Path) -> None:
    write, words = PDF[name]
    sentence = _refused(tmp_path / name, write).sentence
    assert "กรุณา" in sentence
    assert words in sentence


def _read(place: Town) -> None:
    while read_due(place.store, place.files, place.client, place.now, read_words):
        pass
    outbox.deliver(place.store, place.client, place.now)


def test_row_44_the_same_file_again_takes_nothing_in_twice(place: Town, tmp_path: Path) -> None:
    coordinator = enrolled(place, "ผู้ประสาน", "coordinator", None, "nadun")
    name, content = paper(tmp_path)
    coordinator.sends_file(name, content)
    said(coordinator)
    _read(place)
    said(coordinator)
    coordinator.press("ยืนยันนำเข้า")
    assert "นำเข้าแล้ว" in said(coordinator)
    after = counted(place.store, Source, Measure, Assessment)
    coordinator.presses(coordinator.button("ยืนยันนำเข้า")["data"])
    assert "ไม่ได้นำเข้าซ้ำ" in said(coordinator)
    coordinator.sends_file(name, content)
    said(coordinator)
    _read(place)
    said(coordinator)
    assert counted(place.store, Source, Measure, Assessment) == after
    assert [row.state for row in rows(place.store, IncomingPaper)].count("taken") == 1


SLOW_IMPORT = """
import sys, time
from tracker.actions import import_papers
real = import_papers.audit
def killed_here(*args, **more):
    real(*args, **more)
    print("half way", flush=True)
    time.sleep(60)
import_papers.audit = killed_here
sys.argv = ["tracker", "import", sys.argv[1], "--office", "nadun", "--json"]
from tracker.__main__ import main
main()
"""


def test_row_44_an_import_killed_half_way_leaves_nothing_and_can_be_done_again(tmp_path: Path) -> None:
    database = tmp_path / "import.db"
    database.write_bytes(sampled_database().read_bytes())
    name, content = paper(tmp_path)
    path = tmp_path / f"again-{name}"
    path.write_bytes(content)
    store = Store(f"sqlite:///{database}")
    before = counted(store, Source, Measure, Assessment)
    environment = {**os.environ, "DATABASE_URL": store.url, "FILES_URL": f"file:{tmp_path}/files"}
    with subprocess.Popen(
        [sys.executable, "-c", SLOW_IMPORT, str(path)], cwd=ROOT, env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=True, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        first = process.stdout.readline()
        os.killpg(process.pid, signal.SIGKILL)
    assert first.strip() == "half way", first
    time.sleep(0.1)
    assert counted(store, Source, Measure, Assessment) == before
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-m", "tracker", "import", str(path), "--office", "nadun", "--json"],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["documents"][0]["kinds"]
    after = counted(store, Source, Measure, Assessment)
    assert after[0] == before[0] + 1
    store.close()
