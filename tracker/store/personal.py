"""All that the database holds of one person: counted, listed, forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, update
from sqlmodel import Session, SQLModel, col, func, select

from tracker.model import (
    Acknowledgement,
    AuditEntry,
    Department,
    DeskLink,
    DeskSession,
    Doubt,
    Draft,
    Evidence,
    IncomingPaper,
    Invitation,
    InvitationGuess,
    Memory,
    MenuToUnlink,
    Message,
    Notice,
    NoticeAcceptance,
    Office,
    Person,
    Post,
    ProgressEntry,
    PublishedCopy,
    Review,
    Round,
    SeenEvent,
    Tenure,
    TextRelease,
)
from tracker.store import outbox as messages
from tracker.store import people


@dataclass(frozen=True)
class Counts:
    """How much is kept of a person. `waiting`: what was repeated back, sent or promised and is not settled."""

    updates: int
    evidence: int
    messages: int
    doubts: int
    waiting: int


def counts(tx: Session, person_id: int) -> Counts:
    """How much is kept of a person."""

    def many(model: type[SQLModel], *conditions: ColumnElement[bool]) -> int:
        mine: Any = model
        query = select(func.count()).select_from(model).where(col(mine.person_id) == person_id, *conditions)
        return tx.exec(query).one()

    papers = many(IncomingPaper, col(IncomingPaper.state).in_(("received", "read", "refused")))
    loose = many(Evidence, col(Evidence.entry_id).is_(None), col(Evidence.state) != "removed")
    return Counts(
        updates=many(ProgressEntry),
        evidence=many(Evidence, col(Evidence.state) != "removed"),
        messages=many(Message),
        doubts=many(Doubt),
        waiting=many(Draft, col(Draft.used_at).is_(None)) + papers + loose,
    )


def last_coordinator_of(tx: Session, person_id: int, now: datetime) -> tuple[str, ...]:
    """The offices whose only coordinator a person is."""
    mine = [held for held in people.holdings(tx, person_id, now) if held.role == "coordinator"]
    alone = {
        held.office_name
        for held in mine
        if {p.id for p in people.people_with_role(tx, held.office_id, "coordinator", now)} == {person_id}
    }
    return tuple(sorted(alone))


def end_tenures(tx: Session, person_id: int, now: datetime) -> None:
    """Whoever is no more holds no post. What was held until now stays as it was."""
    running = or_(col(Tenure.valid_to).is_(None), col(Tenure.valid_to) > now)
    _run(tx, update(Tenure).where(col(Tenure.person_id) == person_id, running).values(valid_to=now))


def waiting_papers(tx: Session, person_id: int) -> list[IncomingPaper]:
    """Papers of a person that nobody has decided about."""
    undecided = col(IncomingPaper.state).in_(("received", "read", "refused"))
    query = select(IncomingPaper).where(IncomingPaper.person_id == person_id, undecided)
    return list(tx.exec(query.with_for_update()).all())


def unattached_evidence(tx: Session, person_id: int) -> list[Evidence]:
    """Photos and files of a person that prove nothing yet."""
    loose = col(Evidence.entry_id).is_(None)
    query = select(Evidence).where(Evidence.person_id == person_id, loose, Evidence.state != "removed")
    return list(tx.exec(query.with_for_update()).all())


def forget_words(tx: Session, person_id: int, line_user_id: str, now: datetime) -> None:
    """All that is a person's alone: the thread, drafts, wrong codes, doubts' words, raw events, messages to them."""
    _run(tx, delete(Memory).where(col(Memory.line_user_id) == line_user_id))
    _run(tx, delete(InvitationGuess).where(col(InvitationGuess.line_user_id) == line_user_id))
    _run(tx, delete(Draft).where(col(Draft.person_id) == person_id))
    for door in (DeskLink, DeskSession):
        _run(tx, delete(door).where(col(door.person_id) == person_id))
    for request_id in tx.exec(select(Acknowledgement.id).where(Acknowledgement.person_id == person_id)).all():
        messages.forget_bodies(tx, messages.under(f"{messages.ASKS}{request_id}:"), now)
    _run(tx, update(Acknowledgement).where(col(Acknowledgement.person_id) == person_id).values(reason=""))
    doubted = tx.exec(select(Doubt.id).where(Doubt.person_id == person_id)).all()
    for doubt_id in doubted:
        messages.forget_bodies(tx, messages.under(f"doubt:{doubt_id}:"), now)
    _run(tx, update(Doubt).where(col(Doubt.person_id) == person_id).values(words=""))
    owed = (col(Notice.person_id) == person_id, col(Notice.state) == "promised")
    _run(tx, update(Notice).where(*owed).values(state="superseded"))
    its_user = col(SeenEvent.raw)["source"]["userId"].as_string() == line_user_id
    _run(
        tx,
        update(SeenEvent)
        .where(or_(its_user, col(SeenEvent.person_id) == person_id))
        .values(raw=None, state="done", problem="erased", person_id=None),
    )
    theirs = or_(col(Message.recipient) == line_user_id, col(Message.person_id) == person_id)
    messages.forget_bodies(tx, theirs, now)
    _run(tx, update(Message).where(theirs).values(recipient=None, reply_token=None))


def unlink_menu(tx: Session, line_user_id: str, account: str | None, now: datetime) -> None:
    """LINE is to be asked to take away the menu an account shows a person."""
    tx.merge(MenuToUnlink(line_user_id=line_user_id, since=now, account=account))


def menus_to_unlink(tx: Session, limit: int) -> dict[str | None, list[str]]:
    """The LINE ids whose own menu is to be taken away, by the account that shows it; so many of an account at most."""
    found = {}
    for account in tx.exec(select(MenuToUnlink.account).distinct()).all():
        its = col(MenuToUnlink.account).is_not_distinct_from(account)
        found[account] = list(tx.exec(select(MenuToUnlink.line_user_id).where(its).limit(limit)).all())
    return found


def menu_unlinked(tx: Session, line_user_ids: Sequence[str]) -> None:
    """LINE was told: of whom it was is forgotten."""
    _run(tx, delete(MenuToUnlink).where(col(MenuToUnlink.line_user_id).in_(line_user_ids)))


# Where each table names a person, and how. What is not here of a table that does fails tests/privacy.
NAMED_IN: dict[str, tuple[type[SQLModel], tuple[str, ...]]] = {
    "person": (Person, ("id",)),
    "noticeacceptance": (NoticeAcceptance, ("person_id",)),
    "tenure": (Tenure, ("person_id", "ended_by")),
    "progressentry": (ProgressEntry, ("person_id",)),
    "evidence": (Evidence, ("person_id",)),
    "review": (Review, ("person_id",)),
    "incomingpaper": (IncomingPaper, ("person_id",)),
    "doubt": (Doubt, ("person_id", "settled_by")),
    "acknowledgement": (Acknowledgement, ("person_id", "settled_by")),
    "desklink": (DeskLink, ("person_id",)),
    "desksession": (DeskSession, ("person_id",)),
    "draft": (Draft, ("person_id",)),
    "memory": (Memory, ("line_user_id",)),
    "invitationguess": (InvitationGuess, ("line_user_id",)),
    "notice": (Notice, ("person_id",)),
    "message": (Message, ("person_id", "recipient")),
    "seenevent": (SeenEvent, ("raw", "person_id")),
    "invitation": (Invitation, ("created_by", "approved_by", "revoked_by")),
    "round": (Round, ("closed_by",)),
    "publishedcopy": (PublishedCopy, ("published_by",)),
    "textrelease": (TextRelease, ("released_by",)),
    "menutounlink": (MenuToUnlink, ("line_user_id",)),
    "auditentry": (AuditEntry, ("person_id",)),
}
_NOT_TOLD = {"code_sha256", "token_sha256", "retry_key", "reply_token", "facts", "draft_id"}
"""Columns left out of a copy: secrets, and what is the office's and not the person's."""
_TOLD_ALL_THE_SAME = {"notice": {"facts"}}


def rows_of(tx: Session, person: Person, table: str) -> list[dict[str, Any]]:
    """Every row of a table that names a person, as JSON-able values, oldest first."""
    model, columns = NAMED_IN[table]
    hidden = _NOT_TOLD - _TOLD_ALL_THE_SAME.get(table, set())
    named = or_(*(_names(model, column, person) for column in columns))
    found: Sequence[Any] = tx.exec(select(model).where(named)).all()
    rows = [row.model_dump(mode="json", exclude=hidden) for row in found]
    return sorted(rows, key=lambda row: row.get("id") or 0)


def _names(model: Any, column: str, person: Person) -> ColumnElement[bool]:
    if column == "raw":
        named: ColumnElement[bool] = col(model.raw)["source"]["userId"].as_string() == person.line_user_id
        return named
    value = person.line_user_id if column in ("line_user_id", "recipient") else person.id
    equal: ColumnElement[bool] = col(getattr(model, column)) == value
    return equal


def posts_of(tx: Session, person_id: int) -> dict[int, tuple[str, str | None, str]]:
    """The posts a person ever held, by id: role, department and office."""
    query = (
        select(Post.id, Post.role, Department.name, Office.name)
        .join(Tenure, (col(Tenure.office_id) == Post.office_id) & (col(Tenure.post_id) == Post.id))
        .join(Office, col(Office.id) == Post.office_id)
        .outerjoin(
            Department,
            (col(Department.office_id) == Post.office_id) & (col(Department.id) == Post.department_id),
        )
        .where(Tenure.person_id == person_id)
    )
    return {post_id: (role, department, office) for post_id, role, department, office in tx.exec(query).all()}


def of_office(tx: Session, office_id: int) -> list[dict[str, Any]]:
    """Everybody who ever held a post of an office: person_id, role, department, since and until (ISO days), erased."""
    query = (
        select(Tenure, Post.role, Department.name, Person.erased_at)
        .join(Post, (col(Post.office_id) == Tenure.office_id) & (col(Post.id) == Tenure.post_id))
        .join(Person, col(Person.id) == Tenure.person_id)
        .outerjoin(
            Department,
            (col(Department.office_id) == Post.office_id) & (col(Department.id) == Post.department_id),
        )
        .where(Tenure.office_id == office_id)
        .order_by(col(Tenure.valid_from), col(Tenure.id))
    )
    return [
        {
            "person_id": tenure.person_id,
            "role": role,
            "department": department,
            "since": tenure.valid_from.date().isoformat(),
            "until": tenure.valid_to.date().isoformat() if tenure.valid_to else None,
            "erased": erased_at is not None,
        }
        for tenure, role, department, erased_at in tx.exec(query).all()
    ]


def rows_of_office(tx: Session, office_id: int, tables: Sequence[str]) -> int | None:
    """How many rows of these tables are an office's; None where a table belongs to no office."""
    models: list[Any] = [NAMED_IN[table][0] for table in tables]
    ours = [model for model in models if "office_id" in model.model_fields]
    counted = (
        tx.exec(select(func.count()).select_from(model).where(model.office_id == office_id)).one()
        for model in ours
    )
    return sum(counted) if ours else None


def by_id(tx: Session, person_id: int) -> Person | None:
    """A person who was not erased, or None."""
    person = tx.get(Person, person_id)
    return person if person is not None and person.erased_at is None else None


def _run(tx: Session, statement: Any) -> None:
    tx.exec(statement.execution_options(synchronize_session=False))
