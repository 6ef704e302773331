"""The workbook and its template by command: written whole, read again by `import`, refused in plain words."""

import json
from pathlib import Path

import pytest

from tests.test_commands import dump, run, sampled

__all__ = ["sampled"]


def test_an_offices_workbook_is_written_and_read_again(sampled: Path) -> None:
    out = sampled / "new folder" / "สมุดงาน.xlsx"
    before = dump(sampled)
    done = run(sampled, "tracker", "workbook", "--office", "buengcharoen", "--out", str(out))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert [each.name for each in out.parent.iterdir()] == [out.name]
    read = json.loads(run(sampled, "tracker", "import", str(out), "--dry-run", "--json").stdout)["documents"][
        0
    ]
    assert (read["kinds"], read["findings"]) == (["analysis", "measures"], [])
    assert [result["overall"] for result in read["results"]] == [91.8, 88.93]
    assert len(read["measures"]) == 9
    assert dump(sampled) == before


def test_the_template_needs_no_database_and_holds_nothing(tmp_path: Path) -> None:
    out = tmp_path / "template.xlsx"
    assert run(tmp_path, "tracker", "template", "--out", str(out)).returncode == 0
    read = json.loads(run(tmp_path, "tracker", "import", str(out), "--dry-run", "--json").stdout)[
        "documents"
    ][0]
    assert (read["kinds"], read["findings"]) == ([], [])
    assert not (tmp_path / "commands.db").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("workbook", "--office", "nowhere", "--out", "x.xlsx"), 1),
        (("workbook", "--office", "nadun"), 2),
        (("workbook", "--out", "x.xlsx"), 2),
        (("template",), 2),
        (("template", "--out", "/proc/none/x.xlsx"), 1),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(sampled: Path, words: tuple[str, ...], code: int) -> None:
    done = run(sampled, "tracker", *words)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert code == 2 or len(done.stderr.strip().splitlines()) == 1
