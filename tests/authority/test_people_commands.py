"""The operator's commands about people and the audit log, as processes."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.contracts.clerk import Clerk
from tests.test_commands import run
from tests.test_commands import sampled as sampled
from tracker.store import Store, organisations
from tracker.store.sqlite import sqlite_driver

WORKS = "กองช่าง"


def store_of(folder: Path) -> Store:
    return Store(f"sqlite:///{folder}/commands.db")


@pytest.fixture
def peopled(sampled: Path) -> Path:
    """Heads and officers in their posts; the clock of the commands is the real one, so they began long ago."""
    store = store_of(sampled)
    for department, role in ((None, "coordinator"), (WORKS, "head"), (WORKS, "officer"), (WORKS, "officer")):
        Clerk(store, "nadun" if department is None else "buengcharoen", department, role)
    store.close()
    with sqlite_driver().connect(f"{sampled}/commands.db") as database:
        database.execute("UPDATE tenure SET valid_from = '2026-01-01 00:00:00'")
    return sampled


def listed(folder: Path, slug: str) -> dict:  # type: ignore[type-arg]
    done = run(folder, "tracker", "people", "--office", slug, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_people_are_listed_as_posts_and_a_post_is_ended(peopled: Path) -> None:
    found = listed(peopled, "buengcharoen")
    assert [(each["role"], each["state"]) for each in found["posts"]] == [
        ("head", "current"),
        ("officer", "current"),
        ("officer", "current"),
    ]
    plain = run(peopled, "tracker", "people", "--office", "buengcharoen").stdout
    assert "head กองช่าง: current since 2026-01-01" in plain
    done = run(
        peopled, "tracker", "end-post", "--office", "buengcharoen", "--role", "head", "--department", WORKS,
        "--as", "retired",
    )  # fmt: skip
    assert (done.returncode, "retired" in done.stdout) == (0, True), done.stderr
    again = run(
        peopled, "tracker", "end-post", "--office", "buengcharoen", "--role", "head", "--department", WORKS
    )
    assert (again.returncode, len(again.stderr.strip().splitlines())) == (1, 1)
    two = run(
        peopled, "tracker", "end-post", "--office", "buengcharoen", "--role", "officer", "--department", WORKS
    )
    assert (two.returncode, "--tenure" in two.stderr) == (2, True)
    tenure = str(listed(peopled, "buengcharoen")["posts"][0]["tenure"])
    done = run(
        peopled, "tracker", "end-post", "--office", "buengcharoen", "--tenure", tenure, "--on", "2099-10-01"
    )
    assert (done.returncode, "2099-10-01T00:00:00+07:00" in done.stdout) == (0, True), done.stderr
    later = next(p for p in listed(peopled, "buengcharoen")["posts"] if str(p["tenure"]) == tenure)
    assert (later["state"], later["until"][:10]) == (
        "current",
        "2099-09-30",
    )  # midnight in Thailand, told in UTC
    assert run(peopled, "tracker", "audit", "verify").returncode == 0


def test_the_operator_may_end_the_last_coordinator(peopled: Path) -> None:
    done = run(peopled, "tracker", "end-post", "--office", "nadun", "--role", "coordinator")
    assert (done.returncode, listed(peopled, "nadun")["posts"]) == (0, [])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("people", "--office", "nowhere"), 1),
        (("people",), 2),
        (("end-post", "--office", "nadun"), 2),
        (("end-post", "--office", "nadun", "--tenure", "5", "--role", "head"), 2),
        (("end-post", "--office", "nadun", "--tenure", "5"), 1),
        (("end-post", "--office", "nadun", "--tenure", "5", "--on", "soon"), 2),
        (("end-post", "--office", "nadun", "--role", "head", "--department", "กองเรือ"), 1),
        (("end-post", "--office", "nadun", "--role", "head", "--as", "eaten"), 2),
        (("audit", "show", "--office", "nowhere"), 1),
        (("audit", "show"), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_bad_use_is_2_and_failure_is_1(sampled: Path, words: tuple[str, ...], code: int) -> None:
    done = run(sampled, "tracker", *words)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert code == 2 or len(done.stderr.strip().splitlines()) == 1


def test_verify_says_whole_and_names_the_first_broken_line(peopled: Path) -> None:
    whole = run(peopled, "tracker", "audit", "verify", "--json")
    found = json.loads(whole.stdout)
    assert (whole.returncode, found["ok"]) == (0, True)
    assert sum(chain["lines"] for chain in found["chains"]) >= 10
    shown = json.loads(
        run(peopled, "tracker", "audit", "show", "--office", "nadun", "--last", "2", "--json").stdout
    )
    assert [line["action"] for line in shown["lines"]] == ["enrol", "invite"]
    with sqlite_driver().connect(f"{peopled}/commands.db") as database:
        database.execute("DROP TRIGGER audit_is_kept")
        database.execute(
            "UPDATE auditentry SET subject = 'executive' WHERE id = ?", (shown["lines"][1]["id"],)
        )
    broken = run(peopled, "tracker", "audit", "verify")
    assert broken.returncode == 1
    assert f"line {shown['lines'][1]['number']} " in broken.stderr and "invite" in broken.stderr
    assert len(broken.stderr.strip().splitlines()) == 1


def test_a_day_off_is_given_and_taken_back_by_the_operator(peopled: Path) -> None:
    office = ("tracker", "day-off", "--office", "buengcharoen", "--day")
    given = run(peopled, *office, "2027-01-04", "--name", "วันหยุดของจังหวัด")
    assert (given.returncode, given.stdout) == (0, "2027-01-04 is a day off\n"), given.stderr
    assert run(peopled, *office, "2027-01-04", "--name", "วันหยุดของจังหวัด").stdout.endswith("as before\n")
    with store_of(peopled).read() as tx:
        found = organisations.office_by_slug(tx, "buengcharoen")
        assert organisations.days_off(tx, found.id) == {date(2027, 1, 4)}
    assert run(peopled, *office, "2027-01-04", "--cancel").stdout == "2027-01-04 is a working day\n"
    for wrong in (("2570-01-04", "--name", "x"), ("4/1/2027", "--name", "x"), ("2027-01-04",)):
        assert run(peopled, *office, *wrong).returncode == 2
