"""Who acts: a person with the posts they hold now. The one gate every action passes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from tracker.errors import NotAllowed
from tracker.model import AuditEntry
from tracker.rules import permissions
from tracker.store import people
from tracker.store.people import Holding

ROLE_NAMES = {
    "public": "ประชาชนทั่วไป",
    "officer": "เจ้าหน้าที่",
    "head": "หัวหน้า",
    "coordinator": "ผู้ประสาน ITA",
    "executive": "ผู้บริหาร",
}


def role_name(role: str, department: str | None) -> str:
    """A post in words, as in หัวหน้ากองช่าง or ผู้ประสาน ITA."""
    return ROLE_NAMES[role] + (department or "")


@dataclass(frozen=True)
class Authority:
    """A person (None: unknown) and the posts held at this moment. Built anew for every event."""

    person_id: int | None
    holdings: tuple[Holding, ...] = ()

    def in_office(self, office_id: int) -> tuple[Holding, ...]:
        """The posts held in one office."""
        return tuple(holding for holding in self.holdings if holding.office_id == office_id)

    def may(
        self, action: str, office_id: int, department_id: int | None = None, chat: str = "private"
    ) -> bool:
        """Whether any post held in the office allows an action (on a department's things)."""
        return self._post_allowing(action, office_id, department_id, chat) is not None

    def permit(self, action: str, office_id: int, department_id: int | None, instead: str) -> Holding:
        """The post that allows an action; raises NotAllowed saying what to do instead."""
        post = self._post_allowing(action, office_id, department_id, "private")
        if post is not None:
            return post
        mine = self.in_office(office_id)
        who = role_name(mine[0].role, mine[0].department) if mine else "ผู้ที่ยังไม่ได้ลงทะเบียนกับหน่วยงานนี้"
        raise NotAllowed(who=who, instead=instead)

    def _post_allowing(
        self, action: str, office_id: int, department_id: int | None, chat: str
    ) -> Holding | None:
        for holding in self.in_office(office_id):
            own = holding.department_id is not None and holding.department_id == department_id
            if permissions.may(holding.role, action, own_department=own, chat=chat):
                return holding
        return None


def authority_of(tx: Session, person_id: int | None, now: datetime) -> Authority:
    """What a person may rely on at this moment, read inside the transaction that will act on it."""
    if person_id is None:
        return Authority(None)
    return Authority(person_id, tuple(people.holdings(tx, person_id, now)))


def audit(
    tx: Session,
    now: datetime,
    action: str,
    subject: str,
    *,
    office_id: int | None = None,
    person_id: int | None = None,
    post_id: int | None = None,
    **detail: Any,
) -> None:
    """Leave a line of who did what. `detail` holds figures and keys, never what a person wrote."""
    tx.add(
        AuditEntry(
            office_id=office_id,
            at=now,
            person_id=person_id,
            post_id=post_id,
            action=action,
            subject=subject,
            detail=detail,
        )
    )
