"""A database that is full, read-only, locked, away or used up: LINE is told 503 and never 200, the operator's machine
sees it, and when the trouble is over the same processes go on, with nothing lost once LINE has sent it again."""

import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import event, text
from sqlmodel import select

from tests.chaos.databases import Postgres
from tests.conftest import Databases
from tests.contracts.clerk import BANGKOK
from tests.town import MORNING, SECRET, Town, town
from tracker.actions.load_samples import load_samples
from tracker.model import Heartbeat, SeenEvent
from tracker.store import Store, schema
from tracker.store.sqlite import OVERFLOW, POOL, sqlite_driver

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds a slow machine is given before a wait counts as failed


class Web:
    """The web process of a town, its store and the engine it writes with."""

    def __init__(self, place: Town, store: Store) -> None:
        self.place, self.store, self.engine = place, store, store.writer

    def hears(self, number: int) -> int:
        """The status of a webhook; the same number is the same event sent again. Its answer is a long card: a short
        one may find room where the database has some left."""
        source = {"type": "user", "userId": "U" + "d" * 32}
        message = {"type": "text", "id": f"77{number}", "text": "มาตรการของเทศบาลตำบลบึงเจริญมีอะไรบ้าง"}
        said = {
            "type": "message", "mode": "active", "timestamp": int(MORNING.timestamp() * 1000), "source": source,
            "webhookEventId": f"01FAULT{number}", "replyToken": self.token(number), "message": message,
        }  # fmt: skip
        body = json.dumps({"destination": "U" + "0" * 32, "events": [said]}).encode()
        digest = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
        headers = {"X-Line-Signature": digest}
        return requests.post(f"{self.place.url}/callback", body, headers=headers, timeout=20).status_code

    def token(self, number: int) -> str:
        """A reply token; on a server one that is no real one, so that no thread still answers when the test ends."""
        return f"{number:032x}" if self.engine.dialect.name == "sqlite" else "f" * 32

    def ready(self) -> int:
        """The status of /readyz."""
        return requests.get(f"{self.place.url}/readyz", timeout=20).status_code

    def taken_in(self) -> list[str]:
        """The events that were taken in."""
        with self.place.store.read() as tx:
            return sorted(tx.exec(select(SeenEvent.event_id)).all())


@pytest.fixture
def web(databases: Databases, tmp_path: Path) -> Iterator[Web]:
    def fill(store: Store) -> None:
        schema.migrate(store)
        with store.begin() as tx:
            load_samples(tx, MORNING, BANGKOK)

    url = databases.copy("sampled for faults", fill)
    made: list[Store] = []
    with pytest.MonkeyPatch.context() as patch, serving(patch, tmp_path, url, made) as place:
        yield Web(place, made[0])
    databases.drop(url)


@contextmanager
def serving(patch: pytest.MonkeyPatch, folder: Path, url: str, made: list[Store]) -> Iterator[Town]:
    """A town, and the store of its web process, put into `made`."""
    import bot.app

    def store(*arguments: Any, **more: Any) -> Store:
        made.append(Store(*arguments, **more))
        return made[-1]

    patch.setattr(bot.app, "Store", store)
    with town(folder, database=url) as place:
        yield place


@contextmanager
def full(web: Web) -> Iterator[None]:
    if web.engine.dialect.name != "sqlite":
        pytest.skip("only a disk of its own can be full for a server")
    _use_up_what_is_free(web)
    yield from at_each_turn(web, "PRAGMA max_page_count=1", "PRAGMA max_page_count=1073741823")


def _use_up_what_is_free(web: Web) -> None:
    """A file that may not grow still has the pages of what was deleted, as of a body that has gone."""
    web.place.settle()
    other: Any = sqlite_driver().connect(str(web.engine.url.database), isolation_level=None)
    other.execute("CREATE TABLE filler (content BLOB)")
    while other.execute("PRAGMA freelist_count").fetchone()[0]:
        other.execute("INSERT INTO filler VALUES (zeroblob(20000))")
    other.close()


@contextmanager
def read_only(web: Web) -> Iterator[None]:
    if web.engine.dialect.name == "sqlite":
        yield from at_each_turn(web, "PRAGMA query_only=ON", "PRAGMA query_only=OFF")
    else:
        yield from at_each_turn(web, "SET TRANSACTION READ ONLY", "SELECT 1")


def at_each_turn(web: Web, sick: str, well: str) -> Iterator[None]:
    say = [sick]

    if web.engine.dialect.name == "sqlite":
        # Before the product's own words, which a sick connection would not even take.
        taken_over = web.store._taken_over

        def told() -> Any:
            connection = taken_over()
            connection.connection.driver_connection.execute(say[0])
            return connection

        web.store._taken_over = told
    else:
        event.listen(web.engine, "begin", lambda connection: connection.exec_driver_sql(say[0]))
    yield
    say[0] = well


@contextmanager
def locked(web: Web) -> Iterator[None]:
    """Somebody else writes and does not finish."""
    if web.engine.dialect.name == "sqlite":
        other: Any = sqlite_driver().connect(str(web.engine.url.database), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")
        other.close()
        return
    other_store = Store(web.place.store.url)
    with other_store.begin() as tx:
        tx.execute(text("LOCK TABLE seenevent IN ACCESS EXCLUSIVE MODE"))
        yield
    other_store.close()


@contextmanager
def used_up(web: Web) -> Iterator[None]:
    """Every connection the process may write with is in use: of SQLite one, which its writers hand on."""
    if web.engine.dialect.name == "sqlite":
        with web.store.begin():
            yield
        return
    taken = [web.engine.connect() for _ in range(POOL + OVERFLOW)]
    yield
    for connection in taken:
        connection.close()


@pytest.mark.parametrize("trouble", [full, read_only, locked, used_up])
def test_what_cannot_be_kept_is_refused_and_taken_in_when_it_is_sent_again(
    web: Web, trouble: Callable[[Web], Any]
) -> None:
    assert web.hears(1) == 200
    with trouble(web):
        assert [web.hears(2), web.hears(2)] == [503, 503]
    assert web.taken_in() == ["01FAULT1"]
    assert [web.hears(2), web.hears(2), web.hears(1)] == [200, 200, 200]
    assert web.taken_in() == ["01FAULT1", "01FAULT2"]
    assert web.ready() == 200


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Postgres]:
    try:
        made = Postgres(tmp_path)
    except Exception as error:
        reason = f"the PostgreSQL server of the tests cannot start: {error!r}"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    yield made
    made.close()


@pytest.mark.postgres
def test_a_server_that_is_stopped_and_started_again_is_used_again_without_a_restart(
    server: Postgres, tmp_path: Path
) -> None:
    first = Store(server.url)
    schema.migrate(first)
    first.close()
    made: list[Store] = []
    with pytest.MonkeyPatch.context() as patch, serving(patch, tmp_path, server.url, made) as place:
        web = Web(place, made[0])
        assert (web.hears(1), web.ready()) == (200, 200)
        server.server.stop()
        assert (web.hears(2), web.ready()) == (503, 503)
        server.start()
        assert (web.hears(2), web.ready()) == (200, 200)
        assert web.taken_in() == ["01FAULT1", "01FAULT2"]


def test_the_scheduler_outlives_a_database_that_is_held_longer_than_it_waits(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    store = Store(url)
    schema.migrate(store)
    environment = {
        **os.environ, "DATABASE_URL": url, "LINE_API_BASE": "http://127.0.0.1:9",
        "LINE_CHANNEL_ACCESS_TOKEN": "none", "FILES_URL": f"file:{tmp_path}/files",
    }  # fmt: skip
    with (tmp_path / "scheduler.log").open("wb") as log:
        command = [sys.executable, "-m", "scheduler"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        beats(store, datetime(2000, 1, 1, tzinfo=UTC))
        other: Any = sqlite_driver().connect(f"{tmp_path}/facts.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        said(tmp_path / "scheduler.log", "will be tried again")
        other.execute("ROLLBACK")
        other.close()
        beats(store, datetime.now(UTC))
        assert process.poll() is None
    finally:
        process.terminate()
        process.wait(30)
        store.close()


def beats(store: Store, after: datetime) -> None:
    """Wait until the scheduler has left a heartbeat after a moment."""

    def seen() -> bool:
        with store.read() as tx:
            row = tx.exec(select(Heartbeat).where(Heartbeat.name == "scheduler")).first()
            return row is not None and row.at > after

    _until(seen)


def said(log: Path, words: str) -> None:
    """Wait until a log has these words."""
    _until(lambda: words in log.read_text("utf-8"))


def _until(come: Callable[[], bool]) -> None:
    until = time.monotonic() + 2 * PATIENCE
    while not come():
        assert time.monotonic() < until
        time.sleep(0.1)
