"""The commands as an operator runs them: real processes on a real database."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from sandbox.state import user_id
from tests.scheduler.office import SmallOffice, at
from tracker.model import Heartbeat, Message, Notice

ROOT = Path(__file__).parents[2]


def settings(office: SmallOffice, **more: str) -> dict[str, str]:
    known = {name: value for name, value in os.environ.items() if not name.startswith(("LINE_", "DATABASE"))}
    return known | {
        "DATABASE_URL": office.store.url,
        "FILES_URL": f"file:{office.folder}/files",
        "LINE_CHANNEL_ACCESS_TOKEN": "sandbox-token",
        "LINE_API_BASE": office.line.url,
        **more,
    }


def run(office: SmallOffice, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scheduler", *words],
        cwd=ROOT,
        check=False,
        env=settings(office, **more),
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_once_pushes_exactly_one_digest_and_a_second_run_nothing(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    first = run(office, "once", "--at", "2024-04-23T09:00+07:00")
    assert (first.returncode, first.stderr) == (0, "")
    assert "1 sent" in first.stdout and len(office.line.pushed) == 1
    second = run(office, "once", "--at", "2024-04-23T09:00+07:00", "--json")
    assert json.loads(second.stdout) == {"at": "2024-04-23T09:00:00+07:00", "messages": {}}
    assert len(office.line.pushed) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("once", "--at", "tomorrow"),
        ("once", "--at", "2567-04-23T09:00"),
        ("preview", "--from", "2024-04-01"),
        ("preview", "--from", "2024-05-01", "--to", "2024-04-01"),
        ("preview", "--from", "0001-01-01", "--to", "0001-01-02"),
        ("sometimes",),
    ],
)
def test_bad_use_is_status_2(office: SmallOffice, words: tuple[str, ...]) -> None:
    ended = run(office, *words)
    assert ended.returncode == 2 and "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("words", "more", "named"),
    [
        (("once",), {"LINE_CHANNEL_ACCESS_TOKEN": ""}, "LINE_CHANNEL_ACCESS_TOKEN"),
        (("once",), {"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        (("once",), {"DATABASE_URL": "sqlite:////proc/none/x.db"}, "/proc/none"),
        ((), {"TIMEZONE": "Asia/Nowhere"}, "TIMEZONE"),
        (("preview", "--from", "2024-04-01", "--to", "2024-04-02", "--office", "nowhere"), {}, "nowhere"),
    ],
)
def test_a_failure_is_status_1_and_one_line(
    office: SmallOffice, words: tuple[str, ...], more: dict[str, str], named: str
) -> None:
    ended = run(office, *words, **more)
    assert ended.returncode == 1 and ended.stdout == ""
    assert ended.stderr.count("\n") == 1 and named in ended.stderr


def test_help_needs_no_setting(office: SmallOffice) -> None:
    for words in (("--help",), ("once", "--help"), ("preview", "--help")):
        ended = run(office, *words, DATABASE_URL="nonsense", LINE_CHANNEL_ACCESS_TOKEN="")
        assert ended.returncode == 0 and ended.stdout.startswith("Usage:")


def test_preview_shows_every_message_and_leaves_no_trace(office: SmallOffice) -> None:
    person = office.person("Uhead", office.works)
    office.person("Uofficer", office.clerk, "officer")
    words = ("preview", "--from", "2024-04-01", "--to", "2024-05-31", "--office", "buengcharoen")
    found = json.loads(run(office, *words, "--json", LINE_CHANNEL_ACCESS_TOKEN="").stdout)
    days = [each["at"][:10] for each in found if each["person_id"] == person]
    assert days == ["2024-04-01", "2024-04-17", "2024-04-23", "2024-04-29", "2024-04-30",
                    "2024-05-02", "2024-05-07", "2024-05-13", "2024-05-20", "2024-05-27"]  # fmt: skip
    first = found[0]
    assert first["to"] == [{"office": "buengcharoen", "department": "กองช่าง", "role": "head"}]
    assert first["why"][0]["rung"] == "t-30" and "30 เม.ย. 2567" in first["text"]
    plain = run(office, *words).stdout
    assert "head of กองช่าง (buengcharoen)" in plain and "20 messages" in plain
    assert user_id("Uhead") not in plain + json.dumps(found) and office.line.calls == []
    with office.store.read() as tx:
        assert tx.exec(select(Message)).all() == [] and tx.exec(select(Notice)).all() == []


def test_preview_says_the_very_words_that_go(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    [seen] = json.loads(run(office, "preview", "--from", "2024-04-23", "--to", "2024-04-23", "--json").stdout)
    [push] = office.once("2024-04-23 08:30")
    assert push["messages"] == seen["messages"]
    after = json.loads(run(office, "preview", "--from", "2024-04-23", "--to", "2024-04-28", "--json").stdout)
    assert after == [], "what has gone goes no more"


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_works_for_ever_until_it_is_told_to_stop(office: SmallOffice, stop: signal.Signals) -> None:
    with office.store.begin() as tx:
        tx.add(
            Message(
                key="push:1", channel="push", recipient=user_id("U1"), body=[{"type": "text", "text": "ทดสอบ"}],
                retry_key="2f1c1f0e-6f3a-5b5c-9a43-0d2f5a0e2569", created_at=at("2024-04-23 09:00"),
                next_at=at("2024-04-23 09:00"),
            )
        )  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "scheduler"], cwd=ROOT, env=settings(office), stderr=subprocess.PIPE, text=True
    )
    try:
        deadline = time.monotonic() + 30
        while not office.line.pushed and time.monotonic() < deadline:
            time.sleep(0.1)
        process.send_signal(stop)
        _, said = process.communicate(timeout=20)
    finally:
        process.kill()
    assert len(office.line.pushed) == 1 and process.returncode == 0
    assert "Traceback" not in said and "scheduler stopped" in said


def test_a_heartbeat_of_the_real_time_is_left_at_every_pass_and_none_by_once(office: SmallOffice) -> None:
    office.once("2024-04-20 09:00")
    with office.store.read() as tx:
        assert tx.exec(select(Heartbeat)).all() == []
    before, worker = datetime.now(UTC), office.worker()
    worker.beats()["remind"]()
    worker.store.close()
    with office.store.read() as tx:
        [beat] = tx.exec(select(Heartbeat)).all()
    assert beat.name == "scheduler" and before <= beat.at <= datetime.now(UTC), "never the moment asked about"
