"""Buttons nobody was shown: old, altered or made up. Each is refused with a sentence and writes nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.town import Town, town
from tracker.store.sqlite import sqlite_driver


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


FORGED = [
    "",
    ":",
    "confirm",
    "confirm:",
    "confirm:x",
    "confirm:" + "9" * 40,
    "undo:1:67-0001",
    "undo:" + "9" * 18 + ":x",
    "correct:1:2",
    "report:2567:" + "9" * 30,
    "report:list",
    "mine:2567",
    "mine:x:y",
    "dept:-1",
    "status:flying",
    "percent:abc",
    "proof:1:2",
    "round:1",
    "measures:2567:0:-:0",
    "of:2567:กองช่าง:-5",
    "findings:2567",
    "change:1",
    "drop:1",
    "enrol:1",
    "office:nowhere",
    "lesson",
    "lesson:end",
    "lesson:start:1",
    "amend:" + "9" * 19,
    "correct:" + "9" * 30 + ":x",
    "nothing:at:all",
    "seen:1:2:3",
    "notours:" + "9" * 19 + ":1:1",
    "postpone:x",
    "until",
    "answer:1",
    "decide:1:1:yes",
    "held",
    "held:1:2567",
    "held:1:2567:3",
    "held:x:y",
    "release:1:2567",
    "release:1:2567:0000000000000000",
    "release:1:2567:" + "ก" * 64,
]


@pytest.mark.parametrize("data", FORGED)
@pytest.mark.parametrize("enrolled", [False, True], ids=["a stranger", "a head"])
def test_a_forged_button_is_refused_with_a_sentence(place: Town, data: str, enrolled: bool) -> None:
    person = place.line.person("ผู้กด")
    if enrolled:
        person.says(place.code("buengcharoen", "head", "กองช่าง"))
        person.wait()
        person.press("ยืนยัน")
        person.wait()
    assert person.presses(data) == 200
    assert person.wait(), "silence"
    with sqlite_driver().connect(place.facts.database_url.removeprefix("sqlite:///")) as database:
        failed = database.execute("SELECT count(*) FROM seenevent WHERE state = 'failed'").fetchone()
        written = database.execute(
            "SELECT count(*) FROM progressentry WHERE person_id IS NOT NULL"
        ).fetchone()
    assert (failed, written) == ((0,), (0,))
