"""Who acts: a person with the posts they hold now. The one gate every action passes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from tracker.errors import NotAllowed
from tracker.rules import permissions
from tracker.store import audit as audit_lines
from tracker.store import people
from tracker.store.people import Holding

ROLE_NAMES = {
    "public": "ประชาชนทั่วไป",
    "officer": "เจ้าหน้าที่",
    "head": "หัวหน้า",
    "coordinator": "ผู้ประสาน ITA",
    "executive": "ผู้บริหาร",
}


def role_name(role: str, department: str | None, state: str = "current") -> str:
    """A post in words, as in หัวหน้ากองช่าง, ผู้ประสาน ITA or รักษาการหัวหน้ากองช่าง. What people are called is always
    this, never a name they gave themselves in LINE."""
    return ("รักษาการ" if state == "acting" else "") + ROLE_NAMES[role] + (department or "")


@dataclass(frozen=True)
class Authority:
    """A person (None: unknown) and the posts held at this moment. Built anew for every event.

    `others` are posts not begun yet or over: the table gives them nothing, and a refusal can name them.
    """

    person_id: int | None
    holdings: tuple[Holding, ...] = ()
    others: tuple[Holding, ...] = ()
    chat: str = "private"

    def within(self, office_id: int) -> "Authority":
        """The same person with the posts of one office alone."""
        here, before = (
            tuple(post for post in posts if post.office_id == office_id)
            for posts in (self.holdings, self.others)
        )
        return replace(self, holdings=here, others=before)

    def in_office(self, office_id: int) -> tuple[Holding, ...]:
        """The posts held in one office."""
        return tuple(holding for holding in self.holdings if holding.office_id == office_id)

    def may(
        self, action: str, office_id: int, department_id: int | None = None, chat: str | None = None
    ) -> bool:
        """Whether any post in the office allows an action (on a department's things), or everybody may do it."""
        if permissions.may("public", action, own_department=False, chat=chat or self.chat, state="none"):
            return True
        return next(self._allowing(action, office_id, department_id, chat or self.chat), None) is not None

    def permit(self, action: str, office_id: int, department_id: int | None, instead: str) -> Holding:
        """The post that allows an action; raises NotAllowed saying what to do instead."""
        post = next(self._allowing(action, office_id, department_id, self.chat), None)
        if post is None:
            raise NotAllowed(who=self._called(office_id), instead=instead)
        return post

    def _allowing(
        self, action: str, office_id: int, department_id: int | None, chat: str
    ) -> Iterator[Holding]:
        for post in (*self.holdings, *self.others):
            own = post.department_id is not None and post.department_id == department_id
            if post.office_id == office_id and permissions.may(
                post.role, action, own_department=own, chat=chat, state=post.state
            ):
                yield post

    def _called(self, office_id: int) -> str:
        mine = self.in_office(office_id)
        if mine:
            return role_name(mine[0].role, mine[0].department, mine[0].state)
        for post in self.others:
            if post.office_id == office_id:
                when = "ที่ยังไม่ถึงวันเริ่มตำแหน่ง" if post.state == "not_begun" else "ที่พ้นจากตำแหน่ง"
                return f"ผู้{when}{role_name(post.role, post.department)}"
        return "ผู้ที่ยังไม่ได้ลงทะเบียนกับหน่วยงานนี้"


def authority_of(tx: Session, person_id: int | None, now: datetime, chat: str = "private") -> Authority:
    """What a person may rely on at this moment in this kind of chat.

    Read inside the transaction that will act on it, and held until it ends: where several write at once, somebody who
    ends a post waits for what its holder is just doing, and what comes after finds it ended.
    """
    if person_id is None:
        return Authority(None, chat=chat)
    held = people.tenures_of(tx, person_id, now)
    in_force = tuple(post for post in held if post.state in permissions.IN_FORCE)
    return Authority(person_id, in_force, tuple(post for post in held if post not in in_force), chat)


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
    """Leave a line of who did what, sealed into the chain of its office when the transaction ends. `detail` holds
    figures and keys, never what a person wrote."""
    who = {"office_id": office_id, "person_id": person_id, "post_id": post_id}
    audit_lines.note(tx, who | {"at": now, "action": action, "subject": subject, "detail": detail})
