"""What a restore must know of the present database before, and put right in the restored one after."""

from datetime import datetime, timedelta

from sqlalchemy import CursorResult, and_, false, or_, true, update
from sqlmodel import col, func, select

from tracker.errors import StorageUnavailable
from tracker.model import Heartbeat, Message, ProgressEntry, SeenEvent
from tracker.store.engine import Store
from tracker.store.outbox import KEY_LIFE

MARGIN = timedelta(hours=1)


def what_is_newer(store: Store, made_at: datetime | None, alive_since: datetime) -> str | None:
    """Why the present database must not be replaced unasked, in words; None when nothing speaks against it.

    Either a process said it is alive since `alive_since`, or something was written after the archive was made. A
    database that is not there, has no tables, or cannot be read holds nothing to lose.
    """
    if not store.exists():
        return None
    try:
        with store.read() as tx:
            beat = tx.exec(select(func.max(col(Heartbeat.at))).where(Heartbeat.name == "scheduler")).one()
            newest = [
                tx.exec(select(func.max(moment))).one()
                for moment in (col(SeenEvent.received_at), col(ProgressEntry.recorded_at))
            ]
    except StorageUnavailable:
        return None
    if beat is not None and beat > alive_since:
        return "the scheduler is at work on this database"
    latest = max((moment for moment in newest if moment is not None), default=None)
    if latest is not None and (made_at is None or latest > made_at):
        since = (
            "this backup, whose age is unknown"
            if made_at is None
            else f"this backup of {made_at:%Y-%m-%d %H:%M %Z}"
        )
        return f"the present database holds what was written after {since}"
    return None


def withhold(store: Store, made_at: datetime | None, now: datetime) -> int:
    """Set promised messages of the restored database that may have gone meanwhile to `unknown`; how many.

    A push that LINE may have carried out less than 23 hours ago goes again: its retry key is the same, and LINE answers
    409. An older one is for a person to look at. A reply has no such key: its token is dead by now, and as a push it
    might tell a second time, so none of those that were on their way goes.
    """
    old = now - (KEY_LIFE - MARGIN)
    aged = true() if made_at is None or made_at <= old else false()
    pushes = and_(col(Message.channel) == "push", col(Message.next_at) <= old, aged)
    may_have_gone = (
        update(Message)
        .where(col(Message.state).in_(("promised", "sending")), or_(col(Message.channel) == "reply", pushes))
        .values(
            state="unknown",
            done_at=now,
            lease_until=None,
            problem="it was waiting when the backup was made and may have been sent since",
        )
        .execution_options(synchronize_session=False)
    )
    with store.begin() as tx:
        result: CursorResult[tuple[()]] = tx.exec(may_have_gone)
        return result.rowcount
