"""Somebody leaves a post: moves on, retires, or holds it no longer. What they did stays under the post."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker import outbox
from tracker.actions.authority import Authority, audit
from tracker.actions.handover import Handover, handover
from tracker.actions.invite import Issued, invite_by, revoke_made_by
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

    Who retires, or leaves their last post of their own in the office, acts there no longer either. Codes of a
    coordinator who leaves are good for nothing. `authority` None is the operator. Who leaves is told once, in the words
    of `tell`. Raises NotAllowed, PostUnknown when it is over already, LastCoordinator (never for the operator).
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
    people.locked_with_the_rest(tx, office_id, tenure_id)
    # Again: while this waited for its turn, somebody may have let the person act as well.
    found = people.locked_with_the_rest(tx, office_id, tenure_id)
    if not found or (found[0].valid_to is not None and found[0].valid_to <= now):
        raise PostUnknown(post=tenure_id)
    tenure, others = found[0], found[1:]
    # Held: of two coordinators who leave at once, the second sees that the first is gone.
    post = tx.get_one(Post, (office_id, tenure.post_id), with_for_update={"key_share": True})
    midnight = datetime.combine(on, time(), zone) if on is not None else now
    until = max(now, midnight, tenure.valid_from)
    if authority is not None and post.role == "coordinator":
        _keep_one_coordinator(tx, tenure, until)
    by = _By(action, authority.person_id if authority else None, mine.post_id if mine else None)
    _give_end(tx, tenure, post.role, ending, until, by, now)
    leaves = _own_posts_end(others, ending, until)
    for acting in _acts_past(others, leaves):
        role = tx.get_one(Post, (office_id, acting.post_id)).role
        _give_end(tx, acting, role, ending, leaves or until, by, now, because_of=tenure.id)
    if post.role == "coordinator":
        revoke_made_by(tx, office_id, tenure.person_id, until, now, by.person_id, by.post_id)
    left = handover(tx, office_id, post.role, post.department_id, now, zone)
    ended = Ended(tenure.id, tenure.kind, ending, until, left)
    _tell_who_leaves(tx, tenure, ended, now, tell)
    return ended


@dataclass(frozen=True)
class _By:
    """Who ends a post, in which action and from which post of theirs; no person and no post for the operator."""

    action: Literal["end_post", "transfer"]
    person_id: int | None
    post_id: int | None


def _give_end(
    tx: Session,
    tenure: Tenure,
    role: str,
    ending: Ending,
    until: datetime,
    by: _By,
    now: datetime,
    **why: int,
) -> None:
    tenure.valid_to = max(until, tenure.valid_from)
    tenure.ended_as, tenure.ended_by = ending, by.person_id
    tx.add(tenure)
    audit(
        tx, now, by.action, role, office_id=tenure.office_id, person_id=by.person_id, post_id=by.post_id,
        tenure=tenure.id, of_post=tenure.post_id, ending=ending, until=tenure.valid_to.isoformat(), **why,
    )  # fmt: skip


def _own_posts_end(others: Sequence[Tenure], ending: Ending, until: datetime) -> datetime | None:
    """When who leaves a post holds none of their own any more: at once who retires, else with the last of the others;
    None when no end of that is known."""
    lasting = [
        each.valid_to
        for each in others
        if each.kind == "holder"
        and each.valid_from <= until
        and (each.valid_to is None or each.valid_to > until)
    ]
    if ending == "retired" or not lasting:
        return until
    known = [end for end in lasting if end is not None]
    return max(known) if len(known) == len(lasting) else None


def _acts_past(others: Sequence[Tenure], leaves: datetime | None) -> Sequence[Tenure]:
    """The acting tenures that would go on after their person has left every post of their own."""
    if leaves is None:
        return ()
    return [
        each for each in others if each.kind == "acting" and (each.valid_to is None or each.valid_to > leaves)
    ]


def _keep_one_coordinator(tx: Session, tenure: Tenure, until: datetime) -> None:
    """Whoever is to leave as well, on whatever day, does not count: then there would be nobody."""
    if not people.stays_with_role(tx, tenure.office_id, "coordinator", tenure.person_id, until):
        raise LastCoordinator(office=organisations.office(tx, tenure.office_id).slug)


def _tell_who_leaves(tx: Session, tenure: Tenure, ended: Ended, now: datetime, tell: Words | None) -> None:
    person = people.person_by_id(tx, tenure.person_id)
    if person is None or not person.following or tell is None:
        return
    key = f"left:{tenure.id}:{ended.at:%Y%m%dT%H%M%S}"
    outbox.promise_push(
        tx, key, person.line_user_id, tell(ended), now, office_id=tenure.office_id, person_id=person.id
    )
