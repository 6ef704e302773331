"""Have what failed tried again, by a person's decision: a message to LINE, the fetching of a photo or file.

An event that failed is handled again by `bot.desk`, which alone knows how; `permit_event` is what it asks first.
"""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker import outbox
from tracker.actions.authority import audit
from tracker.actions.open_desk import Viewer
from tracker.errors import SettledAlready
from tracker.model import Message, SeenEvent
from tracker.rules import workdays
from tracker.store import conversation, desk
from tracker.store import outbox as rows


def permit_event(viewer: Viewer, action: str, now: datetime) -> Callable[[Session, SeenEvent], None]:
    """What checks, inside the transaction that settles a failed event, that this person may, and notes it."""

    def permit(tx: Session, row: SeenEvent) -> None:
        offices = sorted({post.office_id for post in desk.posts_of(tx, row.person_id, now)})
        _note(tx, now, action, row.event_id, viewer, offices, kind=row.kind)

    return permit


def retry_message(tx: Session, viewer: Viewer, message_id: int, now: datetime, zone: ZoneInfo) -> None:
    """Promise a stuck message again, with a fresh life for its retry key.

    What LINE refused or the month's limit held back has surely not arrived: it goes under its own key. Of an unknown
    one nobody can tell, and LINE has forgotten its key: the person who decides accepts that it may arrive twice, so it
    goes as a message of its own, with a key of its own, and the old row says which. A digest goes in working hours.
    Raises SettledAlready, NotAllowed.
    """
    row = desk.stuck_message(tx, message_id)
    if row is None or not row.recipient:
        raise SettledAlready
    _note(tx, now, "retry_message", str(row.id), viewer, _offices(tx, row, now), was=row.state)
    day = None if row.day is None else _next_working_day(now, zone)
    if row.state != "unknown":
        fresh = rows.AS_PUSH | {"next_at": now, "done_at": None, "day": day}
        rows.mark(tx, row.id, **fresh)
        return
    key = f"again:{row.id}"
    outbox.promise_push(
        tx, key, row.recipient, row.body, now, office_id=row.office_id, person_id=row.person_id, day=day
    )
    rows.mark(tx, row.id, state="dropped", done_at=now, problem=f"sent anew as {key}")


def retry_evidence(tx: Session, viewer: Viewer, office_id: int, evidence_id: int, now: datetime) -> None:
    """Have a lost photo or file asked for at LINE once more. Raises SettledAlready, NotAllowed."""
    row = desk.lost_piece(tx, office_id, evidence_id)
    if row is None:
        raise SettledAlready
    _note(tx, now, "retry_evidence", str(row.id), viewer, [office_id])
    row.state, row.attempts, row.next_at, row.problem = "received", 0, now, None
    tx.add(row)


def dismiss_message(tx: Session, viewer: Viewer, message_id: int, now: datetime) -> None:
    """Set a stuck message aside: it never goes. Raises SettledAlready, NotAllowed."""
    row = desk.stuck_message(tx, message_id)
    if row is None:
        raise SettledAlready
    _note(
        tx,
        now,
        "dismiss_message",
        str(row.id),
        viewer,
        _offices(tx, row, now),
        was=row.state,
    )
    rows.mark(tx, row.id, state="dropped", done_at=now, problem="set aside at the desk page")


def dismiss_evidence(tx: Session, viewer: Viewer, office_id: int, evidence_id: int, now: datetime) -> None:
    """Set a lost photo or file aside: it counts as taken away. Raises SettledAlready, NotAllowed."""
    row = desk.lost_piece(tx, office_id, evidence_id)
    if row is None:
        raise SettledAlready
    _note(tx, now, "dismiss_evidence", str(row.id), viewer, [office_id])
    row.state = "removed"
    tx.add(row)


def dismiss_event(tx: Session, viewer: Viewer, event_id: str, now: datetime) -> None:
    """Set a failed event aside: what was said in it is forgotten. Raises SettledAlready, NotAllowed."""
    row = conversation.take_failed_event(tx, event_id)
    if row is None:
        raise SettledAlready
    permit_event(viewer, "dismiss_event", now)(tx, row)
    conversation.settle_failed_event(tx, row, "dismissed", now)


def _offices(tx: Session, row: Message, now: datetime) -> list[int]:
    if row.office_id is not None:
        return [row.office_id]
    return sorted({post.office_id for post in desk.posts_of(tx, row.person_id, now)})


def _next_working_day(now: datetime, zone: ZoneInfo) -> date:
    return workdays.next_working_moment(now, (), zone).date()


def _note(
    tx: Session,
    now: datetime,
    action: str,
    subject: str,
    viewer: Viewer,
    offices: list[int],
    **detail: object,
) -> None:
    """Who may goes on, and leaves a line; who may not is stopped here."""
    post_id = viewer.permit("dismiss_failed" if action.startswith("dismiss") else "retry_failed", offices)
    mine = [each for each in offices if viewer.scope is None or each in viewer.scope]
    by = {} if viewer.person_id else {"by": "operator"}
    audit(
        tx,
        now,
        action,
        subject,
        office_id=mine[0] if mine else None,
        person_id=viewer.person_id,
        post_id=post_id,
        **detail,
        **by,
    )
