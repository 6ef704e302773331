"""Whatever is wrong with a file, it is read or refused in words. `make bench` does the same for longer."""

from pathlib import Path

from tests.tracker.documents.fuzz import fuzz


def test_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    counts = fuzz(tmp_path, seconds=0.7, seed=1)
    assert counts.keys() == {".txt", ".docx", ".xlsx", ".csv", ".pdf", ".html"}
    assert all(counts.values())
