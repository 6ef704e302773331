"""People, the posts they hold, invitations."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, func, or_, select

from tracker.model import Department, Invitation, InvitationGuess, Office, Person, Post, Tenure


@dataclass(frozen=True)
class Holding:
    """A post a person holds now: what gives authority in one office."""

    office_id: int
    office_slug: str
    office_name: str
    post_id: int
    role: str
    department_id: int | None
    department: str | None


def person_by_line_id(tx: Session, line_user_id: str) -> Person | None:
    """The person behind a LINE user id, or None."""
    return tx.exec(select(Person).where(Person.line_user_id == line_user_id)).first()


def ensure_person(tx: Session, line_user_id: str, now: datetime) -> Person:
    """The person behind a LINE user id, made now when not met before, and locked until the transaction ends: what two
    messages of one person change (the thread, drafts, guesses) they change one after the other."""
    insert = sqlite.insert if tx.get_bind().dialect.name == "sqlite" else postgresql.insert
    # Their first two messages may come at once: whoever is second finds the row of the first.
    fresh = Person(line_user_id=line_user_id, created_at=now).model_dump()
    mine = select(Person).where(Person.line_user_id == line_user_id)
    mine = mine.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = tx.exec(mine).first()
    if found is None:
        tx.execute(insert(Person).values(**fresh).on_conflict_do_nothing())
        found = tx.exec(mine).one()
    return found


def holdings(tx: Session, person_id: int, now: datetime) -> list[Holding]:
    """The posts a person holds at a moment, newest first."""
    query = (
        select(Office, Post, Department)
        .select_from(Tenure)
        .join(Post, (col(Post.office_id) == Tenure.office_id) & (col(Post.id) == Tenure.post_id))
        .join(Office, col(Office.id) == Tenure.office_id)
        .outerjoin(
            Department,
            (col(Department.office_id) == Post.office_id) & (col(Department.id) == Post.department_id),
        )
        .where(Tenure.person_id == person_id)
        .where(or_(col(Tenure.valid_to).is_(None), col(Tenure.valid_to) > now))
        .order_by(col(Tenure.valid_from).desc(), col(Tenure.id).desc())
    )
    return [
        Holding(
            office.id,
            office.slug,
            office.name,
            post.id,
            post.role,
            post.department_id,
            department.name if department is not None else None,
        )
        for office, post, department in tx.exec(query).all()
    ]


def people_with_role(tx: Session, office_id: int, role: str, now: datetime) -> list[Person]:
    """Everybody who holds this role in an office at a moment."""
    query = (
        select(Person)
        .join(Tenure, col(Tenure.person_id) == Person.id)
        .join(Post, (col(Post.office_id) == Tenure.office_id) & (col(Post.id) == Tenure.post_id))
        .where(Post.office_id == office_id, Post.role == role)
        .where(or_(col(Tenure.valid_to).is_(None), col(Tenure.valid_to) > now))
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


def code_digest(code: str) -> str:
    """The only trace of an invitation code that is stored."""
    return hashlib.sha256(code.encode()).hexdigest()


def invitation_by_code(tx: Session, code: str) -> Invitation | None:
    """The invitation behind a code, locked for the rest of the transaction, or None."""
    query = select(Invitation).where(Invitation.code_sha256 == code_digest(code)).with_for_update()
    return tx.exec(query).first()


def guesses_since(tx: Session, line_user_id: str, since: datetime) -> int:
    """How many wrong codes a LINE user tried since a moment."""
    query = select(func.count()).select_from(InvitationGuess)
    return tx.exec(
        query.where(InvitationGuess.line_user_id == line_user_id, InvitationGuess.at > since)
    ).one()


def forget_guesses(tx: Session, now: datetime) -> None:
    """Drop guesses older than a day."""
    old = select(InvitationGuess).where(InvitationGuess.at < now - timedelta(days=1))
    for guess in tx.exec(old).all():
        tx.delete(guess)
