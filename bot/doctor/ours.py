"""What is ours: settings, database, files, font, and whether the timed work gets done."""

import shutil
import tempfile
from datetime import timedelta

from bot.doctor.patient import Check, Patient, Unwell, span
from tracker.rehearsal import amiss
from tracker.store import schema
from tracker.store.sqlite import sqlite_driver, wal_is_safe

DISK_FULL = 90  # percent
SCHEDULER_SILENT, BACKUP_OLD, DRILL_OLD = timedelta(minutes=2), timedelta(hours=2), timedelta(days=8)
EVENT_WAITS, MESSAGE_WAITS = 60, 600  # seconds


def _settings(patient: Patient) -> str:
    assert patient.facts and patient.web
    return "every setting is there"


def _database(patient: Patient) -> str:
    if not patient.store.exists():
        raise Unwell(words=f"there is none at {patient.store.url}: run `python -m tracker migrate`")
    with patient.store.begin() as tx:
        tx.connection()
    return "can be written"


def _schema(patient: Patient) -> str:
    at, head = schema.current(patient.store), schema.head()
    if at != head:
        raise Unwell(words=f"at revision {at}, the program needs {head}: run `python -m tracker migrate`")
    return f"at revision {at}"


def _sqlite(_patient: Patient) -> str:
    version = sqlite_driver().sqlite_version
    safe = wal_is_safe(sqlite_driver().sqlite_version_info)
    return f"{version}, journal {'WAL' if safe else 'DELETE (this version has the WAL-reset fault)'}"


def _files(patient: Patient) -> str:
    files = patient.files
    files.remove(files.put([b"probe"], limit=100).sha256)
    return "can be written"


def _disk(patient: Patient) -> str:
    # With a bucket it is this machine's own disk that photos pass through.
    usage = shutil.disk_usage(patient.files.root or tempfile.gettempdir())
    used = 100 - usage.free * 100 // usage.total
    if used >= DISK_FULL:
        raise Unwell(words=f"{used} % full: make room before photos are refused")
    return f"{used} % full"


def _font(_patient: Patient) -> str:
    """Thai needs a font that sets marks over and under letters; a report without it is a row of boxes."""
    from tracker.reports import pdf

    try:
        glyphs = pdf.missing_letters()
    except OSError as error:
        raise Unwell(
            words=f"the font of the reports cannot be loaded: {error}; install fontpkg-sarabun"
        ) from error
    if glyphs:
        raise Unwell(words=f"the font of the reports lacks {' '.join(glyphs)}: install fontpkg-sarabun")
    return "the reports' font is there and has every Thai letter"


def _scheduler(patient: Patient) -> str:
    age = patient.figures.heartbeats.get("scheduler")
    if age is None:
        raise Unwell(words="has never run: start `python -m scheduler`; reminders and photos need it")
    if age > SCHEDULER_SILENT.total_seconds():
        raise Unwell(words=f"silent for {span(age)}: start it, or look at its log")
    return f"was at work {span(age)} ago"


def _backup(patient: Patient) -> str:
    if not patient.facts.backup_dir:
        raise Unwell(
            words="none is made: set BACKUP_DIR to a folder on another disk, the scheduler does the rest"
        )
    age = patient.figures.heartbeats.get("backup")
    if age is None or age > BACKUP_OLD.total_seconds():
        last = "none was made yet" if age is None else f"the last is {span(age)} old"
        raise Unwell(words=f"{last}: look at the scheduler's log for `backup failed`")
    detail = patient.figures.details["backup"]
    return f"{span(age)} old, {detail.get('bytes', '?')} bytes, took {detail.get('seconds', '?')} s"


def _drill(patient: Patient) -> str:
    age = patient.figures.heartbeats.get("drill")
    if age is None and not patient.facts.backup_dir:
        return "there is no backup to put back"
    if age is None:
        raise Unwell(words="no backup was ever put back to try: run `python -m tracker rehearse`")
    if age > DRILL_OLD.total_seconds():
        raise Unwell(
            words=f"a backup was last put back to try {span(age)} ago: run `python -m tracker rehearse`"
        )
    if amiss(patient.figures.details["drill"]):
        raise Unwell(words="the backup put back to try had lost something: run `python -m tracker rehearse`")
    return f"a backup was put back to try {span(age)} ago"


def _queues(patient: Patient) -> str:
    found = patient.figures
    if found.waiting > EVENT_WAITS:
        raise Unwell(words=f"an event has waited for {span(found.waiting)}: is a web process running?")
    if found.overdue > MESSAGE_WAITS:
        raise Unwell(
            words=f"a message is overdue by {span(found.overdue)}: is the scheduler running, is LINE reachable?"
        )
    return f"events wait {span(found.waiting)}, messages {span(found.overdue)}"


def _failures(patient: Patient) -> str:
    counts = {
        "failed events": patient.figures.failed_events,
        "failed messages": patient.figures.messages["failed"],
        "messages LINE never answered clearly": patient.figures.messages["unknown"],
    }
    wrong = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    if wrong:
        raise Unwell(words=f"{wrong}: look at them on the desk page, send again or set aside")
    if unread := patient.figures.events["unparsed"]:
        raise Unwell(
            words=f"{unread} events within a day could not be read: LINE sends something new, update"
        )
    return "nothing waits for a person"


CHECKS: tuple[Check, ...] = (
    Check("settings", _settings),
    Check("database", _database, ("settings",)),
    Check("schema", _schema, ("database",)),
    Check("sqlite", _sqlite),
    Check("files", _files, ("settings",)),
    Check("disk", _disk, ("files",)),
    Check("font", _font),
    Check("scheduler", _scheduler, ("schema",)),
    Check("backup", _backup, ("schema", "scheduler")),
    Check("drill", _drill, ("schema",)),
    Check("queues", _queues, ("schema", "scheduler")),
    Check("failures", _failures, ("schema",)),
)
