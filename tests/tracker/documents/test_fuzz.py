"""Whatever is wrong with a file, it is read or refused in words. `make bench` does the same for longer."""

from pathlib import Path

from tests.tracker.documents.fuzz import fuzz
from tracker.documents import read_document


def test_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    counts = fuzz(tmp_path, seconds=0.7, seed=1)
    assert counts.keys() == {".txt", ".docx", ".xlsx", ".csv", ".pdf", ".html"}
    assert all(counts.values())


def test_a_list_that_is_announced_and_never_comes_is_no_measure(tmp_path: Path) -> None:
    path = tmp_path / "paper.txt"
    lead = "เทศบาลตำบลทดลอง จึงกำหนดมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ดังต่อไปนี้"
    path.write_text(f"{lead}\n- 2 -\nจึงประกาศให้ทราบโดยทั่วกัน\n", encoding="utf-8")
    assert read_document(path).measures == ()
