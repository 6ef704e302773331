"""What came from LINE, what is promised to go there, what a conversation remembers, what was done."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, SmallInteger, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from tracker.model.columns import Identifier, Json, UtcDateTime, new_id


class SeenEvent(SQLModel, table=True):
    """A webhook event that was taken in. The key and the message id make a second delivery end at once."""

    __table_args__ = (Index("ix_seenevent_state", "state", "received_at"),)

    event_id: str = Field(primary_key=True, max_length=128)
    message_id: str | None = Field(default=None, unique=True)
    kind: str
    state: str = Field(default="done", description="done waiting failed dismissed unparsed unknown old")
    raw: dict[str, Any] | None = Field(
        default=None, sa_type=Json, description="kept only of one that is not done"
    )
    problem: str | None = None
    person_id: int | None = Field(default=None, sa_type=Identifier, description="the sender of a failed one")
    retries: int = Field(default=0, description="how often a person had a failed one handled again in vain")
    tried_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="the last of those times"
    )
    received_at: datetime = Field(sa_type=UtcDateTime, index=True)


class Memory(SQLModel, table=True):
    """What the thread with a person is about; forgotten after 15 minutes."""

    line_user_id: str = Field(primary_key=True)
    topic: dict[str, Any] = Field(sa_type=Json)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class Draft(SQLModel, table=True):
    """Something repeated back and not yet confirmed. Once only, for 15 minutes, for the person it was shown to."""

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Identifier)
    office_id: int | None = Field(default=None, sa_type=Identifier)
    kind: str = Field(description="progress enrol change doubt answer")
    line_message_id: str | None = Field(
        default=None, index=True, description="where it came from, for unsend"
    )
    content: dict[str, Any] = Field(sa_type=Json)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    result: str | None = Field(default=None, description="what it became, as a receipt number")


LAST_RUNGS = "notice.rule = 'due' AND notice.key LIKE '%:w8:%'"
"""Notices of the last rung of a ladder, in SQL: one of many, and asked about of rounds of any age."""


class Notice(SQLModel, table=True):
    """A rung of a reminder owed to a person. Its key is the promise: it exists once."""

    __table_args__ = (
        UniqueConstraint("office_id", "key"),
        Index("ix_notice_state", "state", "office_id", "person_id"),
        Index("ix_notice_key", "key"),
        Index("ix_notice_message", "message_id"),
        Index("ix_notice_rule", "office_id", "rule", "person_id", "id"),
        Index(
            "ix_notice_last_rung",
            "office_id",
            "key",
            sqlite_where=text(LAST_RUNGS.replace("notice.", "")),
            postgresql_where=text(LAST_RUNGS.replace("notice.", "")),
        ),
    )

    office_id: int = Field(primary_key=True, foreign_key="office.id", sa_type=Identifier)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    key: str
    rule: str
    person_id: int = Field(foreign_key="person.id", sa_type=Identifier)
    facts: dict[str, Any] = Field(sa_type=Json)
    state: str = Field(default="promised", description="promised sent superseded")
    promised_at: datetime = Field(sa_type=UtcDateTime)
    message_id: int | None = Field(default=None, sa_type=Identifier, description="the digest that carries it")


_OF_A_DAY, _PARKED = text("day IS NOT NULL"), text("state = 'parked'")
ENDED = ("sent", "unknown", "failed", "parked", "dropped")
"""States of a message nobody sends. What waits is said to be none of these: SQLite would look for two states by the
index of states, and put in order all that waits for every few that are claimed."""
_WAITING = text(f"state NOT IN {ENDED}")


class Message(SQLModel, table=True):
    """The outbox: a reply or a push that was promised together with the fact it tells of."""

    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_message_state_next", "state", "next_at"),
        Index("ix_message_due", "urgency", "next_at", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_message_recipient", "recipient"),
        Index("ix_message_state_created", "state", "created_at"),
        Index("ix_message_day", "day", "person_id", sqlite_where=_OF_A_DAY, postgresql_where=_OF_A_DAY),
        Index("ix_message_parked", "person_id", sqlite_where=_PARKED, postgresql_where=_PARKED),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    office_id: int | None = Field(default=None, sa_type=Identifier)
    key: str = Field(description="what it is, once: reply:<event id>, digest:<person>:<day>")
    channel: str = Field(description="reply push")
    recipient: str | None = Field(default=None, description="LINE id of the person or group")
    account: str | None = Field(
        default=None,
        max_length=33,
        description="LINE id of the account it goes through; none for the main one",
    )
    person_id: int | None = Field(default=None, sa_type=Identifier)
    reply_token: str | None = None
    receipt: bool = Field(
        default=False, description="tells of a write: must arrive, by push if the token died"
    )
    body: list[dict[str, Any]] = Field(sa_type=Json, description="the LINE messages, worded once")
    retry_key: str
    state: str = Field(default="promised", description="promised sending sent unknown failed parked dropped")
    urgency: int = Field(
        default=1,
        sa_type=SmallInteger,
        sa_column_kwargs={"server_default": "1"},
        description="what it goes before and after, see rules.urgency: 0 an answer … 6 an announcement",
    )
    attempts: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    token_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when the reply token was made"
    )
    first_try_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    next_at: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    day: date | None = Field(default=None, description="the Bangkok day a digest is for")
    problem: str | None = None
    line_request_id: str | None = None


class Pace(SQLModel, table=True):
    """How fast an account may still be spoken to, one row for all processes that send; see rules.pace. Moments are
    seconds since 1970 by the database's clock."""

    name: str = Field(primary_key=True, max_length=48, description="push reply multicast, push:<account>")
    open_at: float = Field(default=0.0, description="from then on the next call may go")
    rate: float = Field(default=0.0, description="calls a second LINE's complaint slowed it to; 0 none")
    slowed_at: float = 0.0


class AuditEntry(SQLModel, table=True):
    """Who did what, when, in which post. Never holds what a person wrote.

    Only added to: triggers of the database refuse any change and any removal once `store.audit` has sealed the line,
    at the end of its transaction, with its number in the chain of its office and a hash over it and the line before.
    """

    __table_args__ = (
        Index("ix_audit_office_at", "office_id", "at"),
        Index("ix_audit_chain", "chain", "number", unique=True),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    office_id: int | None = Field(default=None, sa_type=Identifier)
    at: datetime = Field(sa_type=UtcDateTime)
    person_id: int | None = Field(default=None, sa_type=Identifier)
    post_id: int | None = Field(default=None, sa_type=Identifier)
    action: str
    subject: str
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    chain: int | None = Field(default=None, sa_type=Identifier, description="the office, 0 for none")
    number: int | None = Field(default=None, description="place in the chain, from 1")
    hash: str | None = Field(default=None, max_length=64, description="SHA-256, see store.audit")


class AuditHead(SQLModel, table=True):
    """The newest line of a chain: what the next one builds on, and what shows that the last one is missing."""

    chain: int = Field(primary_key=True, sa_type=Identifier, sa_column_kwargs={"autoincrement": False})
    number: int
    hash: str = Field(max_length=64)


class Heartbeat(SQLModel, table=True):
    """A process was alive and working at this moment."""

    name: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
