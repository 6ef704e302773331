"""Figures about the service itself: what waits, what failed, who is alive. Counts and ages, never content."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, func, select

from tracker.errors import StorageUnavailable
from tracker.model import Evidence, Heartbeat, IncomingPaper, Message, OfficeHoliday, SeenEvent
from tracker.rules import workdays
from tracker.store import outbox, schema
from tracker.store.engine import Store

MESSAGE_STATES = ("promised", "sending", "sent", "unknown", "failed", "parked", "dropped")
EVIDENCE_STATES = ("received", "stored", "failed", "removed")
PAPER_STATES = ("received", "read", "refused", "taken", "dropped", "removed", "proof")
EVENT_STATES = ("done", "waiting", "failed", "dismissed", "unparsed", "unknown", "old")
DAY = timedelta(hours=24)


@dataclass(frozen=True)
class Figures:
    """How the service is doing. Counts by state; `overdue` is how many seconds the message that has waited longest
    is past the moment it could have gone (0: none waits); heartbeats in seconds since the last one, by process.
    Events are those of the last 24 hours; `failed_events` are all that wait for a person, `waiting` is for how many
    seconds the oldest event taken in waits to be handled. `details` is what each heartbeat told."""

    messages: dict[str, int]
    overdue: float
    evidence: dict[str, int]
    papers: dict[str, int]
    events: dict[str, int]
    failed_events: int
    waiting: float
    heartbeats: dict[str, float]
    details: dict[str, dict[str, Any]]


def figures(tx: Session, now: datetime) -> Figures:
    """The service's figures at a moment."""
    beats = tx.exec(select(Heartbeat.name, Heartbeat.at, Heartbeat.detail)).all()
    by_message = select(Message.state, func.count()).group_by(Message.state)
    by_evidence = select(Evidence.state, func.count()).group_by(Evidence.state)
    by_paper = select(IncomingPaper.state, func.count()).group_by(IncomingPaper.state)
    by_event = select(SeenEvent.state, func.count()).where(col(SeenEvent.received_at) > now - DAY)
    return Figures(
        messages=dict.fromkeys(MESSAGE_STATES, 0) | dict(tx.exec(by_message).all()),
        overdue=_overdue(tx, now),
        evidence=dict.fromkeys(EVIDENCE_STATES, 0) | dict(tx.exec(by_evidence).all()),
        papers=dict.fromkeys(PAPER_STATES, 0) | dict(tx.exec(by_paper).all()),
        events=dict.fromkeys(EVENT_STATES, 0) | dict(tx.exec(by_event.group_by(SeenEvent.state)).all()),
        failed_events=tx.exec(
            select(func.count()).select_from(SeenEvent).where(SeenEvent.state == "failed")
        ).one(),
        waiting=_waiting(tx, now),
        heartbeats={name: max(0.0, (now - at).total_seconds()) for name, at, _ in beats},
        details={name: dict(detail) for name, _, detail in beats},
    )


def _overdue(tx: Session, now: datetime) -> float:
    """Counted from the moment a message could go, so that one kept for tomorrow morning is no alarm."""
    kept = outbox.kept_for_hours()
    first = select(func.min(Message.next_at)).where(col(Message.state).in_(("promised", "sending")))
    moments = [tx.exec(first.where(~kept)).one()]
    if workdays.is_working_moment(now):
        today = now.astimezone(workdays.BANGKOK).date()
        resting = select(OfficeHoliday.office_id).where(OfficeHoliday.day == today)
        works = or_(col(Message.office_id).is_(None), col(Message.office_id).not_in(resting))
        if (since := tx.exec(first.where(kept, works)).one()) is not None:
            moments.append(max(since, workdays.opening(today)))
    return max((now - moment).total_seconds() for moment in [*filter(None, moments), now])


def _waiting(tx: Session, now: datetime) -> float:
    oldest = select(func.min(SeenEvent.received_at)).where(SeenEvent.state == "waiting")
    first = tx.exec(oldest).one()
    return max(0.0, (now - first).total_seconds()) if first else 0.0


def why_not_ready(store: Store) -> str | None:
    """Why the database cannot serve right now, in one line; None when it can be read and written."""
    try:
        at, wanted = schema.current(store), schema.head()
        if at != wanted:
            return f"the schema is at {at}, the code needs {wanted}; run `python -m tracker migrate`"
        return _why_not_writable(store)
    except StorageUnavailable as error:
        return str(error)
    except (SQLAlchemyError, OSError) as error:
        return str(getattr(error, "orig", None) or error).splitlines()[0]


def _why_not_writable(store: Store) -> str | None:
    """On SQLite a writing transaction cannot even begin where nothing can be written; PostgreSQL is asked."""
    with store.begin() as tx:
        connection = tx.connection()
        if not store.is_sqlite and connection.execute(text("SHOW transaction_read_only")).scalar() == "on":
            return "the database is read-only"
    return None
