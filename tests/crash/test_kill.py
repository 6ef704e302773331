"""An update that was confirmed is there after kill -9 of the web process, and its receipt still arrives."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests

import sandbox.server
from sandbox.people import words
from tests.free_port import free_port
from tests.town import SECRET, sampled_database
from tracker.actions.invite import invite
from tracker.store import Store, facts, organisations

ROOT = Path(__file__).parents[2]
PORT = free_port()
PATIENCE = 60.0  # seconds a slow machine is given for an answer


def environment(folder: Path, line: str) -> dict[str, str]:
    return {
        **os.environ,
        "LINE_CHANNEL_SECRET": SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": "sandbox-token",
        "LINE_API_BASE": line,
        "SECRET_KEY": "crash",
        "PUBLIC_URL": f"http://127.0.0.1:{PORT}",
        "DATABASE_URL": f"sqlite:///{folder}/crash.db",
        "FILES_URL": f"file:{folder}/files",
        "PORT": str(PORT),
        "HOST": "127.0.0.1",
        "WEB_CONCURRENCY": "1",
    }


def web(folder: Path, line: str) -> subprocess.Popen[bytes]:
    """The web process as the Procfile starts it, in a group of its own so that all of it can be killed."""
    command = [sys.executable, "-m", "gunicorn", "bot.app:create_app()", "--config", "bot/gunicorn.py"]
    log = (folder / "web.log").open("ab")
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(folder, line), start_new_session=True, stdout=log, stderr=log
    )
    log.close()
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        try:
            if requests.get(f"http://127.0.0.1:{PORT}/readyz", timeout=1).status_code == 200:
                return process
        except requests.RequestException:
            time.sleep(0.1)
    raise TimeoutError((folder / "web.log").read_text("utf-8"))


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_a_confirmed_update_survives_kill_9_and_its_receipt_arrives_by_push(tmp_path: Path) -> None:
    (tmp_path / "crash.db").write_bytes(sampled_database().read_bytes())
    store = Store(f"sqlite:///{tmp_path}/crash.db")
    with store.begin() as tx:
        office = organisations.office_by_slug(tx, "buengcharoen")
        department = organisations.department_by_name(tx, office, "กองช่าง")
        code = invite(tx, office, department, "head", datetime.now(UTC))
    with sandbox.server.start(f"http://127.0.0.1:{PORT}/callback", SECRET) as line:
        process = web(tmp_path, line.url)
        head = line.person("หัวหน้ากองช่าง")
        head.says(code)
        assert head.wait(timeout=PATIENCE)
        head.press("ยืนยัน")
        assert head.wait(timeout=PATIENCE)
        head.says("มาตรการ 2 ทำแล้ว 60%")
        assert head.wait(timeout=PATIENCE)
        line.state.faults["timeout"] = 1  # the receipt's reply gets no answer, and then the process dies
        button = head.button("ยืนยัน")
        assert head.presses(button["data"]) == 200
        kill(process)
        line.state.faults.clear()
        with store.read() as tx:
            updates = facts.year_facts(tx, office.id, 2567).updates
        assert [(update.percent, update.department) for update in updates] == [(60, "กองช่าง")]
        later = (datetime.now(UTC) + timedelta(minutes=2)).isoformat()
        for _ in range(2):
            once = subprocess.run(
                [sys.executable, "-m", "scheduler", "once", "--at", later], cwd=ROOT,
                env=environment(tmp_path, line.url), capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert once.returncode == 0, once.stderr
        receipts = [each for each in head.inbox if updates[0].receipt in words(each.message)]
        assert [each.kind for each in receipts] == ["push"]
        process = web(tmp_path, line.url)
        try:
            head.presses(button["data"])
            assert "บันทึกไปแล้ว" in words([each.message for each in head.wait(2, timeout=PATIENCE)])
        finally:
            kill(process)
    store.close()
