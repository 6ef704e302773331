"""The timed process itself: zones of the machine, calendar's edges, a clock that jumps, a hung pass, the ping."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from pydantic import SecretStr
from sqlalchemy import delete, update
from sqlmodel import col, select

from bot.line.client import LineClient
from bot.settings import LineSettings
from scheduler.ping import Ping
from scheduler.quota import note_quota
from scheduler.settings import SILENT_AFTER, SchedulerSettings
from scheduler.steady import Steady
from scheduler.timetable import BEATS, set_anew, timetable
from tests.scheduler.office import BANGKOK, LONG_AGO, SmallOffice, at
from tests.scheduler.test_commands import settings
from tracker.model import Heartbeat, Message, Notice, Tenure
from tracker.rules import fiscal, ladder, workdays

ROOT = Path(__file__).parents[2]
ZONES = ("UTC", "Asia/Bangkok", "America/New_York")


def rows(office: SmallOffice) -> list[str]:
    """What stands in the tables of the clock, without what is made anew each time."""
    with office.store.read() as tx:
        notices = [
            (each.key, each.state, each.facts, each.promised_at) for each in tx.exec(select(Notice)).all()
        ]
        messages = [
            (each.key, each.state, each.body, each.day, each.done_at)
            for each in tx.exec(select(Message)).all()
        ]
    return sorted(map(repr, notices)) + sorted(map(repr, messages))


def test_the_zone_of_the_machine_changes_no_row(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    found = []
    for zone in ZONES:
        with office.store.begin() as tx:
            tx.execute(delete(Notice))
            tx.execute(delete(Message))
        for moment in ("2024-04-30T16:29", "2024-05-02T08:30"):
            ended = subprocess.run(
                [sys.executable, "-m", "scheduler", "once", "--at", moment],
                cwd=ROOT, env=settings(office, TZ=zone), capture_output=True, text=True, timeout=120, check=False,
            )  # fmt: skip
            assert (ended.returncode, ended.stderr) == (0, "")
        with office.line.state.lock:
            office.line.state.retry_keys.clear()
            office.line.state.delivered.clear()
        found.append(rows(office))
    assert found[0] == found[1] == found[2] and len(found[0]) == 4


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        ("2026-09-30T23:59:59+07:00", 2569),
        ("2026-10-01T00:00:00+07:00", 2570),
        ("2026-12-31T17:00:00+00:00", 2570),
        ("2026-09-30T17:00:00+00:00", 2570),  # already 1 October in Thailand
        ("2026-09-30T16:59:59+00:00", 2569),
    ],
)
def test_the_fiscal_year_turns_at_midnight_in_thailand(moment: str, year: int) -> None:
    assert fiscal.fiscal_year_of(datetime.fromisoformat(moment).astimezone(BANGKOK).date()) == year


def test_the_new_year_is_no_working_day_and_the_ladder_steps_over_it() -> None:
    rungs = {each.key: each.moment for each in ladder.rungs(date(2026, 12, 31))}
    assert rungs["t-0"].date() == workdays.workday_from(date(2026, 12, 31))
    assert rungs["t-0"].date() >= date(2027, 1, 4) and rungs["o+1"] >= rungs["t-0"]
    assert ladder.rungs(date(2028, 2, 29))[5].moment == at("2028-02-29 08:30")  # 29 ก.พ. 2571
    with pytest.raises(ValueError, match="day"):
        date(2569 - 543, 2, 29)


def test_every_beat_of_the_timetable_has_its_work(office: SmallOffice) -> None:
    worker = office.worker()
    assert {beat.work for beat in BEATS} == worker.beats().keys()
    worker.store.close()


@pytest.mark.parametrize("step", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=3)])
def test_beats_go_on_when_the_clock_jumps(step: timedelta) -> None:
    beaten = threading.Event()
    work = {beat.work: (beaten.set if beat.work == "deliver" else lambda: None) for beat in BEATS}
    start = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=True) as clock:
        # Under the same clock: its first beat is at the moment it was made, which is not long after `start`.
        scheduler = timetable(work, BANGKOK)
        steady = Steady(lambda: set_anew(scheduler, BANGKOK), lambda: pytest.fail("it gave up"))
        thread = threading.Thread(target=scheduler.start, daemon=True)
        thread.start()
        assert beaten.wait(20)
        clock.move_to(start + step)
        beaten.clear()
        steady.look()
        assert beaten.wait(20), "it would have waited an hour"
        scheduler.shutdown()
        thread.join(10)


def test_a_process_whose_passes_hang_ends_and_one_whose_passes_fail_goes_on() -> None:
    passed, ended = [0.0], []
    steady = Steady(
        lambda: None, lambda: ended.append(1), wall=lambda: 1000 + passed[0], passed=lambda: passed[0]
    )
    for _ in range(20):
        passed[0] += SILENT_AFTER / 2
        steady.finished("remind")  # well or not: a database that is away is no reason to end
        steady.look()
    assert ended == []
    for _ in range(3):
        passed[0] += SILENT_AFTER / 2
        steady.finished("deliver")
        steady.look()
    assert ended


@contextmanager
def listener(status: int = 200) -> Iterator[tuple[str, list[str]]]:
    """An address that counts who calls."""
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/ping", heard
    server.shutdown()
    server.server_close()


def test_the_ping_goes_every_five_minutes_after_both_passes_went_well() -> None:
    now = [0.0]
    with listener() as (url, heard):
        ping = Ping(url, lambda: now[0])
        assert not ping.tell()
        ping.went_well("remind")
        assert not ping.tell(), "nothing was delivered yet"
        ping.went_well("deliver")
        assert ping.tell() and heard == ["/ping"]
        for name in ("remind", "deliver"):
            ping.went_well(name)
        now[0] = 299
        assert not ping.tell()
        now[0] = 300
        assert ping.tell()
        now[0] = 900
        ping.went_well("deliver")
        assert not ping.tell() and len(heard) == 2, "reminders stand still: the alarm is to sound"


def test_where_line_refuses_whatever_it_is_given_the_ping_stays_away(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    with listener() as (url, heard):
        worker = replace(office.worker(), ping=Ping(url))
        revoked = LineSettings(
            line_channel_access_token=SecretStr("revoked"), line_api_base=office.line.url, _env_file=None
        )
        refused = replace(worker, line=LineClient(revoked))
        refused.beats()["remind"]()
        for _ in range(3):
            refused.beats()["deliver"]()
        assert not worker.ping.tell() and heard == [], "the token was taken back: nobody is told anything"
        refused.beats()["quota"]()
        assert not worker.ping.tell(), "nor after a look at the month's pushes"
        worker.beats()["quota"]()
        assert worker.ping.tell() and heard == ["/ping"]
        worker.store.close()


def test_one_message_that_line_refuses_for_its_own_sake_does_not_keep_the_ping_away(
    office: SmallOffice,
) -> None:
    office.person("U" + "x" * 32, office.works)
    with listener() as (url, heard):
        worker = replace(office.worker(), ping=Ping(url))
        worker.beats()["remind"]()
        worker.beats()["deliver"]()
        with office.store.read() as tx:
            assert [*tx.exec(select(Message.state)).all()] == ["failed"]
        assert worker.ping.tell() and heard == ["/ping"]
        worker.store.close()


@pytest.mark.parametrize("status", [404, 500])
def test_a_ping_nobody_answers_well_is_only_logged(status: int, caplog: pytest.LogCaptureFixture) -> None:
    with listener(status) as (url, heard):
        ping = Ping(url)
        for name in ("remind", "deliver"):
            ping.went_well(name)
        assert not ping.tell() and len(heard) == 1 and str(status) in caplog.text
    away = Ping("http://127.0.0.1:9/secret")
    for name in ("remind", "deliver"):
        away.went_well(name)
    assert not away.tell() and "secret" not in caplog.text


@pytest.mark.parametrize("value", ["", "https://hc-ping.com/x", "http://10.0.0.1:8000/a?b=c"])
def test_a_right_heartbeat_address(value: str) -> None:
    assert SchedulerSettings(heartbeat_url=value, _env_file=None).heartbeat_url == value


@pytest.mark.parametrize(
    "value", ["hc-ping.com/x", "ftp://x/y", "https://", "http://[::1", "http://x:99999/"]
)
def test_a_wrong_heartbeat_address_is_named_at_the_start(value: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "scheduler", "once"], cwd=ROOT, check=False, capture_output=True, text=True,
        env={**os.environ, "HEARTBEAT_URL": value, "LINE_CHANNEL_ACCESS_TOKEN": "x"}, timeout=120,
    )  # fmt: skip
    assert ended.returncode == 1 and "HEARTBEAT_URL" in ended.stderr and ended.stderr.count("\n") == 1


class AwayPlan:
    def quota(self) -> int | None:
        raise AssertionError("asked too often")

    def consumption(self) -> int:
        raise AssertionError("asked too often")


def test_line_is_asked_for_the_quota_once_in_fifteen_minutes(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    with office.store.begin() as tx:
        tx.exec(update(Tenure).values(valid_from=LONG_AGO))
    office.line.state.quota, office.line.state.used = 300, 17
    worker, now = office.worker(), at("2024-04-22 07:00")
    found = note_quota(office.store, worker.line, BANGKOK, now)
    assert found is not None
    # 23, 29 and 30 April: the seventh, third (with the first) and last day before.
    assert (found.month, found.allowed, found.used, found.forecast, found.reserve) == (
        "2024-04",
        300,
        17,
        4,
        30,
    )
    with office.store.read() as tx:
        row = tx.get_one(Heartbeat, "quota")
    assert row.detail == {"month": "2024-04", "allowed": 300, "used": 17, "forecast": 4, "reserve": 30}
    assert note_quota(office.store, AwayPlan(), BANGKOK, now + timedelta(minutes=14)) is None
    office.line.state.quota = None
    again = note_quota(office.store, worker.line, BANGKOK, now + timedelta(minutes=15))
    assert again is not None and (again.allowed, again.ordinary, again.warns) == (None, None, False)
    worker.store.close()


def test_twelve_months_of_thirty_departments_are_foreseen_in_seconds(office: SmallOffice) -> None:
    departments = [office.works, office.clerk, *(office.department(f"กองที่ {n}") for n in range(28))]
    quarters = [office.round(f"q{n}", f"ไตรมาส {n}", date(2024, 3 * n + 1, 25)) for n in (1, 2, 3)]
    office.measure(10, tuple(departments), (office.six, office.twelve, *quarters))
    office.person("Uexecutive", None, "executive")
    office.person("Ucoordinator", None, "coordinator")
    for number, department in enumerate(departments[:-1]):
        office.person(f"head {number}", department)
        office.person(f"officer {number}", department, "officer")
    words = ("preview", "--from", "2024-01-01", "--to", "2024-12-31", "--json")
    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-m", "scheduler", *words],
        cwd=ROOT, env=settings(office), capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    print(f"\npreview of twelve months, 30 departments: {time.monotonic() - began:.1f} s")
    found = json.loads(ended.stdout)
    rules = {why["rule"] for each in found for why in each["why"]}
    assert rules == {"due", "stranded", "escalate", "service"} and len(found) > 1000
    assert len({(each["at"], each["person_id"]) for each in found}) == len(found), (
        "one digest a person and day"
    )
    assert all(workdays.is_working_moment(datetime.fromisoformat(each["at"])) for each in found)
    _, silent = found[-1], [each for each in found if each["why"][0]["rule"] == "escalate"]
    # The first quarter is due on 25 April; its heads are silent from 18 April on.
    assert silent[0]["at"].startswith("2024-04-23") and "กองช่าง" in silent[0]["text"]
    with office.store.read() as tx:
        assert tx.exec(select(Message).where(col(Message.id) > 0)).all() == []
    assert ZoneInfo("Asia/Bangkok") == BANGKOK


def test_every_setting_of_the_timed_process_is_in_the_example_file() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    assert all(f"\n{name.upper()}=" in example for name in SchedulerSettings.model_fields)
