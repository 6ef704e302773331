"""The operator's commands, as processes: clear lines, right exit codes, no traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.town import sampled_database

ROOT = Path(__file__).parents[1]


def run(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A command over a database in a folder."""
    names = ("LINE_", "SECRET_KEY", "DATABASE_URL", "FILES_URL", "PUBLIC_URL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(names)}
    database = settings.pop("DATABASE_URL", f"sqlite:///{folder}/commands.db")
    environment = {**kept, "DATABASE_URL": database, "FILES_URL": f"file:{folder}/files", **settings}
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def sampled(tmp_path: Path) -> Path:
    """A folder with a database of sample offices."""
    (tmp_path / "commands.db").write_bytes(sampled_database().read_bytes())
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        ("tracker", "--help"),
        ("tracker", "export", "--help"),
        ("tracker", "import", "--help"),
        ("bot", "--help"),
        ("bot", "ask", "--help"),
        ("bot", "doctor", "--help"),
        ("scheduler", "--help"),
        ("scheduler", "once", "--help"),
        ("scheduler", "preview", "--help"),
    ],
    ids=" ".join,
)
def test_every_command_explains_itself_without_any_setting(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = run(tmp_path, *words)
    assert (done.returncode, "Usage" in done.stdout) == (0, True)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("tracker", "invite", "--office", "buengcharoen", "--role", "king"), 2),
        (("tracker", "invite", "--office", "buengcharoen", "--role", "head"), 2),
        (("tracker", "invite", "--office", "nowhere", "--role", "coordinator"), 1),
        (("tracker", "invite", "--office", "nadun", "--role", "head", "--department", "กองเรือ"), 1),
        (
            (
                "tracker",
                "export",
                "analysis",
                "--office",
                "nadun",
                "--year",
                "2599",
                "--format",
                "csv",
                "--out",
                "x.csv",
            ),
            1,
        ),
        (
            (
                "tracker",
                "export",
                "poem",
                "--office",
                "nadun",
                "--year",
                "2565",
                "--format",
                "csv",
                "--out",
                "x.csv",
            ),
            2,
        ),
        (("tracker", "import", "nothing-there.docx"), 1),
        (("tracker", "restore", "nothing-there.tar"), 1),
        (("bot", "ask"), 2),
        (("bot", "ask", "x", "--at", "soon"), 2),
        (("bot", "ask", "x", "--office", "nowhere"), 1),
        (("scheduler", "once", "--at", "soon"), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_bad_use_is_2_and_failure_is_1_with_one_clear_line(
    sampled: Path, words: tuple[str, ...], code: int
) -> None:
    done = run(sampled, *words)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
    assert code == 2 or len(done.stderr.strip().splitlines()) == 1


def test_a_database_without_tables_says_what_to_run(tmp_path: Path) -> None:
    done = run(tmp_path, "bot", "ask", "คะแนน")
    assert (done.returncode, "python -m tracker migrate" in done.stderr) == (1, True)


def test_ask_prints_one_json_object_a_line_and_writes_nothing(sampled: Path, tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("ปี 66 ได้กี่คะแนน\nมาตรการ 2 ทำแล้ว 60% ประชุมแล้ว\n7KQ2-M4XD-9RT3B\n", "utf-8")
    before = dump(sampled)
    done = run(sampled, "bot", "ask", "--file", str(lines), "--office", "buengcharoen")
    first, second, third = map(json.loads, done.stdout.splitlines())
    assert set(first) >= {"text", "intent", "slots", "reply", "messages", "writes", "why"}
    assert (first["intent"], first["slots"], first["writes"]) == (
        "score_overall",
        {"fiscal_year": 2566},
        False,
    )
    assert "88.93" in first["reply"]
    assert second["intent"] == "progress_report"
    assert (second["slots"]["measure_no"], second["slots"]["percent"]) == (2, 60)
    assert third["intent"] == "register"
    assert dump(sampled) == before


def dump(folder: Path) -> list[str]:
    """Everything in the database, as text."""
    import sqlite3

    with sqlite3.connect(folder / "commands.db") as database:
        return list(database.iterdump())


@pytest.mark.parametrize("kind", ["analysis", "measures", "progress"])
@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx", "csv"])
def test_every_report_is_written_in_every_format(sampled: Path, kind: str, form: str) -> None:
    out = sampled / f"report.{form}"
    year = "2566" if kind == "analysis" else "2567"
    done = run(
        sampled,
        "tracker",
        "export",
        kind,
        "--office",
        "buengcharoen",
        "--year",
        year,
        "--format",
        form,
        "--out",
        str(out),
    )
    assert done.returncode == 0, done.stderr
    marks = {"docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF", "csv": b"\xef\xbb\xbf"}
    assert out.read_bytes().startswith(marks[form])


def test_the_analysis_csv_holds_the_change_in_points_and_percent(sampled: Path) -> None:
    out = sampled / "analysis.csv"
    run(
        sampled,
        "tracker",
        "export",
        "analysis",
        "--office",
        "buengcharoen",
        "--year",
        "2566",
        "--format",
        "csv",
        "--out",
        str(out),
    )
    text = out.read_text("utf-8-sig")
    assert all(figure in text for figure in ("88.93", "91.80", "-2.87", "-3.13", "73.81", "78.54"))
    assert len(text.splitlines()) == 1 + 10 + 3 + 1


def test_a_backup_put_back_is_the_same_database(sampled: Path) -> None:
    before = dump(sampled)
    assert run(sampled, "tracker", "backup", str(sampled / "kept.tar")).returncode == 0
    run(sampled, "tracker", "invite", "--office", "nadun", "--role", "coordinator")
    assert dump(sampled) != before
    assert run(sampled, "tracker", "restore", str(sampled / "kept.tar")).returncode == 0
    assert dump(sampled) == before


def test_a_paper_is_taken_in_once(sampled: Path) -> None:
    paper = ROOT.parent / "shared" / "documents"
    papers = sorted(paper.glob("003*.txt"))
    if not papers:
        pytest.skip("the sample papers are not beside this checkout")
    words = ("tracker", "import", str(papers[0]), "--office", "newtown", "--json")
    first = run(sampled, *words)
    assert first.returncode == 0, first.stderr
    found = json.loads(first.stdout)["documents"][0]
    assert (found["results"][0]["overall"], len(found["measures"])) == (77.16, 3)
    after = dump(sampled)
    assert run(sampled, *words).returncode == 0
    assert dump(sampled) == after
    asked = json.loads(run(sampled, "bot", "ask", "ปี 64 ได้กี่คะแนน", "--office", "newtown", "--json").stdout)
    assert "77.16" in asked["reply"]


def test_a_paper_of_another_office_is_refused_and_leaves_nothing(sampled: Path) -> None:
    papers = sorted((ROOT.parent / "shared" / "documents").glob("000*.txt"))
    if not papers:
        pytest.skip("the sample papers are not beside this checkout")
    before = dump(sampled)
    done = run(sampled, "tracker", "import", str(papers[0]), "--office", "nadun")
    assert (done.returncode, "nothing was imported" in done.stderr) == (1, True)
    assert dump(sampled) == before


def test_the_web_process_refuses_to_start_without_its_secret(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "bot.app:create_app()", "--config", "bot/gunicorn.py"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
        env={k: v for k, v in os.environ.items() if not k.startswith("LINE_")} | {"PORT": "18999"},
    )  # fmt: skip
    assert done.returncode != 0
    line = [each for each in done.stderr.splitlines() if "prongsai" in each]
    assert len(line) == 1
    assert "LINE_CHANNEL_" in line[0]
