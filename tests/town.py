"""A small town for tests: a real web process and a real sandbox over HTTP on a database of its own.

The clock can be held at a moment, so that dialogues say the same on any day.
"""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from sqlmodel import select
from werkzeug.serving import make_server

import sandbox.server
from bot.app import create_app
from bot.line.client import LineClient
from bot.settings import WebSettings
from tracker.actions.invite import invite
from tracker.actions.load_samples import load_samples
from tracker.files import open_files
from tracker.model import Message
from tracker.settings import TrackerSettings
from tracker.store import Store, organisations, schema

SECRET = "town-secret"
BANGKOK = ZoneInfo("Asia/Bangkok")
# A working day in the middle of the morning, in fiscal year 2570.
MORNING = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@lru_cache
def sampled_database(now: datetime = MORNING) -> Path:
    """A database with the sample offices as of a moment, made once; each town copies it."""
    path = Path(mkdtemp(prefix="prongsai-")) / "sample.db"
    store = Store(f"sqlite:///{path}")
    schema.migrate(store)
    with store.begin() as tx:
        load_samples(tx, now, BANGKOK)
    store.close()
    return path


class Town:
    """The web process, the sandbox, the database, and a clock to hold."""

    def __init__(
        self,
        folder: Path,
        pretend_line: sandbox.server.Sandbox,
        url: str,
        database: str,
        files_url: str | None = None,
    ) -> None:
        self.folder = folder
        self.line = pretend_line
        self.url = url
        self.now: datetime = MORNING
        self._events = count()
        pretend_line.state.clock = self._seconds
        self.facts = TrackerSettings(
            database_url=database, files_url=files_url or f"file:{folder}/files", _env_file=None
        )
        self.web = WebSettings(
            line_channel_secret=SecretStr(SECRET),
            line_channel_access_token=SecretStr("sandbox-token"),
            line_api_base=pretend_line.url,
            public_url=url,
            secret_key=SecretStr("town-key"),
            _env_file=None,
        )
        self.store = Store(self.facts.database_url)
        self.files = open_files(self.facts.files_url)
        self.client = LineClient(self.web)

    def clock(self) -> datetime:
        """The held moment."""
        return self.now

    def _seconds(self) -> float:
        """The held moment, a moment ago, and each event a thousandth after the one before: no two are at once."""
        return self.now.timestamp() - 1 + next(self._events) / 1000

    def settle(self) -> None:
        """Wait until what came of every reply is written down: that is done for several together."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with self.store.read() as tx:
                if tx.exec(select(Message.id).where(Message.state == "sending")).first() is None:
                    return
            time.sleep(0.01)

    def code(self, slug: str, role: str, department: str | None = None, uses: int = 1, days: int = 2) -> str:
        """An invitation code, as the operator's command makes it."""
        with self.store.begin() as tx:
            office = organisations.office_by_slug(tx, slug)
            found = organisations.department_by_name(tx, office, department) if department else None
            return invite(tx, office, found, role, self.now, uses=uses, days=days)


@contextmanager
def town(
    folder: Path, now: datetime = MORNING, database: str | None = None, files_url: str | None = None
) -> Iterator[Town]:
    """Build a town in a folder, on a copy of the sampled SQLite database or on one that is given, its files in the
    folder or where `files_url` says."""
    if database is None:
        shutil.copy(sampled_database(), folder / "town.db")
        database = f"sqlite:///{folder}/town.db"
    web = make_server("127.0.0.1", 0, _not_yet, threaded=True)
    url = f"http://127.0.0.1:{web.server_port}"
    with sandbox.server.start(f"{url}/callback", SECRET, port=0, poll=0.005) as pretend_line:
        made = Town(folder, pretend_line, url, database, files_url)
        made.now = now
        app = create_app(made.web, made.facts, made.clock)
        web.app = app
        thread = threading.Thread(target=web.serve_forever, args=(0.005,), daemon=True)
        thread.start()
        try:
            yield made
        finally:
            web.shutdown()
            web.server_close()
            thread.join(5)
            made.store.close()
            app.extensions["store"].close()


def _not_yet(_environ, start_response):  # type: ignore[no-untyped-def]
    start_response("503 Not Yet", [])
    return [b""]
