"""The product as it really runs, web process and scheduler, beside a sandbox: for what only whole processes show."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

import sandbox.server
from tests.town import SECRET

ROOT = Path(__file__).parents[2]
TOKEN, KEY = "sandbox-token-of-the-log-test", "key-of-the-log-test"
SECRETS = (SECRET, TOKEN, KEY)


@dataclass(frozen=True)
class Running:
    """The sandbox, and the folder the logs are written to."""

    line: sandbox.server.Sandbox
    logs: Path


@contextmanager
def running(folder: Path, database: str) -> Iterator[Running]:
    """gunicorn and the scheduler as the Procfile starts them, over a database with the sample offices."""
    port, logs = _free_port(), folder / "logs"
    logs.mkdir()
    with sandbox.server.start(f"http://127.0.0.1:{port}/callback", SECRET, port=0) as line:
        environment = _environment(folder, database, line.url, port)
        commands = {
            "web": ["gunicorn", "bot.app:create_app()", "--config", "bot/gunicorn.py"],
            "scheduler": ["scheduler"],
        }
        processes = []
        try:
            for name, command in commands.items():
                with (logs / f"{name}.log").open("wb") as log:
                    processes.append(
                        subprocess.Popen(
                            [sys.executable, "-m", *command],
                            cwd=ROOT,
                            env=environment,
                            stdout=log,
                            stderr=log,
                        )
                    )
            _wait(port, logs)
            yield Running(line, logs)
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(30)


def _environment(folder: Path, database: str, line: str, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "LINE_CHANNEL_SECRET": SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
        "LINE_API_BASE": line,
        "SECRET_KEY": KEY,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": database,
        "FILES_URL": f"file:{folder}/files",
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "WEB_CONCURRENCY": "1",
    }


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait(port: int, logs: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if requests.get(f"http://127.0.0.1:{port}/readyz", timeout=1).status_code == 200:
                return
        except requests.RequestException:
            pass
        time.sleep(0.1)
    raise TimeoutError((logs / "web.log").read_text("utf-8"))
