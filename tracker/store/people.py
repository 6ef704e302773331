"""People, and the posts they hold."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, and_, col, or_, select

from tracker.model import Department, Office, Person, Post, Tenure
from tracker.rules.permissions import IN_FORCE, state_of
from tracker.store.plain import ask, columns, entity
from tracker.store.ready import Ready

# The order in which posts are listed.
ORDER = ("coordinator", "executive", "head", "officer")


@dataclass(frozen=True)
class Holding:
    """A post of a person in one office. It gives authority while its state is current or acting."""

    office_id: int
    office_slug: str
    office_name: str
    post_id: int
    role: str
    department_id: int | None
    department: str | None
    state: str = "current"


@dataclass(frozen=True)
class Seat:
    """Somebody in a post, or to be in it. Who it is stays a number: people are shown as their post, never by name."""

    tenure_id: int
    person_id: int
    since: datetime
    until: datetime | None
    state: str
    following: bool


@dataclass(frozen=True)
class PostFacts:
    """A post of an office with everybody who holds it now or will, longest first."""

    office_id: int
    post_id: int
    role: str
    department_id: int | None
    department: str | None
    seats: tuple[Seat, ...]


def person_by_line_id(tx: Session, line_user_id: str) -> Person | None:
    """The person behind a LINE user id, or None."""
    return tx.exec(select(Person).where(Person.line_user_id == line_user_id)).first()


def person_by_id(tx: Session, person_id: int | None) -> Person | None:
    """The person with this id, or None."""
    return tx.get(Person, person_id) if person_id is not None else None


def ensure_person(tx: Session, line_user_id: str, now: datetime) -> Person:
    """The person behind a LINE user id, made now when not met before, and locked until the transaction ends: what two
    messages of one person change (the thread, drafts, guesses) they change one after the other."""
    mine = {"user": line_user_id}
    rows = ask(tx, _MINE, mine)
    if not rows:
        # Their first two messages may come at once: whoever is second finds the row of the first.
        insert = sqlite.insert if tx.get_bind().dialect.name == "sqlite" else postgresql.insert
        fresh = Person(line_user_id=line_user_id, created_at=now).model_dump()
        tx.execute(insert(Person).values(**fresh).on_conflict_do_nothing())
        rows = ask(tx, _MINE, mine)
    return entity(tx, Person, rows[0])


# Made once: every event asks for its person and their posts.
_MINE = Ready(
    sqlalchemy.select(*columns(Person))
    .where(col(Person.line_user_id) == bindparam("user"))
    .with_for_update(key_share=True)
)


def in_force(now: datetime) -> ColumnElement[bool]:
    """The tenures that give authority at a moment: begun, and not over."""
    open_or_later = or_(col(Tenure.valid_to).is_(None), col(Tenure.valid_to) > now)
    return and_(col(Tenure.valid_from) <= now, open_or_later)


def tenures_of(tx: Session, person_id: int, now: datetime) -> list[Holding]:
    """Every post a person holds, will hold or held, each with its state at a moment, newest first.

    In a writing transaction the tenures are held until it ends, so that nobody ends a post between the look at it
    and the commit of what relied on it.
    """
    query = _HELD_IN_PLACE if tx.info.get("writes") else _HELD
    return [
        Holding(
            row.office_id,
            row.slug,
            row.office,
            row.post_id,
            row.role,
            row.department_id,
            row.department,
            state_of(row.kind, row.valid_from, row.valid_to, row.ended_as, now),
        )
        for row in ask(tx, query, {"person": person_id})
    ]


_TENURES: Any = (
    sqlalchemy.select(
        col(Tenure.office_id),
        col(Office.slug),
        col(Office.name).label("office"),
        col(Tenure.post_id),
        col(Post.role),
        col(Post.department_id),
        col(Department.name).label("department"),
        col(Tenure.kind),
        col(Tenure.valid_from),
        col(Tenure.valid_to),
        col(Tenure.ended_as),
    )
    .select_from(Tenure)
    .join(Post, (col(Post.office_id) == Tenure.office_id) & (col(Post.id) == Tenure.post_id))
    .join(Office, col(Office.id) == Tenure.office_id)
    .outerjoin(
        Department,
        (col(Department.office_id) == Post.office_id) & (col(Department.id) == Post.department_id),
    )
    .where(col(Tenure.person_id) == bindparam("person"))
    .order_by(col(Tenure.valid_from).desc(), col(Tenure.id).desc())
)
_HELD = Ready(_TENURES)
_HELD_IN_PLACE = Ready(_TENURES.with_for_update(read=True, of=Tenure))


def holdings(tx: Session, person_id: int, now: datetime) -> list[Holding]:
    """The posts a person holds at a moment, newest first."""
    return [held for held in tenures_of(tx, person_id, now) if held.state in IN_FORCE]


def people_with_role(tx: Session, office_id: int, role: str, now: datetime) -> list[Person]:
    """Everybody who holds this role in an office at a moment, acting or not."""
    query = (
        select(Person)
        .join(Tenure, col(Tenure.person_id) == Person.id)
        .join(Post, (col(Post.office_id) == Tenure.office_id) & (col(Post.id) == Tenure.post_id))
        .where(Post.office_id == office_id, Post.role == role, in_force(now))
        .distinct()
        .order_by(col(Person.id))
    )
    return list(tx.exec(query).all())


def post_for(tx: Session, office_id: int, role: str, department_id: int | None) -> Post:
    """The post of a role in a department (or the whole office), made when it does not exist yet. Two people who enrol
    at once get the same one."""
    query = select(Post).where(
        Post.office_id == office_id, Post.role == role, Post.department_id == department_id
    )
    post = tx.exec(query).first()
    if post is None:
        insert = sqlite.insert if tx.get_bind().dialect.name == "sqlite" else postgresql.insert
        fresh = Post(office_id=office_id, role=role, department_id=department_id).model_dump()
        tx.execute(insert(Post).values(**fresh).on_conflict_do_nothing())
        post = tx.exec(query).one()
    return post


def posts(tx: Session, office_id: int, now: datetime) -> list[PostFacts]:
    """Every post of an office that was ever given, in the office's own order: who holds it now, or will."""
    query = (
        select(Post, Department, Tenure, Person)
        .select_from(Post)
        .outerjoin(Department, _its(Department.office_id, Department.id, Post.department_id))
        .outerjoin(
            Tenure,
            _its(Tenure.office_id, Tenure.post_id, Post.id)
            & or_(col(Tenure.valid_to).is_(None), col(Tenure.valid_to) > now),
        )
        .outerjoin(Person, col(Person.id) == Tenure.person_id)
        .where(Post.office_id == office_id)
        .order_by(col(Department.position), col(Department.name), col(Tenure.valid_from), col(Tenure.id))
    )
    found: dict[int, PostFacts] = {}
    for post, department, tenure, person in tx.exec(query).all():
        name = department.name if department is not None else None
        known = found.get(post.id, PostFacts(office_id, post.id, post.role, post.department_id, name, ()))
        seats = known.seats
        if tenure is not None and tenure.valid_from != tenure.valid_to:
            seats += (_seat(tenure, person, now),)
        found[post.id] = replace(known, seats=seats)
    return sorted(found.values(), key=lambda post: ORDER.index(post.role))


def _its(office_id: Any, one: Any, other: Any) -> ColumnElement[bool]:
    return and_(col(office_id) == Post.office_id, col(one) == other)


def _seat(tenure: Tenure, person: Person, now: datetime) -> Seat:
    state = state_of(tenure.kind, tenure.valid_from, tenure.valid_to, tenure.ended_as, now)
    return Seat(tenure.id, person.id, tenure.valid_from, tenure.valid_to, state, person.following)


def locked_with_the_rest(tx: Session, office_id: int, tenure_id: int) -> list[Tenure]:
    """A tenure first, then every other one of the same person in the office, newest first; empty when there is none.

    Locked until the transaction ends, in the order `tenures_of` holds them: two who end posts of one person at once
    each see what the other did."""
    whose = select(Tenure.person_id).where(Tenure.office_id == office_id, Tenure.id == tenure_id)
    query = (
        select(Tenure)
        .where(Tenure.office_id == office_id, col(Tenure.person_id).in_(whose))
        .order_by(col(Tenure.valid_from).desc(), col(Tenure.id).desc())
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return sorted(tx.exec(query).all(), key=lambda tenure: tenure.id != tenure_id)


def own_posts_end(tx: Session, office_id: int, person_id: int, now: datetime) -> datetime | None:
    """When a person is in no post of their own in an office any more, as far as it is written down; None: no end is
    known. A retirement is the end of all."""
    query = select(Tenure.valid_to, Tenure.ended_as).where(
        Tenure.office_id == office_id, Tenure.person_id == person_id, Tenure.kind == "holder", in_force(now)
    )
    ends = tx.exec(query).all()
    known = [end for end, _ in ends if end is not None]
    retired = [end for end, why in ends if end is not None and why == "retired"]
    return min(retired, default=None) or (max(known) if known and len(known) == len(ends) else None)


def stays_with_role(tx: Session, office_id: int, role: str, without: int, at: datetime) -> bool:
    """Whether somebody other than a person holds a role in an office at a moment, and no end of that is known."""
    query = (
        select(Tenure.id)
        .join(Post, (col(Post.office_id) == Tenure.office_id) & (col(Post.id) == Tenure.post_id))
        .where(Post.office_id == office_id, Post.role == role, Tenure.person_id != without)
        .where(col(Tenure.valid_from) <= at, col(Tenure.valid_to).is_(None))
    )
    return tx.exec(query.limit(1)).first() is not None


def role_ends(tx: Session, person_id: int, office_id: int, role: str, now: datetime) -> datetime | None:
    """When a person will no longer hold a role in an office; None where no end is known."""
    query = (
        select(Tenure.valid_to)
        .join(Post, (col(Post.office_id) == Tenure.office_id) & (col(Post.id) == Tenure.post_id))
        .where(Post.office_id == office_id, Post.role == role, Tenure.person_id == person_id, in_force(now))
    )
    ends = tx.exec(query).all()
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def last_tenure(tx: Session, office_id: int, post_id: int, now: datetime) -> Tenure | None:
    """The tenure of a post that ended last, or None."""
    query = select(Tenure).where(Tenure.office_id == office_id, Tenure.post_id == post_id)
    over = query.where(col(Tenure.valid_to) <= now).order_by(col(Tenure.valid_to).desc()).limit(1)
    return tx.exec(over).first()


def had_holder(tx: Session, office_id: int, post_id: int, now: datetime) -> bool:
    """Whether somebody held a post before and does no longer."""
    return last_tenure(tx, office_id, post_id, now) is not None
