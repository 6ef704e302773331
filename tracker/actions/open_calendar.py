"""A phone fetches the calendar it subscribed to: asked anew each time whether its holder still has the post."""

from datetime import datetime, timedelta

from sqlmodel import Session

from tracker.actions.authority import audit, authority_of
from tracker.errors import NotAllowed
from tracker.store import calendar
from tracker.store.people import Holding

GONE = "ปฏิทินนี้ใช้กับตำแหน่งที่สิ้นสุดแล้ว กรุณานำออกจากโทรศัพท์ แล้วขอใหม่จากแชทหากดำรงตำแหน่งอื่น"
NOTED_EVERY = timedelta(days=1)


def open_calendar(tx: Session, person_id: int, office_id: int, post_id: int, now: datetime) -> Holding:
    """The post whose due dates a person is handed. Raises NotAllowed once the post is no longer theirs.

    A phone asks every few hours for years, and the audit log is for ever: a person is noted once a day.
    """
    authority = authority_of(tx, person_id, now)
    held = next((each for each in authority.in_office(office_id) if each.post_id == post_id), None)
    if held is None:
        raise NotAllowed(who="ผู้ที่ขอปฏิทินนี้", instead=GONE)
    whole = held.department_id is None
    authority.permit(
        "read_internal_office" if whole else "read_internal_own_department",
        office_id,
        held.department_id,
        GONE,
    )
    if not calendar.noted_since(tx, office_id, person_id, "open_calendar", now - NOTED_EVERY):
        audit(tx, now, "open_calendar", held.role, office_id=office_id, person_id=person_id, post_id=post_id)
    return held
