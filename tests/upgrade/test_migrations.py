"""Every revision up, down and up again on both databases, with rows in the tables: nothing is lost on the way."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, text
from sqlmodel import select

from bot.desk import Desk
from bot.line.events import Said, parse
from bot.pages.downloads import links_for
from sandbox.people import actions
from tests.conftest import Databases
from tests.load import client
from tests.town import BANGKOK, MORNING
from tracker.actions.invite import invite
from tracker.actions.load_samples import load_samples
from tracker.files import open_files
from tracker.model import Message
from tracker.store import Store, organisations, schema

ROOT = Path(__file__).parents[2]
USER = "U" + "d" * 32
OLDEST_FIRST = list(reversed(schema.revisions()))
Rows = dict[str, list[dict[str, Any]]]


def used(store: Store) -> None:
    """A database as it is after a morning: samples, somebody enrolled, a report confirmed, a draft left open."""
    schema.migrate(store)
    with store.begin() as tx:
        load_samples(tx, MORNING, BANGKOK)
        office = organisations.office_by_slug(tx, "buengcharoen")
        department = organisations.department_by_name(tx, office, "กองช่าง")
        code = invite(tx, office, department, "officer", MORNING)
    from bot.settings import WebSettings

    web = WebSettings(
        line_channel_secret="s", line_channel_access_token="t", line_api_base="http://127.0.0.1",  # type: ignore[arg-type]
        _env_file=None,
    )  # fmt: skip
    desk = Desk(store, open_files("file:/nonexistent"), BANGKOK, links_for(web))

    def say(event: dict[str, Any]) -> None:
        webhook = parse(json.dumps({"events": [event]}).encode())
        assert webhook is not None and isinstance(webhook.events[0], Said)
        desk.handle(webhook.events[0], MORNING)

    def offered(label: str) -> str:
        with store.read() as tx:
            newest = tx.exec(select(Message).order_by(Message.id.desc()).limit(1)).one()  # type: ignore[attr-defined]
        return next(each["data"] for each in actions(newest.body) if label in each.get("label", ""))

    say(client.text(USER, code))
    say(client.press(USER, offered("ยืนยัน")))
    say(client.text(USER, "มาตรการ 2 ทำแล้ว 60% ประชุมแล้ว"))
    say(client.press(USER, offered("ยืนยันบันทึก")))
    say(client.text(USER, "มาตรการ 2 ทำแล้ว 80%"))


@pytest.fixture
def store(databases: Databases) -> Iterator[Store]:
    made = Store(databases.copy("used", used))
    yield made
    made.close()
    databases.drop(made.url)


def contents(store: Store) -> Rows:
    """Every row of every table as the database itself describes them, whatever the model says."""
    found: Rows = {}
    with store.writer.connect() as connection:
        tables = MetaData()
        tables.reflect(connection)
        for table in tables.sorted_tables:
            if table.name != "alembic_version":
                rows = connection.execute(table.select()).mappings().all()
                found[table.name] = [{name: plain(value) for name, value in row.items()} for row in rows]
    return found


def plain(value: Any) -> Any:
    return str(value) if isinstance(value, datetime | date | Decimal) else value


def narrowed(rows: Rows, like: Rows) -> dict[str, list[str]]:
    """The rows with those tables and columns alone that both schemas have, in an order of their own."""
    found = {}
    for table in rows.keys() & like.keys():
        mine, theirs = (each[table][0].keys() if each[table] else set() for each in (rows, like))
        columns = sorted(mine & theirs) if mine and theirs else sorted(mine or theirs)
        found[table] = sorted(
            json.dumps([row.get(name) for name in columns], default=str) for row in rows[table]
        )
    return found


def test_the_head_is_the_model(store: Store) -> None:
    assert schema.current(store) == schema.head() == OLDEST_FIRST[-1]
    assert schema.differences(store) == []


def test_revisions_form_one_line() -> None:
    assert len(OLDEST_FIRST) == len(set(OLDEST_FIRST))


@pytest.mark.parametrize("revision", OLDEST_FIRST)
def test_down_to_a_revision_and_up_again_keeps_every_row_that_has_a_place_there(
    store: Store, revision: str
) -> None:
    before = contents(store)
    assert before["progressentry"] and before["draft"] and before["seenevent"] and before["message"]
    assert schema.migrate(store, revision) == revision
    below = contents(store)
    assert narrowed(below, before) == narrowed(before, below)
    assert schema.migrate(store) == schema.head()
    again = contents(store)
    assert narrowed(again, below) == narrowed(below, again)
    assert set(again) == set(before)
    assert schema.differences(store) == []


def test_down_step_by_step_to_nothing_and_up_step_by_step(store: Store) -> None:
    for revision in [*reversed(OLDEST_FIRST[:-1]), "base"]:
        assert schema.migrate(store, revision) == revision
    assert contents(store) == {}
    for revision in OLDEST_FIRST:
        assert schema.migrate(store, revision) == revision
    assert schema.differences(store) == []
    with store.begin() as tx:
        assert load_samples(tx, MORNING, BANGKOK)


def test_the_office_works_on_after_the_way_down_and_up(store: Store) -> None:
    schema.migrate(store, OLDEST_FIRST[0])
    schema.migrate(store)
    with store.begin() as tx:
        office = organisations.office_by_slug(tx, "buengcharoen")
        department = organisations.department_by_name(tx, office, "กองช่าง")
        assert invite(tx, office, department, "officer", datetime.now(UTC))


STOPPED = """
import os, sys, time
from alembic import op
from tracker.store import Store, schema
from sqlalchemy import event
store, stop_after = Store(sys.argv[1]), int(sys.argv[2])
done = 0
def count(connection, cursor, statement, *rest):
    global done
    if statement.lstrip().upper().startswith(("CREATE", "ALTER", "DROP", "INSERT", "UPDATE")):
        done += 1
        if done == stop_after:
            print("stopped", flush=True)
            time.sleep(60)
event.listen(store.writer, "after_cursor_execute", count)
schema.migrate(store, sys.argv[3])
print("finished", flush=True)
"""


@pytest.mark.parametrize("statements", [3, 9])
@pytest.mark.parametrize("way", ["up", "down"])
def test_a_migration_killed_in_the_middle_changed_nothing_and_succeeds_when_run_again(
    store: Store, way: str, statements: int
) -> None:
    start, goal = (OLDEST_FIRST[0], "head") if way == "up" else (schema.head(), OLDEST_FIRST[0])
    schema.migrate(store, start)
    before = contents(store)
    store.close()
    command = [sys.executable, "-c", STOPPED, store.url, str(statements), goal]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline().strip()
        process.send_signal(signal.SIGKILL)
    assert said == "stopped"
    _wait_until_the_server_noticed(store)
    assert schema.current(store) == start
    assert narrowed(contents(store), before) == narrowed(before, before)
    assert schema.migrate(store, goal) == (schema.head() if goal == "head" else goal)


def _wait_until_the_server_noticed(store: Store) -> None:
    """PostgreSQL rolls back once it sees that its client is gone; until then the lock is held."""
    if store.is_sqlite:
        return
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with store.writer.connect() as connection:
            others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            others += " AND pid <> pg_backend_pid() AND state <> 'idle'"
            if connection.execute(text(others)).scalar() == 0:
                return
        time.sleep(0.1)
