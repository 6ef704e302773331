"""What is wrong with an installation, line by line, each with what to do about it.

A check that cannot be made because of something already told is left out of the lines: one problem, one line.
"""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property, partial
from typing import Any

from bot.accounts import Account
from bot.line.client import LineClient
from bot.settings import WebSettings, web_settings
from tracker.errors import TrackerError
from tracker.files import Files, open_files
from tracker.rehearsal import amiss
from tracker.rules.workdays import BANGKOK
from tracker.settings import TrackerSettings, tracker_settings
from tracker.store import Store, metrics, schema
from tracker.store.engine import sqlite_driver, wal_is_safe
from tracker.store.metrics import Figures

SKEW = timedelta(seconds=30)
TOKEN_DAYS = 7
DISK_FULL = 90  # percent
QUOTA_FULL = 80
SCHEDULER_SILENT, BACKUP_OLD, DRILL_OLD = timedelta(minutes=2), timedelta(hours=2), timedelta(days=8)
EVENT_WAITS, MESSAGE_WAITS = 60, 600  # seconds
SECONDS, MINUTES, HOURS, DAYS = 1, 60, 3600, 86400


@dataclass(frozen=True)
class Finding:
    """One check: its name, whether it is well, and what was seen or what to do."""

    name: str
    ok: bool
    words: str

    def as_json(self) -> dict[str, Any]:
        """The finding as a JSON object."""
        return asdict(self)


class Unwell(TrackerError):
    """การตรวจพบปัญหา"""

    english = "{words}"


@dataclass
class Patient:
    """The installation under examination; what several checks look at is asked for once."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @cached_property
    def facts(self) -> TrackerSettings:
        """Settings of the facts. Raises SettingInvalid."""
        return tracker_settings()

    @cached_property
    def web(self) -> WebSettings:
        """Settings of the web process. Raises SettingInvalid."""
        return web_settings()

    @cached_property
    def store(self) -> Store:
        """The database, not yet opened."""
        return Store(self.facts.database_url, busy_ms=2000)

    @cached_property
    def line(self) -> LineClient:
        """LINE as the web process would speak to it."""
        return LineClient(self.web)

    @cached_property
    def figures(self) -> Figures:
        """How the service is doing. Raises StorageUnavailable."""
        with self.store.read() as tx:
            return metrics.figures(tx, self.now)

    @property
    def files(self) -> Files:
        """Where evidence and papers are kept."""
        return open_files(self.facts.files_url)


@dataclass(frozen=True)
class Check:
    """A name, what looks, and the names without which there is nothing to look at."""

    name: str
    look: Callable[[Patient], str]
    needs: tuple[str, ...] = ()


def examine(patient: Patient | None = None) -> list[Finding]:
    """Every check in turn. One that fails does not keep the others from being made, only those that rest on it."""
    patient = patient or Patient()
    found: list[Finding] = []
    out: set[str] = set()  # failed, or resting on what failed
    try:
        for check in (*CHECKS, *_of_accounts(patient)):
            if out.intersection(check.needs):
                out.add(check.name)
                continue
            finding = _made(check, patient)
            found.append(finding)
            if not finding.ok:
                out.add(check.name)
    finally:
        if "store" in patient.__dict__:
            patient.store.close()
    return found


def _of_accounts(patient: Patient) -> tuple[Check, ...]:
    """Where LINE_CHANNELS names several accounts each of the others has a line; the main one has those of all."""
    try:
        listed = patient.web.accounts[1:]
    except TrackerError:
        return ()  # which the settings' own line tells
    return tuple(
        Check(f"account {each.office or each.destination}", partial(_account, each), ("line token",))
        for each in listed
    )


def _made(check: Check, patient: Patient) -> Finding:
    try:
        return Finding(check.name, True, check.look(patient))
    except (TrackerError, OSError) as error:
        return Finding(check.name, False, str(error))


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


def _clock(patient: Patient) -> str:
    """Against the Date of LINE's answer, the one clock everybody here depends on."""
    said = patient.line.date()
    if said is None:
        return f"{patient.now.astimezone(patient.facts.zone):%Y-%m-%d %H:%M %Z}; LINE told no time to compare with"
    # HTTP dates are GMT, which the parser may hand back without a zone.
    skew = datetime.now(UTC) - parsedate_to_datetime(said).replace(tzinfo=UTC)
    if abs(skew) > SKEW:
        way = "ahead of" if skew > timedelta() else "behind"
        raise Unwell(
            words=f"this machine is {_age(abs(skew).total_seconds())} {way} LINE: switch time synchronisation on "
            "(timedatectl set-ntp true)"
        )
    return f"{patient.now.astimezone(patient.facts.zone):%Y-%m-%d %H:%M %Z}, as LINE's"


def _token(patient: Patient) -> str:
    name = patient.line.info().get("displayName", "?")
    left = patient.line.token_life()
    if left is None:
        return f"works and does not expire; the bot is {name}"
    if not patient.line.renews_itself and left < TOKEN_DAYS * DAYS:
        raise Unwell(
            words=f"works, but expires in {_age(left)}: issue a new LINE_CHANNEL_ACCESS_TOKEN in the console, "
            "or set LINE_CHANNEL_ID and it is renewed by itself"
        )
    kept = "renewed by itself" if patient.line.renews_itself else f"expires in {_age(left)}"
    return f"works, {kept}; the bot is {name}"


def _webhook(patient: Patient) -> str:
    found = patient.line.webhook()
    wanted = f"{patient.web.public_url}/callback"
    if not found.get("active"):
        raise Unwell(words="is switched off: LINE Developers console, Messaging API, Use webhook")
    if found.get("endpoint") != wanted and not patient.web.is_demo:
        raise Unwell(
            words=f"LINE sends to {found.get('endpoint')}, expected {wanted}: change it in the console"
        )
    return f"LINE sends to {found.get('endpoint')}"


def _reached(patient: Patient) -> str:
    """LINE itself calls the webhook: address, certificate, secret and our answer in one."""
    said = patient.line.try_webhook()
    if not said.get("success"):
        reason = f"{said.get('reason', '?')} {said.get('detail', '')}".strip()
        raise Unwell(
            words=f"LINE's test got {said.get('statusCode') or 'no answer'} ({reason}): is web running, does the proxy "
            "pass /callback unaltered, is the certificate complete, is LINE_CHANNEL_SECRET this channel's?"
        )
    return "LINE's own test was answered 200"


def _account(account: Account, patient: Patient) -> str:
    """Token, destination and webhook of one of several accounts."""
    line = patient.line.through(account.destination)
    found, hook = line.info(), line.webhook()
    wanted = f"{patient.web.public_url}/callback"
    if found.get("userId") != account.destination:
        raise Unwell(
            words=f"its token is of {found.get('userId')}, not of {account.destination}: LINE_CHANNELS"
        )
    if not hook.get("active") or (hook.get("endpoint") != wanted and not patient.web.is_demo):
        raise Unwell(
            words=f"LINE does not send to {wanted}: console, Messaging API, Webhook URL and Use webhook"
        )
    allowed, used = line.quota(), line.consumption()
    if allowed is not None and used >= allowed * QUOTA_FULL / 100:
        raise Unwell(words=f"{used} of {allowed} pushes used this month: take a larger plan")
    return f"works; the bot is {found.get('displayName', '?')}; {used} pushes used this month"


def _redelivery(_patient: Patient) -> str:
    return "cannot be asked for: check that Webhook redelivery is ON in the console, else a 503 is a lost message"


def _quota(patient: Patient) -> str:
    allowed, used = patient.line.quota(), patient.line.consumption()
    if allowed is None:
        return f"{used} pushes used this month, no limit"
    told_last = patient.figures.details.get("quota", {}) if "figures" in patient.__dict__ else {}
    this_month = f"{patient.now.astimezone(BANGKOK):%Y-%m}"
    coming = told_last.get("forecast") if told_last.get("month") == this_month else None
    told = f", {coming} more expected" if isinstance(coming, int) else ""
    if used >= allowed * QUOTA_FULL / 100:
        raise Unwell(
            words=f"{used} of {allowed} pushes used this month{told}: reminders may stop; take a larger plan"
        )
    if isinstance(coming, int) and used + coming > allowed:
        raise Unwell(
            words=f"{used} of {allowed} pushes used this month{told}: will not last; take a larger plan"
        )
    return f"{used} of {allowed} pushes used this month{told}"


def _scheduler(patient: Patient) -> str:
    age = patient.figures.heartbeats.get("scheduler")
    if age is None:
        raise Unwell(words="has never run: start `python -m scheduler`; reminders and photos need it")
    if age > SCHEDULER_SILENT.total_seconds():
        raise Unwell(words=f"silent for {_age(age)}: start it, or look at its log")
    return f"was at work {_age(age)} ago"


def _backup(patient: Patient) -> str:
    if not patient.facts.backup_dir:
        raise Unwell(
            words="none is made: set BACKUP_DIR to a folder on another disk, the scheduler does the rest"
        )
    age = patient.figures.heartbeats.get("backup")
    if age is None or age > BACKUP_OLD.total_seconds():
        last = "none was made yet" if age is None else f"the last is {_age(age)} old"
        raise Unwell(words=f"{last}: look at the scheduler's log for `backup failed`")
    detail = patient.figures.details["backup"]
    return f"{_age(age)} old, {detail.get('bytes', '?')} bytes, took {detail.get('seconds', '?')} s"


def _drill(patient: Patient) -> str:
    age = patient.figures.heartbeats.get("drill")
    if age is None and not patient.facts.backup_dir:
        return "there is no backup to put back"
    if age is None:
        raise Unwell(words="no backup was ever put back to try: run `python -m tracker rehearse`")
    if age > DRILL_OLD.total_seconds():
        raise Unwell(
            words=f"a backup was last put back to try {_age(age)} ago: run `python -m tracker rehearse`"
        )
    if amiss(patient.figures.details["drill"]):
        raise Unwell(words="the backup put back to try had lost something: run `python -m tracker rehearse`")
    return f"a backup was put back to try {_age(age)} ago"


def _queues(patient: Patient) -> str:
    found = patient.figures
    if found.waiting > EVENT_WAITS:
        raise Unwell(words=f"an event has waited for {_age(found.waiting)}: is a web process running?")
    if found.overdue > MESSAGE_WAITS:
        raise Unwell(
            words=f"a message is overdue by {_age(found.overdue)}: is the scheduler running, is LINE reachable?"
        )
    return f"events wait {_age(found.waiting)}, messages {_age(found.overdue)}"


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


def _age(seconds: float) -> str:
    """A span in the largest unit that fits, as in 3 min."""
    for size, name in ((DAYS, "d"), (HOURS, "h"), (MINUTES, "min")):
        if seconds >= 1.99 * size:
            return f"{round(seconds / size)} {name}"
    return f"{max(0, round(seconds))} s"


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
    Check("line token", _token, ("settings",)),
    Check("clock", _clock, ("line token",)),
    Check("webhook", _webhook, ("line token",)),
    Check("webhook test", _reached, ("webhook",)),
    Check("redelivery", _redelivery, ("webhook",)),
    Check("push quota", _quota, ("line token",)),
)
