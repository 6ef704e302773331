"""Real servers for a measurement: gunicorn with our bot or the echo bot, and a LINE that answers at once."""

import base64
import hashlib
import hmac
import http.client
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.town import SECRET, sampled_database

ROOT = Path(__file__).parents[2]
WORKERS = 2


def threads() -> int:
    """Threads of a worker, read from the product's gunicorn settings: importing them would ask for an operator's."""
    found = re.search(r"^threads = (\d+)$", (ROOT / "bot/gunicorn.py").read_text("utf-8"), re.MULTILINE)
    assert found is not None
    return int(found[1])


class _Line(BaseHTTPRequestHandler):
    """Says yes to everything, over a connection that stays open."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        body = b'{"sentMessages":[{"id":"1"}]}'
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


@contextmanager
def instant_line() -> Iterator[str]:
    """The address of a LINE that answers at once."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Line)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def environment(line: str, folder: Path) -> dict[str, str]:
    """The settings of every process of ours under measurement."""
    return {
        **os.environ,
        "LINE_CHANNEL_SECRET": SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": "sandbox-bench",
        "LINE_API_BASE": line,
        "SECRET_KEY": "bench",
        "DATABASE_URL": f"sqlite:///{folder}/bench.db",
        "FILES_URL": f"file:{folder}/files",
    }


@contextmanager
def gunicorn(
    target: str, line: str, port: int, folder: Path, settings: str = "bot/gunicorn.py"
) -> Iterator[subprocess.Popen[bytes]]:
    """A server process under the product's own gunicorn settings, or those of a file."""
    where = {"PORT": str(port), "HOST": "127.0.0.1", "WEB_CONCURRENCY": str(WORKERS)}
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        target,
        "--config",
        settings,
        "--log-level",
        "warning",
    ]
    log = (folder / f"{port}.log").open("wb")
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(line, folder) | where, stdout=log, stderr=log
    )
    try:
        _wait(port)
        yield process
    except BaseException:
        sys.stderr.write((folder / f"{port}.log").read_text("utf-8")[-3000:])
        raise
    finally:
        process.terminate()
        process.wait(20)
        log.close()


@contextmanager
def connected(port: int) -> Iterator[Callable[[bytes], float]]:
    """A connection that stays open: posts a webhook, signed, and gives the milliseconds until its 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def post(body: bytes) -> float:
        digest = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
        headers = {"X-Line-Signature": digest, "Content-Type": "application/json"}
        begun = time.perf_counter()
        connection.request("POST", "/callback", body, headers)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise SystemExit(f"webhook answered {response.status}")
        return (time.perf_counter() - begun) * 1000

    try:
        yield post
    finally:
        connection.close()


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder with a database of sample offices."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "bench.db").write_bytes(sampled_database().read_bytes())
        yield Path(folder)


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2)
            return
        except urllib.error.HTTPError as error:
            if error.code == 404:  # the echo is ready as soon as it listens
                return
        except OSError:
            pass
        time.sleep(0.02)
    raise TimeoutError(f"nothing answers on port {port}")
