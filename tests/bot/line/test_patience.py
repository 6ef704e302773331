"""Dots in the chat while work is slow, and only then."""

import time
from pathlib import Path

import pytest

from bot.line import patience as patience_module
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


def test_nobody_looks_when_nothing_has_come_for_a_while_and_somebody_does_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(patience_module, "REST", 0.3)
    shown: list[str] = []
    patience = Patience(shown.append, after=0.2)
    for user in ("U-first", "U-second"):
        with patience.working_for(user):
            watching = patience._thread
            time.sleep(0.8)
        assert watching is not None and shown[-1] == user
        watching.join(10)
        assert not watching.is_alive() and patience._thread is None


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
