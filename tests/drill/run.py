"""A disaster played through: writes go on, a backup is taken, everything dies, an empty box is brought back to life."""

import hashlib
import json
import os
import random
import secrets
import shutil
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from sqlmodel import col, select

from tests.load.client import Client, photo
from tests.load.line import Line, fast_line
from tests.load.machine import Machine, new_database, postgres_tools_folder, sampled_machine
from tests.load.staff import Officer, enrol, settle
from tracker.files import open_files
from tracker.model import Evidence, Message, SeenEvent
from tracker.outbox import retry_key_of
from tracker.store import Store, heartbeats, schema
from tracker.store import outbox as rows

PHOTO_EVERY = 25  # events
PUSHES = 60


@dataclass(frozen=True)
class Drill:
    """How a drill is played: events a second, seconds of writing before and after the backup, people, the database, and
    how the copy is made: `backup` by our command, `copy` by cp of the live file, which must fail."""

    rate: float = 20
    seconds: float = 20
    people: int = 24
    database: str = "sqlite"
    how: str = "backup"
    seed: int = 1


def play(drill: Drill) -> dict[str, Any]:
    """Play a drill through; the figures, with `ok` and the reasons why not."""
    tools = f"{postgres_tools_folder()}{os.pathsep}{os.environ['PATH']}"
    with fast_line() as line, sampled_machine(drill.database, line.url, PATH=tools) as machine:
        machine.start()
        client = Client(machine.port, line)
        staff = enrol(Store(machine.database), client, line, drill.people)
        _promise_pushes(machine, staff, drill.seconds * 1.5)
        archive = machine.folder / "kept.tar"
        with Writing(drill, client, staff, line) as writing:
            time.sleep(drill.seconds)
            acknowledged = len(client.taken)
            began = datetime.now(UTC)
            copied = time.monotonic()
            _copy(machine, archive, drill.how)
            copied = time.monotonic() - copied
            time.sleep(drill.seconds / 4)
            client.stopped.set()
            machine.end(signal.SIGKILL)  # the power fails while people write
            died = datetime.now(UTC)
        client.close()
        before, lost_after = set(client.taken[:acknowledged]), len(client.taken) - acknowledged
        _wipe(machine)
        restoring = time.monotonic()
        said = _bring_back(machine, archive, drill.how)
        machine.start()
        restoring = time.monotonic() - restoring
        figures = {
            "database": drill.database, "how": drill.how, "rate": drill.rate,
            "acknowledged_before_backup": len(before), "acknowledged_after_backup": lost_after,
            "backup_seconds": round(copied, 2), "backup_bytes": archive.stat().st_size,
            "rpo_seconds": round((died - began).total_seconds(), 1), "rto_seconds": round(restoring, 1),
            "events_written": writing.sent, "restore_said": said,
        }  # fmt: skip
        figures |= _found(machine, before, line)
        machine.end()
    return figures | _verdict(figures)


class Writing:
    """People who write until the end, whatever becomes of the machine."""

    def __init__(self, drill: Drill, client: Client, staff: list[Officer], line: Line) -> None:
        self.drill, self.client, self.staff, self.line = drill, client, staff, line
        self.sent = 0
        self._dice = random.Random(drill.seed)
        self._thread = threading.Thread(target=self._write, daemon=True)

    def __enter__(self) -> "Writing":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.client.stopped.set()
        self._thread.join(10)

    def _write(self) -> None:
        planned = time.monotonic()
        while not self.client.stopped.is_set():
            officer = self._dice.choice(self.staff)
            event, kind = officer.next(self._dice, self.line)
            if self.sent % PHOTO_EVERY == PHOTO_EVERY - 1:
                event, kind = self._photo(officer.user), "photo"
            self.client.send(event, planned, kind)
            self.sent += 1
            planned += self._dice.expovariate(self.drill.rate)
            time.sleep(max(0.0, planned - time.monotonic()))

    def _photo(self, user: str) -> dict[str, Any]:
        identifier = str(10**17 + secrets.randbelow(10**17))
        self.line.contents[identifier] = _jpeg(self.sent)
        return photo(user, identifier)


def _jpeg(number: int) -> bytes:
    """A real photo, another each time."""
    from io import BytesIO

    from PIL import Image

    made = BytesIO()
    Image.new("RGB", (32, 32), (number % 256, number // 256 % 256, 40)).save(made, "JPEG")
    return made.getvalue()


def _promise_pushes(machine: Machine, staff: list[Officer], seconds: float) -> None:
    """Pushes that fall due before the backup, between it and the disaster, and after."""
    now, store = datetime.now(UTC), Store(machine.database)
    with store.begin() as tx:
        for number in range(PUSHES):
            officer, due = staff[number % len(staff)], now + timedelta(seconds=seconds * number / PUSHES)
            rows.put(
                tx,
                Message(
                    key=f"drill:{number}", channel="push", recipient=officer.user, receipt=True,
                    body=[{"type": "text", "text": "ทดสอบการกู้คืน"}], retry_key=retry_key_of(f"drill:{number}"),
                    created_at=now, next_at=due,
                ),
            )  # fmt: skip
    store.close()


def _copy(machine: Machine, archive: Path, how: str) -> None:
    if how == "copy":
        _plain_copy(machine, archive)
        return
    done = machine.command("tracker", "backup", str(archive))
    assert done.returncode == 0, done.stderr


def _plain_copy(machine: Machine, archive: Path) -> None:
    """What an operator without our command might do: cp of the database file while it is in use, and of the files, so
    that nothing but the database can be what is wrong."""
    shutil.copyfile(machine.database.removeprefix("sqlite:///"), archive)
    shutil.copytree(machine.folder / "files", _files_beside(archive), dirs_exist_ok=True)


def _files_beside(archive: Path) -> Path:
    return archive.with_name("kept-files")


def _wipe(machine: Machine) -> None:
    """Nothing is left but the archive: another disk, another server."""
    shutil.rmtree(machine.folder / "files", ignore_errors=True)
    if machine.database.startswith("sqlite"):
        for path in machine.folder.glob("prongsai.db*"):
            path.unlink()
        return
    url = make_url(machine.database)
    address = url.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    new_database(address, str(url.database))


def _bring_back(machine: Machine, archive: Path, how: str) -> str:
    if how == "copy":
        shutil.copyfile(archive, machine.database.removeprefix("sqlite:///"))
        shutil.copytree(_files_beside(archive), machine.folder / "files", dirs_exist_ok=True)
        return "copied back"
    done = machine.command("tracker", "restore", str(archive))
    assert done.returncode == 0, done.stderr
    return done.stderr.strip()


def _found(machine: Machine, before: set[str], line: Line) -> dict[str, Any]:
    """What the restored machine knows of what was acknowledged, once it has worked for a while."""
    store = Store(machine.database)
    with store.read() as tx:
        known = set(tx.exec(select(SeenEvent.event_id)).all())
    _until(lambda: _quiet(store), 60)
    settle(line, 0)
    files = open_files(f"file:{machine.folder}/files")
    with store.read() as tx:
        evidence = tx.exec(select(Evidence.sha256).where(col(Evidence.sha256).is_not(None))).all()
        states = tx.exec(select(Message.state).where(col(Message.key).startswith("drill:"))).all()
    wrong = [each for each in evidence if each is not None and not _is_whole(files.path(each), each)]
    figures = {
        "lost": len(before - known), "photos": len(evidence), "photos_wrong": len(wrong),
        "pushed": len(line.pushes), "pushed_twice": sum(count > 1 for count in line.pushes.values()),
        "answered_409": sum(line.again.values()), "pushes_unsettled": sum(s in ("promised", "sending") for s in states),
        "integrity": _integrity(store), "audit": _audit(machine),
    }  # fmt: skip
    with store.begin() as tx:
        heartbeats.beat(tx, "drill", datetime.now(UTC), **figures)
    store.close()
    return figures


def _quiet(store: Store) -> bool:
    with store.read() as tx:
        waiting = col(Message.state).in_(("promised", "sending"))
        due = select(Message.id).where(waiting, col(Message.next_at) <= datetime.now(UTC)).limit(1)
        return tx.exec(due).first() is None


def _until(is_so: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.2)


def _is_whole(path: Path, sha256: str) -> bool:
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def _integrity(store: Store) -> str:
    if not store.is_sqlite:
        return "ok" if schema.current(store) == schema.head() else "schema"
    with store.reader.connect() as connection:
        return str(connection.exec_driver_sql("PRAGMA integrity_check").scalar())


def _audit(machine: Machine) -> str:
    """What `tracker audit verify` says of the chain, where this version has the command."""
    if machine.command("tracker", "audit", "--help").returncode:
        return "no such command"
    done = machine.command("tracker", "audit", "verify")
    return "ok" if done.returncode == 0 else (done.stderr or done.stdout).strip()


def _verdict(figures: dict[str, Any]) -> dict[str, Any]:
    zeros = ("lost", "photos_wrong", "pushed_twice", "pushes_unsettled")
    why = [f"{name} {figures[name]}" for name in zeros if figures[name]]
    why += [f"integrity {figures['integrity']}"] if figures["integrity"] != "ok" else []
    why += [f"audit {figures['audit']}"] if figures["audit"] not in ("ok", "no such command") else []
    why += (
        []
        if figures["acknowledged_before_backup"]
        else ["nothing was acknowledged: the drill proves nothing"]
    )
    return {"ok": not why, "why": why}


def shows_damage(figures: dict[str, Any]) -> bool:
    """Whether a copy is bad in the way a plain copy is: acknowledged rows are missing, or the file is broken. Missing
    photos or an unsettled push would prove nothing about it."""
    return bool(figures["lost"]) or figures["integrity"] != "ok"


def line_of(figures: dict[str, Any]) -> str:
    """The figures as one JSON line."""
    return json.dumps(figures, ensure_ascii=False)
