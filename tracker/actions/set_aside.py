"""What comes over the wire and must not be acted on: kept raw where it may matter, with a line in the audit."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker import outbox
from tracker.actions.authority import Authority, audit
from tracker.store import conversation, reminders

OLDEST = timedelta(days=7)
"""LINE gives up sending an event again long before; what is older was kept by somebody and sent at a time of theirs."""


def keep_unparsed(tx: Session, event_id: str, raw: dict[str, Any], now: datetime) -> bool:
    """Keep an event nobody could read. False when it was kept before."""
    new = conversation.take_event(tx, event_id, None, "unparsed", now, state="unparsed", raw=raw)
    if new:
        audit(tx, now, "unparsed_event", event_id)
    return new


def note_wrong_destination(tx: Session, destination: str, events: int, now: datetime) -> None:
    """A rightly signed webhook was for another bot: the secret is known where it should not be, or misplaced."""
    audit(tx, now, "wrong_destination", destination[:64], events=events)


def note_old_event(
    tx: Session,
    authority: Authority,
    event_id: str,
    at: datetime,
    now: datetime,
    notice: outbox.Body,
    zone: ZoneInfo,
) -> None:
    """An event came far too late: nothing is done. The coordinators of its sender's offices are told when they next
    write, once a day."""
    offices = sorted({held.office_id for held in authority.holdings})
    for office_id in offices or (None,):
        audit(tx, now, "old_event", event_id, office_id=office_id, person_id=authority.person_id,
              days=(now - at).days)  # fmt: skip
    for office_id in offices:
        told = reminders.coordinators(tx, office_id, now)
        outbox.park_for(tx, office_id, told, notice, now, f"old-event:{now.astimezone(zone):%Y-%m-%d}")


def note_refusal(tx: Session, authority: Authority, office_id: int | None, why: str, now: datetime) -> None:
    """Somebody tried what is not theirs, or a button that is no longer good. `why`: the name of the refusal."""
    held = next(iter(authority.in_office(office_id)), None) if office_id is not None else None
    post_id = held.post_id if held else None
    audit(tx, now, "refused", why, office_id=office_id, person_id=authority.person_id, post_id=post_id)
