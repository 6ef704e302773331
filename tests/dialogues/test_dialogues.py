"""Every dialogue in *.toml, said to the real webhook through the sandbox over HTTP: said → answered.

A dialogue may say who speaks (`as` = office, role, department: enrolled through a real code first; or `code`: the
code is made and put in for {code}). A turn says, presses a button by its label, or sends a photo; then every piece of
`answered` must stand in what arrives, and nothing of `never`.
`keep` remembers a button by its label, `press_kept` presses it later, when its card is old.
"""

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox.people import Person, words
from tests.town import Town, town

HERE = Path(__file__).parent
DIALOGUES = [
    pytest.param(dialogue, id=f"{path.stem}: {dialogue['name']}")
    for path in sorted(HERE.glob("*.toml"))
    for dialogue in tomllib.loads(path.read_text("utf-8"))["dialogue"]
]


@pytest.mark.parametrize("dialogue", DIALOGUES)
def test_what_is_said_is_answered(dialogue: dict[str, Any], tmp_path: Path) -> None:
    with town(tmp_path) as place:
        person, facts = _speaker(dialogue, place)
        for turn in dialogue["turns"]:
            _take(turn, person, place, facts)
        assert place.line.state.violations == []
        assert set(place.line.state.webhook_statuses) == {200}


def _speaker(dialogue: dict[str, Any], place: Town) -> tuple[Person, dict[str, str]]:
    person = place.line.person(dialogue["name"])
    if "code" in dialogue:
        code = place.code(*dialogue["code"])
        return person, {"code": code, "code_lower": code.lower()}
    if "as" in dialogue:
        person.says(place.code(*dialogue["as"]))
        assert person.wait(), "the code was not answered"
        person.press("ยืนยัน")
        assert "ลงทะเบียนเรียบร้อย" in words([m.message for m in person.wait()])
    return person, {}


def _take(turn: dict[str, Any], person: Person, place: Town, facts: dict[str, str]) -> None:
    place.now += timedelta(minutes=turn.get("wait_minutes", 0), seconds=5)
    if turn.get("photo"):
        status = person.sends_photo()
    elif turn.get("press_kept"):
        status = person.presses(facts["kept"])
    elif "press_again" in turn:
        status = _press_older(person, turn["press_again"])
    elif "press" in turn:
        status = person.press(turn["press"])
    else:
        status = person.says(turn["said"].format(**facts))
    assert status == 200
    said = words([each.message for each in person.wait()])
    for piece in turn["answered"]:
        assert piece in said, f"{turn}\nwas answered:\n{said}"
    for piece in turn.get("never", []):
        assert piece not in said, f"{turn}\nwas answered:\n{said}"
    if "keep" in turn:
        facts["kept"] = person.button(turn["keep"])["data"]


def _press_older(person: Person, label: str) -> int:
    """Press a button of an earlier message, as people do who scroll up."""
    button = person.button(label)
    return person.presses(button["data"])
