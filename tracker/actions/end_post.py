"""Somebody leaves a post: moves on, retires, or holds it no longer. What they did stays under the post."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker import outbox
from tracker.actions.authority import Authority, audit
from tracker.actions.handover import Handover, handover
from tracker.actions.invite import Issued, invite_by
from tracker.errors import LastCoordinator, PostUnknown
from tracker.model import Post, Tenure
from tracker.rules.workdays import BANGKOK
from tracker.store import organisations, people

Ending = Literal["transferred", "retired", "ended"]
_INSTEAD = "กรุณาให้ผู้ประสาน ITA ของหน่วยงานเป็นผู้แก้ตำแหน่ง"
Words = Callable[["Ended"], outbox.Body]


@dataclass(frozen=True)
class Ended:
    """A tenure that was given its end: authority, reminders and the menu stop at `at`. `left_open` is what was open
    in the post then."""

    tenure_id: int
    state: str
    ending: Ending
    at: datetime
    left_open: Handover


def end_post(
    tx: Session,
    authority: Authority | None,
    office_id: int,
    tenure_id: int,
    ending: Ending,
    now: datetime,
    *,
    on: date | None = None,
    tell: Words | None = None,
    zone: ZoneInfo = BANGKOK,
) -> Ended:
    """End a tenure at once, or at the beginning of a coming day (A.D., the first day out of the post).

    `authority` None is the operator. Who leaves is told once, in the words of `tell`. Raises NotAllowed, PostUnknown
    when it is over already, LastCoordinator (never for the operator).
    """
    return _end(tx, authority, "end_post", office_id, tenure_id, ending, now, on, tell, zone)


def transfer(
    tx: Session,
    authority: Authority,
    office_id: int,
    tenure_id: int,
    role: str,
    department_id: int | None,
    now: datetime,
    *,
    on: date | None = None,
    tell: Words | None = None,
    ask: Callable[[Issued], outbox.Body] | None = None,
    zone: ZoneInfo = BANGKOK,
) -> tuple[Ended, Issued]:
    """Let somebody move within the office: one post ends, and a code lets them take the other.

    Raises what `end_post` and `invite_by` raise; then neither is done.
    """
    ended = _end(tx, authority, "transfer", office_id, tenure_id, "transferred", now, on, tell, zone)
    return ended, invite_by(tx, authority, office_id, role, department_id, now, ask=ask)


def _end(
    tx: Session,
    authority: Authority | None,
    action: Literal["end_post", "transfer"],
    office_id: int,
    tenure_id: int,
    ending: Ending,
    now: datetime,
    on: date | None,
    tell: Words | None,
    zone: ZoneInfo,
) -> Ended:
    if authority is None:
        mine = None
    elif action == "transfer":
        mine = authority.permit("transfer", office_id, None, _INSTEAD)
    else:
        mine = authority.permit("end_post", office_id, None, _INSTEAD)
    tenure = people.locked_tenure(tx, office_id, tenure_id)
    if tenure is None or (tenure.valid_to is not None and tenure.valid_to <= now):
        raise PostUnknown(post=tenure_id)
    post = tx.get_one(Post, (office_id, tenure.post_id))
    if authority is not None and post.role == "coordinator":
        _keep_one_coordinator(tx, tenure, now)
    midnight = datetime.combine(on, time(), zone) if on is not None else now
    tenure.valid_to = max(now, midnight, tenure.valid_from)
    tenure.ended_as, tenure.ended_by = ending, authority.person_id if authority else None
    tx.add(tenure)
    left = handover(tx, office_id, post.role, post.department_id, now, zone)
    ended = Ended(tenure.id, tenure.kind, ending, tenure.valid_to, left)
    audit(
        tx, now, action, post.role,
        office_id=office_id, person_id=tenure.ended_by, post_id=mine.post_id if mine else None,
        tenure=tenure.id, of_post=post.id, ending=ending, until=tenure.valid_to.isoformat(),
    )  # fmt: skip
    _tell_who_leaves(tx, tenure, ended, now, tell)
    return ended


def _keep_one_coordinator(tx: Session, tenure: Tenure, now: datetime) -> None:
    others = people.people_with_role(tx, tenure.office_id, "coordinator", now)
    if not any(each.id != tenure.person_id for each in others):
        raise LastCoordinator(office=organisations.office(tx, tenure.office_id).slug)


def _tell_who_leaves(tx: Session, tenure: Tenure, ended: Ended, now: datetime, tell: Words | None) -> None:
    person = people.person_by_id(tx, tenure.person_id)
    if person is None or not person.following or tell is None:
        return
    key = f"left:{tenure.id}:{ended.at:%Y%m%dT%H%M%S}"
    outbox.promise_push(
        tx, key, person.line_user_id, tell(ended), now, office_id=tenure.office_id, person_id=person.id
    )
