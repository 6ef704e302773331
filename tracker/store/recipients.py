"""Whom a reminder can reach: the people of an office by role, and who cannot be reached and why."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from tracker.model import Department, Message, Person, Post, Responsibility, Tenure
from tracker.store import people

REMINDED_ROLES = ("head", "officer")
REFUSED_FOR = timedelta(days=14)
"""So long a person LINE refused is left alone; then tried once more: the refusal may have been the account's."""


@dataclass(frozen=True)
class Recipient:
    """Somebody to tell something: a present holder of a post whom LINE reaches. `since`: from when they hold it;
    `account`: through which LINE account, None the main one."""

    person_id: int
    line_user_id: str
    role: str
    since: datetime | None = None
    account: str | None = None


@dataclass(frozen=True)
class Staff:
    """The reachable people of one office: heads and officers by department id (heads first), coordinators,
    executives."""

    departments: Mapping[int, tuple[Recipient, ...]]
    coordinators: tuple[Recipient, ...]
    executives: tuple[Recipient, ...]


@dataclass(frozen=True)
class Unreachable:
    """A post or department nobody can be told anything in. `why`: nobody (no present head or officer has linked LINE),
    blocked (unfollowed), refused (LINE took no push for them). `person_id` is None for nobody."""

    department_id: int | None
    department: str | None
    role: str | None
    person_id: int | None
    why: Literal["nobody", "blocked", "refused"]


NOBODY = Staff({}, (), ())


def staff_of(
    tx: Session, offices: Collection[int], present: datetime, refused_since: datetime
) -> dict[int, Staff]:
    """The reachable people of offices at the real moment `present`; each person once per department, as head rather
    than as officer. A push refused since `refused_since` counts."""
    departments: dict[int, dict[int, list[Recipient]]] = defaultdict(lambda: defaultdict(list))
    others: dict[int, dict[str, list[Recipient]]] = defaultdict(lambda: defaultdict(list))
    refused = refused_users(tx, refused_since)
    for post, person, since in _holders(tx, offices, present):
        if not person.following or person.line_user_id in refused:
            continue
        there = others[post.office_id][post.role]
        if post.role in REMINDED_ROLES and post.department_id is not None:
            there = departments[post.office_id][post.department_id]
        if person.id not in {each.person_id for each in there}:
            there.append(Recipient(person.id, person.line_user_id, post.role, since, person.account))
    return {
        office_id: Staff(
            {
                department: tuple(people)
                for department, people in departments.get(office_id, dict[int, list[Recipient]]()).items()
            },
            tuple(others[office_id]["coordinator"]),
            tuple(others[office_id]["executive"]),
        )
        for office_id in offices
    }


def refused_users(tx: Session, since: datetime) -> frozenset[str]:
    """The LINE ids whose newest push LINE refused because of the person (400, 403, 404 that is not about the words),
    and who have got nothing since."""
    about_the_person = and_(
        or_(*(col(Message.problem).like(f"{status} %") for status in (400, 403, 404))),
        ~col(Message.problem).contains("error(s)"),
        ~col(Message.problem).contains("messages["),
    )
    last = func.max(col(Message.done_at))
    finished = select(Message.recipient, last).where(col(Message.done_at) > since)
    failed = finished.where(Message.channel == "push", Message.state == "failed", about_the_person)
    refused = dict(tx.exec(failed.group_by(col(Message.recipient))).all())
    if not refused:
        return frozenset()
    taken = finished.where(Message.state == "sent", col(Message.recipient).in_(refused))
    heard = dict(tx.exec(taken.group_by(col(Message.recipient))).all())
    return frozenset(user for user, at in refused.items() if user and _newer(at, heard.get(user)))


def _newer(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and (other is None or one > other)


def unreachable(tx: Session, present: datetime, office_id: int) -> list[Unreachable]:
    """Who of an office cannot be told anything at the real moment `present`: holders of posts who blocked the account
    or whom LINE refuses, then the departments with measures of their own where no head or officer has linked LINE."""
    refused = refused_users(tx, present - REFUSED_FOR)
    names = dict(
        tx.exec(select(Department.id, Department.name).where(Department.office_id == office_id)).all()
    )
    found, linked = [], set[int]()
    for post, person, _ in _holders(tx, (office_id,), present):
        if post.role in REMINDED_ROLES and post.department_id is not None:
            linked.add(post.department_id)
        if not person.following or person.line_user_id in refused:
            place, name = post.department_id, names.get(post.department_id or 0)
            why: Literal["refused", "blocked"] = "refused" if person.following else "blocked"
            found.append(Unreachable(place, name, post.role, person.id, why))
    carrying = select(Responsibility.department_id).where(Responsibility.office_id == office_id).distinct()
    empty = sorted((names[each], each) for each in tx.exec(carrying).all() if each not in linked)
    return found + [Unreachable(each, name, None, None, "nobody") for name, each in empty]


def coordinators(tx: Session, office_id: int, present: datetime) -> list[tuple[int, str]]:
    """Person id and LINE id of an office's present coordinators, reachable or not."""
    query = (
        select(Person.id, Person.line_user_id)
        .join(Tenure, col(Tenure.person_id) == Person.id)
        .join(Post, _of_post())
        .where(Post.office_id == office_id, Post.role == "coordinator", people.in_force(present))
        .distinct()
    )
    return sorted((person_id, line_user_id) for person_id, line_user_id in tx.exec(query).all())


def _holders(tx: Session, offices: Collection[int], present: datetime) -> list[tuple[Post, Person, datetime]]:
    query = (
        select(Post, Person, Tenure.valid_from)
        .join(Tenure, _of_post())
        .join(Person, col(Person.id) == Tenure.person_id)
        .where(col(Post.office_id).in_(offices), people.in_force(present))
        .order_by(col(Post.role), col(Person.id))  # "head" comes before "officer"
    )
    return [(post, person, since) for post, person, since in tx.exec(query).all()]


def _of_post() -> ColumnElement[bool]:
    return and_(col(Tenure.office_id) == Post.office_id, col(Tenure.post_id) == Post.id)
