"""What the operator's machines ask."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from page_samples import NOW
from sqlmodel import select

from bot.pages import create_pages
from bot.pages.health import OUTCOMES, count_from_nought, count_webhook
from bot.settings import WebSettings
from tracker.files import Files
from tracker.model import Heartbeat, Message, Office, OfficeHoliday, SeenEvent
from tracker.store import Store, heartbeats, metrics


def client_over(store: Store, web: WebSettings, files: Files) -> FlaskClient:
    """The pages over another database."""
    made = Flask("bot", static_folder=None)
    for pages in create_pages(store, web, files, lambda: NOW):
        made.register_blueprint(pages)
    return made.test_client()


def message(key: str, state: str, minutes: int) -> Message:
    """A message of the outbox that could have gone so many minutes ago."""
    at = NOW - timedelta(minutes=minutes)
    return Message(key=key, channel="push", body=[], retry_key=key, state=state, created_at=at, next_at=at)


def test_the_process_lives(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok\n"


def test_a_migrated_database_is_ready(client: FlaskClient) -> None:
    assert client.get("/readyz").json == {"ready": True}


def test_a_database_without_tables_is_not_ready_and_says_what_to_do(
    tmp_path: Path, web: WebSettings, files: Files
) -> None:
    store = Store(f"sqlite:///{tmp_path / 'empty.db'}")
    answer = client_over(store, web, files).get("/readyz")
    assert answer.status_code == 503
    assert "python -m tracker migrate" in answer.json["reason"]
    store.close()


def test_a_locked_database_is_not_ready(store: Store, web: WebSettings, files: Files) -> None:
    other = Store(store.url, busy_ms=50)
    with store.begin() as tx:
        tx.connection()
        answer = client_over(other, web, files).get("/readyz")
    other.close()
    assert (answer.status_code, answer.json["reason"].endswith("locked")) == (503, True)


@pytest.mark.parametrize("url", ["sqlite:////proc/none/facts.db", "postgresql+psycopg://x@127.0.0.1:1/none"])
def test_a_database_that_is_not_there_is_503_never_a_traceback(
    url: str, web: WebSettings, files: Files
) -> None:
    try:
        store = Store(url)
        answer = client_over(store, web, files).get("/readyz")
    finally:
        store.close()
    assert answer.status_code == 503
    assert (
        answer.json["ready"] is False and "Traceback" not in answer.text and "\n" not in answer.json["reason"]
    )


def test_the_metrics_count_what_waits_what_failed_and_who_is_alive(client: FlaskClient, store: Store) -> None:
    with store.begin() as tx:
        tx.add(message("a", "promised", 7))
        tx.add(message("tomorrow", "promised", -600))
        tx.add(message("b", "failed", 90))
        tx.add(Heartbeat(name="scheduler", at=NOW - timedelta(seconds=30)))
        tx.add(
            SeenEvent(event_id="w", kind="message", state="waiting", received_at=NOW - timedelta(seconds=9))
        )
        heartbeats.beat(tx, "backup", NOW - timedelta(minutes=30), bytes=5000, seconds=1.5)
        heartbeats.beat(tx, "quota", NOW, allowed=300, used=120, forecast=40, month="2026-11")
        tx.add(SeenEvent(event_id="1", kind="message", state="failed", received_at=NOW))
        tx.add(SeenEvent(event_id="2", kind="message", state="failed", received_at=NOW - timedelta(days=2)))
    counted = f'prongsai_webhook_total{{outcome="teapot",process="{os.getpid()}"}}'
    before = (
        counted in client.get("/metrics").text
    )  # the count is the process's, whatever else the process tested
    count_webhook("teapot")
    text = client.get("/metrics").text
    assert not before
    for line in (
        "prongsai_database_up 1.0",
        'prongsai_outbox_messages{state="promised"} 2.0',
        'prongsai_outbox_messages{state="failed"} 1.0',
        'prongsai_outbox_messages{state="unknown"} 0.0',
        "prongsai_outbox_overdue_seconds 420.0",
        'prongsai_heartbeat_age_seconds{name="scheduler"} 30.0',
        'prongsai_events_last_day{state="failed"} 1.0',
        "prongsai_failed_events 2.0",
        "prongsai_event_waiting_seconds 9.0",
        'prongsai_heartbeat_age_seconds{name="backup"} 1800.0',
        "prongsai_backup_bytes 5000.0",
        "prongsai_quota_allowed 300.0",
        "prongsai_quota_used 120.0",
        "prongsai_quota_forecast 40.0",
        'prongsai_evidence{state="received"} 0.0',
        f"{counted} 1.0",
    ):
        assert line in text


def test_a_process_shows_its_counts_before_the_first_webhook(client: FlaskClient) -> None:
    count_from_nought()
    text = client.get("/metrics").text
    for outcome in OUTCOMES:
        assert f'prongsai_webhook_total{{outcome="{outcome}",process="{os.getpid()}"}}' in text
    assert f'prongsai_webhook_seconds_count{{process="{os.getpid()}"}}' in text


def test_a_webhook_whose_answer_raised_is_counted_once(store: Store, web: WebSettings, files: Files) -> None:
    made = Flask("bot", static_folder=None)
    for pages in create_pages(store, web, files, lambda: NOW):
        made.register_blueprint(pages)
    statuses = [503, 500, 200]

    @made.get("/callback")
    def callback() -> tuple[str, int]:
        if statuses[0] == 503:
            count_webhook("503")
        return "", statuses.pop(0)

    asked = made.test_client()

    def counted(outcome: str) -> float:
        line = f'prongsai_webhook_total{{outcome="{outcome}",process="{os.getpid()}"}} '
        text: str = asked.get("/metrics").text
        return float(text.partition(line)[2].partition("\n")[0] or 0)

    before = [counted(outcome) for outcome in ("503", "500")]
    for _ in range(3):
        asked.get("/callback")
    assert [counted(outcome) for outcome in ("503", "500")] == [count + 1 for count in before]


def test_the_metrics_tell_the_size_of_the_write_ahead_log(client: FlaskClient, store: Store) -> None:
    with store.begin() as tx:
        heartbeats.beat(tx, "scheduler", NOW)
    size = Path(f"{store.url.removeprefix('sqlite:///')}-wal").stat().st_size
    assert size > 0 and f"prongsai_wal_bytes {float(size)}" in client.get("/metrics").text


def test_metrics_without_a_database_say_that_it_is_down(
    tmp_path: Path, web: WebSettings, files: Files
) -> None:
    store = Store(f"sqlite:///{tmp_path / 'empty.db'}")
    answer = client_over(store, web, files).get("/metrics")
    store.close()
    assert (answer.status_code, "prongsai_database_up 0.0" in answer.text) == (200, True)


def test_what_was_kept_overnight_is_late_from_the_opening_on_and_not_on_the_offices_own_day_off(
    store: Store,
) -> None:
    now = datetime(2026, 11, 23, 1, 35, tzinfo=UTC)  # 08:35 in Thailand
    with store.begin() as tx:
        office = tx.exec(select(Office)).first() or Office(slug="o", name="o", kind="ทต.", created_at=now)
        tx.add(office)
        tx.flush()
        due = now - timedelta(hours=14)
        message = Message(
            key="doubt:1:1",
            channel="push",
            body=[],
            retry_key="d",
            created_at=due,
            next_at=due,
            office_id=office.id,
        )
        tx.add(message)
    with store.begin() as tx:
        assert metrics.figures(tx, now).overdue == 300.0
        tx.add(OfficeHoliday(office_id=office.id, day=date(2026, 11, 23), name="วันหยุดของจังหวัด"))
        tx.flush()
        assert metrics.figures(tx, now).overdue == 0.0


@pytest.mark.parametrize(
    ("hour", "key", "late"),
    [
        (3, "digest:1:2026-11-22", 420.0),  # 10:00 in Thailand, a working day
        (20, "digest:1:2026-11-22", 0.0),  # three at night
        (20, "doubt:1:1", 0.0),
        (20, "approve:1:1", 420.0),
    ],
)
def test_what_is_kept_for_working_hours_is_not_late_at_night(
    store: Store, hour: int, key: str, late: float
) -> None:
    now = datetime(2026, 11, 23, hour, tzinfo=UTC)
    due, day = now - timedelta(minutes=7), date(2026, 11, 22) if key.startswith("digest") else None
    with store.begin() as tx:
        tx.add(Message(key=key, channel="push", body=[], retry_key=key, created_at=due, next_at=due, day=day))
    with store.read() as tx:
        assert metrics.figures(tx, now).overdue == late
