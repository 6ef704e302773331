"""Dots in the chat while work is slow, and only then."""

import time
from pathlib import Path

import pytest

from bot.line.patience import Patience
from tests.town import town


def test_only_slow_work_is_shown() -> None:
    shown: list[str] = []
    patience = Patience(shown.append, after=0.2)
    with patience.working_for("U-quick"):
        pass
    with patience.working_for("U-slow"):
        time.sleep(0.8)
    with patience.working_for(None):
        time.sleep(0.5)
    assert shown == ["U-slow"]


def test_dots_that_fail_harm_nothing() -> None:
    tries: list[str] = []

    def broken(user: str) -> None:
        tries.append(user)
        raise ConnectionError

    patience = Patience(broken, after=0.0)
    for user in ("U-1", "U-2"):
        with patience.working_for(user):
            time.sleep(0.5)
    assert tries == ["U-1", "U-2"]


def test_line_is_asked_for_the_dots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot import reception

    answered = reception.respond

    def slow(*given: object) -> object:
        time.sleep(1.2)
        return answered(*given)  # type: ignore[arg-type]

    with town(tmp_path) as place:
        person = place.line.person("ผู้รอ")
        monkeypatch.setattr(reception, "respond", slow)
        person.says("สวัสดี")
        assert person.wait()
        assert place.line.state.loading == [person.user_id]
