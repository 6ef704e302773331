"""A person accepts the privacy notice: by enrolling, or by its own button when it is new or had lapsed."""

from datetime import date, datetime

from sqlmodel import Session

from tracker.actions.authority import audit
from tracker.model import NoticeAcceptance, Person

# The privacy notice in force (the page /privacy): raise the version with every change of its substance.
NOTICE_VERSION = 2
NOTICE_SINCE = date(2026, 11, 21)

LAPSED = 0
"""The version of somebody who accepted the notice and left: it has to be accepted again."""


def must_accept(person: Person) -> bool:
    """Whether a person accepted an older notice, or accepted one and left since: nothing of theirs is written before
    they accept the present one. Somebody who never accepted any (asks public things only) need not."""
    return person.notice_version is not None and person.notice_version < NOTICE_VERSION


def accept_notice(tx: Session, person: Person, now: datetime, way: str = "button") -> None:
    """Keep that a person accepted the notice in force; from now on pushes may reach them again."""
    if person.notice_version != NOTICE_VERSION:
        tx.add(NoticeAcceptance(person_id=person.id, version=NOTICE_VERSION, accepted_at=now, way=way))
        audit(tx, now, "accept_notice", str(NOTICE_VERSION), person_id=person.id, way=way)
    person.notice_version, person.notice_at = NOTICE_VERSION, now
    person.following = person.left_at is None
    tx.add(person)
