"""Let somebody of the office act in another post (รักษาการ) until a day."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker import outbox
from tracker.actions.authority import Authority, audit
from tracker.actions.handover import Handover, handover
from tracker.actions.invite import APPROVED_ROLES
from tracker.errors import ActingByInvitation, ActingNeedsEnd, ActingOutlastsPost, AlreadyHeld, PostUnknown
from tracker.model import Tenure
from tracker.rules import fiscal
from tracker.rules.workdays import BANGKOK
from tracker.store import organisations, people

LONGEST = timedelta(days=366)
_INSTEAD = "กรุณาให้ผู้ประสาน ITA ของหน่วยงานเป็นผู้แต่งตั้งรักษาการ"


def appoint_acting(
    tx: Session,
    authority: Authority,
    office_id: int,
    role: str,
    department_id: int,
    person_id: int,
    until: date,
    now: datetime,
    *,
    tell: Callable[[Handover], outbox.Body] | None = None,
    zone: ZoneInfo = BANGKOK,
) -> Tenure:
    """Give a head's or officer's post to somebody who holds another one in the office, up to and including a day
    (A.D.). They are told what is open in it, in the words of `tell`.

    Raises NotAllowed, ActingByInvitation, ActingNeedsEnd, PostUnknown, ActingOutlastsPost, AlreadyHeld.
    """
    mine = authority.permit("appoint_acting", office_id, None, _INSTEAD)
    if role in APPROVED_ROLES:
        raise ActingByInvitation()
    today = now.astimezone(zone).date()
    if not today < until <= today + LONGEST:
        raise ActingNeedsEnd(example=fiscal.thai_date(today + timedelta(days=90)))
    department = organisations.department_of(tx, organisations.office(tx, office_id), department_id)
    held = [each for each in people.holdings(tx, person_id, now) if each.office_id == office_id]
    if not any(each.state == "current" for each in held):
        raise PostUnknown(post=person_id)
    end = datetime.combine(until + timedelta(days=1), time(), zone)
    leaves = people.own_posts_end(tx, office_id, person_id, now)
    if leaves is not None and end > leaves:
        raise ActingOutlastsPost(last=fiscal.thai_date(_last_whole_day(leaves, zone)))
    post = people.post_for(tx, office_id, role, department.id)
    if any(each.post_id == post.id for each in held):
        raise AlreadyHeld()
    tenure = Tenure(
        office_id=office_id, post_id=post.id, person_id=person_id, valid_from=now, valid_to=end, kind="acting"
    )
    tx.add(tenure)
    tx.flush()
    audit(
        tx, now, "appoint_acting", role,
        office_id=office_id, person_id=authority.person_id, post_id=mine.post_id,
        tenure=tenure.id, of_post=post.id, until=until.isoformat(),
    )  # fmt: skip
    person = people.person_by_id(tx, person_id)
    if tell is not None and person is not None and person.following:
        body = tell(handover(tx, office_id, role, department.id, now, zone))
        key = f"acting:{tenure.id}"
        outbox.promise_push(tx, key, person.line_user_id, body, now, office_id=office_id, person_id=person_id)
    return tenure


def _last_whole_day(leaves: datetime, zone: ZoneInfo) -> date:
    """The last day that is over when somebody leaves; they leave at the beginning of a day, or at a moment of one."""
    return (leaves.astimezone(zone) - timedelta(days=1)).date()
