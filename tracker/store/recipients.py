"""Whom a reminder can reach: the people of an office by role, and who cannot be reached and why."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

import sqlalchemy
from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlmodel import Session, col, select

from tracker.model import Department, Message, Person, Post, Responsibility, Tenure
from tracker.store import people
from tracker.store.parts import in_parts
from tracker.store.plain import ask

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
    for each in _holders(tx, offices, present):
        if not each.following or each.line_user_id in refused:
            continue
        there = others[each.office_id][each.role]
        if each.role in REMINDED_ROLES and each.department_id is not None:
            there = departments[each.office_id][each.department_id]
        if each.person_id not in {other.person_id for other in there}:
            there.append(Recipient(each.person_id, each.line_user_id, each.role, each.since, each.account))
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
    for each in _holders(tx, (office_id,), present):
        if each.role in REMINDED_ROLES and each.department_id is not None:
            linked.add(each.department_id)
        if not each.following or each.line_user_id in refused:
            name = names.get(each.department_id or 0)
            why: Literal["refused", "blocked"] = "refused" if each.following else "blocked"
            found.append(Unreachable(each.department_id, name, each.role, each.person_id, why))
    carrying = select(Responsibility.department_id).where(Responsibility.office_id == office_id).distinct()
    empty = sorted((names[place], place) for place in tx.exec(carrying).all() if place not in linked)
    return found + [Unreachable(place, name, None, None, "nobody") for name, place in empty]


def unreachable_counts(tx: Session, present: datetime, offices: Collection[int]) -> dict[int, int]:
    """How many `unreachable` would list of each of some offices; those without any are left out."""
    counts: dict[int, int] = defaultdict(int)
    here = col(Post.office_id).in_(offices)
    lost = [_count_of_holders(present).where(here, ~col(Person.following))]
    for part in in_parts(refused_users(tx, present - REFUSED_FOR)):
        refused = col(Person.line_user_id).in_(part)
        lost.append(_count_of_holders(present).where(here, col(Person.following), refused))
    for office_id, count in [row for query in lost for row in tx.exec(query).all()] + _unlinked(
        tx, present, offices
    ):
        counts[office_id] += count
    return counts


def _count_of_holders(present: datetime) -> Any:
    query = select(Post.office_id, func.count()).select_from(Person)
    query = query.join(Tenure, col(Tenure.person_id) == Person.id).join(Post, _of_post())
    return query.where(people.in_force(present)).group_by(col(Post.office_id))


def _unlinked(tx: Session, present: datetime, offices: Collection[int]) -> list[tuple[int, int]]:
    """By office, the departments that carry measures and where no head or officer has linked LINE."""
    carries = exists().where(
        col(Responsibility.office_id) == Department.office_id,
        col(Responsibility.department_id) == Department.id,
    )
    linked = exists().where(
        # Said again, or PostgreSQL would lay all posts and tenures there are beside them.
        col(Post.office_id).in_(offices),
        col(Tenure.office_id).in_(offices),
        col(Post.office_id) == Department.office_id,
        col(Post.department_id) == Department.id,
        col(Post.role).in_(REMINDED_ROLES),
        _of_post(),
        people.in_force(present),
    )
    query = select(Department.office_id, func.count()).where(col(Department.office_id).in_(offices))
    return list(tx.exec(query.where(carries, ~linked).group_by(col(Department.office_id))).all())


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


class _Holder(NamedTuple):
    office_id: int
    department_id: int | None
    role: str
    person_id: int
    line_user_id: str
    following: bool
    since: datetime
    account: str | None


def _holders(tx: Session, offices: Collection[int], present: datetime) -> list[_Holder]:
    # Columns, for of a whole country no more is kept than is needed.
    columns: Any = (
        Post.office_id, Post.department_id, Post.role,
        Person.id, Person.line_user_id, Person.following, Tenure.valid_from, Person.account,
    )  # fmt: skip
    query = (
        sqlalchemy.select(*columns)
        .select_from(Post)
        .join(Tenure, _of_post())
        .join(Person, col(Person.id) == Tenure.person_id)
        .where(col(Post.office_id).in_(offices), col(Tenure.office_id).in_(offices))  # said of both, as below
        .where(people.in_force(present))
        .order_by(col(Post.role), col(Person.id))  # "head" comes before "officer"
    )
    return [_Holder(*row) for row in ask(tx, query)]


def _of_post() -> ColumnElement[bool]:
    return and_(col(Tenure.office_id) == Post.office_id, col(Tenure.post_id) == Post.id)
