"""What both processes write about themselves: one JSON line per event on stderr, and nothing of a person in it.

Every call of ours logs counts, names of our own and numbers of rows. Here is the last line of defence behind that: an
error is told by its kind and its path, never by its own words (those may quote what somebody typed, a statement's
values, an address with a user id in it), and whatever still has the shape of a LINE id, a signed link or a secret of
this installation is replaced before the line is written. A person can be followed through a log by `u:` and eight
letters that only this installation can make.
"""

import hashlib
import hmac
import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any
from urllib.parse import quote

import structlog
from pydantic import BaseModel, SecretStr
from sqlalchemy import make_url
from structlog.typing import EventDict

LINE_ID = re.compile(r"[UCR][0-9a-f]{32}")
# A signed address opens what it names for whoever holds it: see bot.pages.downloads.
SIGNED = re.compile(r"[\w-]{4,}\.[\w-]{5,8}\.[\w-]{27,}")
_NOISY = ("alembic", "apscheduler", "urllib3", "werkzeug")
_SHORTEST = 6
"""A secret shorter than this would hide ordinary words too; the settings of a demo have such."""

Kind = type[BaseException] | None


class Veil:
    """Replaces in a finished line what must never be read there. One per process."""

    def __init__(self) -> None:
        self.key = b"prongsai"
        self.secrets: tuple[str, ...] = ()

    def learn(self, secrets: Iterable[str]) -> None:
        """Know these secrets from now on, in each form a line may hold them. The first is the key of pseudonyms."""
        known = [secret for secret in secrets if len(secret) >= _SHORTEST]
        forms = {form for each in known for form in (each, quote(each, safe=""), json.dumps(each)[1:-1])}
        self.key = known[0].encode() if known else self.key
        self.secrets = tuple(sorted(forms, key=len, reverse=True))

    def over(self, line: str) -> str:
        """The line as it may be kept."""
        for secret in self.secrets:
            line = line.replace(secret, "[secret]")
        return SIGNED.sub("[signed]", LINE_ID.sub(lambda found: self.pseudonym(found.group()), line))

    def pseudonym(self, line_id: str) -> str:
        """The same eight letters for the same LINE id, as in u:1a2b3c4d."""
        return "u:" + hmac.new(self.key, line_id.encode(), hashlib.sha256).hexdigest()[:8]


VEIL = Veil()


def secrets_of(*settings: BaseModel) -> list[str]:
    """Every secret in these settings, a database's password too."""
    values = [value for each in settings for _, value in each]
    values += [
        value for each in settings for account in getattr(each, "accounts", ()) for _, value in account
    ]
    found = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
    passwords = [make_url(v).password for v in values if isinstance(v, str) and v.startswith("postgresql")]
    return [secret for secret in (*found, *passwords) if secret]


def configure(secrets: Iterable[str] = ()) -> None:
    """Log as this module says, with these secrets known."""
    VEIL.learn(secrets)
    handler = logging.StreamHandler()
    handler.setFormatter(formatter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for noisy in _NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)


def own_the_process() -> None:
    """What else writes to stderr writes as `configure` says from now on: warnings, threads, what nobody caught. For a
    process of ours from its start, not for one that only holds an app of ours."""
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # a line that cannot be formatted would be printed with its arguments
    # What no line of ours tells need not be found out for each: where in the program, which thread, which process.
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    sys.excepthook = _uncaught
    threading.excepthook = lambda failed: _uncaught(failed.exc_type, failed.exc_value, failed.exc_traceback)
    sys.unraisablehook = lambda failed: _uncaught(failed.exc_type, failed.exc_value, failed.exc_traceback)


class _Lines(logging.Formatter):
    """A record as a line. structlog's own bridge from logging copies each record and takes it through a dozen steps:
    with a call to LINE in every event these were a thirtieth of what an event costs."""

    _written = structlog.processors.JSONRenderer(
        ensure_ascii=False, default=lambda value: type(value).__name__
    )

    def format(self, record: logging.LogRecord) -> str:
        event: EventDict = {
            "event": _words_of(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="microseconds")[:-6]
            + "Z",
        }
        if record.exc_info:
            _tell_error(event, record.exc_info)
        if record.stack_info:
            event["stack"] = record.stack_info
        return VEIL.over(str(self._written(None, "", event)))


def formatter() -> logging.Formatter:
    """How a record becomes a line, whoever logs it: we, gunicorn, a library."""
    return _Lines()


# For gunicorn, whose own loggers do not ask ours.
FOR_GUNICORN: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": formatter}},
    "handlers": {"json": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"level": "INFO", "handlers": ["json"]},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["json"], "propagate": False}},
}


def path_of(error: BaseException) -> list[str]:
    """Where an error came from, outermost first, as in desk.py:42 handle."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]


def kinds_of(error: BaseException) -> str:
    """The kind of an error and of what caused it, as in StorageUnavailable < OperationalError."""
    names: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(names) < 5:
        names.append(type(cause).__name__)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return " < ".join(names)


def _words_of(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # its arguments do not fit; what they hold is told to nobody
        return str(record.msg)


def _tell_error(event: EventDict, given: Any) -> None:
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["error"], event["path"] = kinds_of(error), path_of(error)


def _uncaught(kind: Kind, error: BaseException | None, trace: TracebackType | None) -> None:
    if kind is not None and issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("prongsai").critical(
        "nobody caught this", exc_info=error.with_traceback(trace) if error is not None else None
    )
