"""Measures (มาตรการ), who carries them, the rounds (รอบ) they are reported in, and what was reported."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from tracker.model.columns import Identifier, Json, UtcDateTime, new_id

_MEASURE = (["office_id", "measure_id"], ["measure.office_id", "measure.id"])
_DEPARTMENT = (["office_id", "department_id"], ["department.office_id", "department.id"])


class Measure(SQLModel, table=True):
    """One measure of a fiscal year (B.E.). It belongs to departments, never to a person."""

    __table_args__ = (
        UniqueConstraint("office_id", "fiscal_year", "number"),
        ForeignKeyConstraint(["office_id", "source_id"], ["source.office_id", "source.id"]),
    )

    office_id: int = Field(primary_key=True, foreign_key="office.id", sa_type=Identifier)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    fiscal_year: int
    number: int
    title: str
    indicator: int | None = None
    oit_item: str | None = Field(default=None, description="as in o43")
    question: str | None = Field(default=None, description="EIT or IIT question, as in e9")
    steps: list[str] = Field(default_factory=list, sa_type=Json)
    all_departments: bool = Field(default=False, description="the paper says all of them")
    period_start: date | None = None
    period_end: date | None = None
    cadence: str = Field(default="unknown", description="how often it is reported, see rules.rounds")
    months: list[int] = Field(default_factory=list, sa_type=Json)
    follow_up: str | None = None
    evidence_wanted: list[str] = Field(default_factory=list, sa_type=Json)
    source_id: int = Field(sa_type=Identifier)
    source_place: str | None = None


class Responsibility(SQLModel, table=True):
    """A department carries a measure: its own progress as it stands now. `version` guards against lost edits."""

    __table_args__ = (
        ForeignKeyConstraint(*_MEASURE),
        ForeignKeyConstraint(*_DEPARTMENT),
        Index("ix_responsibility_department", "office_id", "department_id"),
    )

    office_id: int = Field(primary_key=True, sa_type=Identifier)
    measure_id: int = Field(primary_key=True, sa_type=Identifier)
    department_id: int = Field(primary_key=True, sa_type=Identifier)
    status: str = "not_started"
    percent: int = 0
    entry_id: int | None = Field(
        default=None, sa_type=Identifier, description="the entry this state comes from"
    )
    version: int = 0


class Round(SQLModel, table=True):
    """A time to report: 6m, 12m, a quarter, a month, once, or after completion."""

    __table_args__ = (
        UniqueConstraint("office_id", "fiscal_year", "key"),
        Index("ix_round_open_due", "closed_at", "due"),
    )

    office_id: int = Field(primary_key=True, foreign_key="office.id", sa_type=Identifier)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    fiscal_year: int
    key: str = Field(description="unique in the year: 6m, q1, once:3, completion:3:<department id>")
    code: str = Field(description="6m 12m q1…q4 m01…m12 once completion")
    label: str
    starts: date
    ends: date
    due: date
    measure_id: int | None = Field(
        default=None, sa_type=Identifier, description="set where it is one measure's"
    )
    department_id: int | None = Field(default=None, sa_type=Identifier)
    opened_at: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="when it was opened here; tells history from an outage; none in old rows",
    )
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: int | None = Field(default=None, sa_type=Identifier)


class MeasureRound(SQLModel, table=True):
    """A measure is due in a round. `assumed`: the paper named no cadence and the office's default was taken."""

    __table_args__ = (
        ForeignKeyConstraint(*_MEASURE),
        ForeignKeyConstraint(["office_id", "round_id"], ["round.office_id", "round.id"]),
        Index("ix_measureround_round", "office_id", "round_id"),
    )

    office_id: int = Field(primary_key=True, sa_type=Identifier)
    measure_id: int = Field(primary_key=True, sa_type=Identifier)
    round_id: int = Field(primary_key=True, sa_type=Identifier)
    assumed: bool = False


class ProgressEntry(SQLModel, table=True):
    """What a department reported. Append-only: an undo or a correction is an entry that names the one it replaces."""

    __table_args__ = (
        ForeignKeyConstraint(*_MEASURE),
        ForeignKeyConstraint(*_DEPARTMENT),
        ForeignKeyConstraint(["office_id", "round_id"], ["round.office_id", "round.id"]),
        UniqueConstraint("office_id", "receipt"),
        UniqueConstraint("office_id", "draft_id"),
        Index("ix_progressentry_measure", "office_id", "measure_id", "department_id", "recorded_at"),
        Index("ix_progressentry_round", "office_id", "round_id"),
        Index("ix_progressentry_replaces", "office_id", "replaces_id"),
        Index("ix_progressentry_person", "person_id", "recorded_at"),
    )

    office_id: int = Field(primary_key=True, sa_type=Identifier)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    receipt: str = Field(description="the number a person is given, as in 67-0012")
    kind: str = Field(default="update", description="update correction undo")
    replaces_id: int | None = Field(default=None, sa_type=Identifier)
    measure_id: int = Field(sa_type=Identifier)
    department_id: int = Field(sa_type=Identifier)
    round_id: int | None = Field(default=None, sa_type=Identifier)
    status: str
    percent: int
    note: str = ""
    late: bool = False
    event_date: date
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    person_id: int | None = Field(default=None, foreign_key="person.id", sa_type=Identifier)
    post_id: int | None = Field(default=None, sa_type=Identifier)
    draft_id: int | None = Field(
        default=None, sa_type=Identifier, description="the confirmed draft: once only"
    )
    line_message_id: str | None = None


NO_SMALL_COPY = "kind = 'photo' AND small_sha256 IS NULL AND sha256 IS NOT NULL"
"""Photos that are kept and were not shrunk yet, in SQL. Nothing of `state`: SQLite would rather read all that is
stored, by the index of that column."""


class Evidence(SQLModel, table=True):
    """A photo, file or link that backs an entry. `state` is the download queue: received stored failed removed;
    staged: sent from a page with a report that is not confirmed yet."""

    __table_args__ = (
        ForeignKeyConstraint(["office_id", "entry_id"], ["progressentry.office_id", "progressentry.id"]),
        Index("ix_evidence_entry", "office_id", "entry_id"),
        Index("ix_evidence_state", "state", "next_at"),
        Index(
            "ix_evidence_no_small_copy",
            "next_at",
            postgresql_where=text(NO_SMALL_COPY),
            sqlite_where=text(NO_SMALL_COPY),
        ),
        Index(
            "ix_evidence_unattached",
            "person_id",
            "received_at",
            postgresql_where=text("entry_id IS NULL"),
            sqlite_where=text("entry_id IS NULL"),
        ),
    )

    office_id: int = Field(primary_key=True, foreign_key="office.id", sa_type=Identifier)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    entry_id: int | None = Field(
        default=None, sa_type=Identifier, description="none until a person said which"
    )
    person_id: int = Field(foreign_key="person.id", sa_type=Identifier)
    kind: str = Field(description="photo file link")
    line_message_id: str | None = Field(default=None, unique=True)
    account: str | None = Field(
        default=None,
        max_length=33,
        description="LINE id of the account it came through; none for the main one",
    )
    file_name: str | None = None
    media_type: str | None = None
    size: int | None = None
    sha256: str | None = None
    small_sha256: str | None = Field(default=None, description="a photo shrunk for pages and reports")
    url: str | None = None
    received_at: datetime = Field(sa_type=UtcDateTime)
    stored_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    state: str = "received"
    attempts: int = 0
    next_at: datetime = Field(sa_type=UtcDateTime)
    problem: str | None = None


class Acknowledgement(SQLModel, table=True):
    """What a department answered to a reminder. Changes no official figure: progress is told by entries alone."""

    __table_args__ = (
        ForeignKeyConstraint(*_DEPARTMENT),
        ForeignKeyConstraint(["office_id", "round_id"], ["round.office_id", "round.id"]),
        Index("ix_acknowledgement_round", "office_id", "round_id", "department_id"),
    )

    office_id: int = Field(primary_key=True, sa_type=Identifier)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    round_id: int = Field(sa_type=Identifier)
    department_id: int = Field(sa_type=Identifier)
    person_id: int = Field(foreign_key="person.id", sa_type=Identifier)
    kind: str = Field(description="seen not_ours postpone")
    reason: str = Field(default="", description="in the person's words; emptied when they take them back")
    until: date | None = Field(
        default=None, description="postpone: the day until which the reminders may rest"
    )
    at: datetime = Field(sa_type=UtcDateTime)
    line_message_id: str | None = Field(
        default=None, index=True, description="where the words came from, for unsend"
    )
    accepted: bool | None = Field(default=None, description="what a coordinator decided, none while it waits")
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_by: int | None = Field(default=None, sa_type=Identifier)


class TextRelease(SQLModel, table=True):
    """A coordinator looked at a text that was held back and lets it be public. Known by its SHA-256: the words stay
    where they are."""

    office_id: int = Field(primary_key=True, foreign_key="office.id", sa_type=Identifier)
    fingerprint: str = Field(primary_key=True, max_length=64)
    kinds: str = Field(description="what it was held back for, as in phone account")
    released_at: datetime = Field(sa_type=UtcDateTime)
    released_by: int | None = Field(default=None, sa_type=Identifier, description="person")


class PublishedCopy(SQLModel, table=True):
    """What a coordinator made public of a fiscal year, frozen at that moment."""

    office_id: int = Field(primary_key=True, foreign_key="office.id", sa_type=Identifier)
    fiscal_year: int = Field(primary_key=True)
    version: int = Field(primary_key=True)
    published_at: datetime = Field(sa_type=UtcDateTime)
    published_by: int | None = Field(default=None, sa_type=Identifier)
    facts: dict[str, Any] = Field(sa_type=Json)


class RoundEdition(SQLModel, table=True):
    """What the report of a closed round says, frozen: later edits make another edition, never a silent change."""

    office_id: int = Field(primary_key=True, foreign_key="office.id", sa_type=Identifier)
    fiscal_year: int = Field(primary_key=True)
    round_key: str = Field(primary_key=True)
    number: int = Field(primary_key=True, description="1 is what stood when the round was closed")
    frozen_at: datetime = Field(sa_type=UtcDateTime)
    facts: dict[str, Any] = Field(sa_type=Json)


class Drawing(SQLModel, table=True):
    """A report that was drawn, or is being drawn, as a file. The key is a digest of everything that is in it."""

    __table_args__ = (Index("ix_drawing_started", "started_at"),)

    office_id: int = Field(primary_key=True, foreign_key="office.id", sa_type=Identifier)
    key: str = Field(primary_key=True, max_length=64)
    state: str = Field(default="drawing", description="drawing ready failed")
    started_at: datetime = Field(sa_type=UtcDateTime)
    sha256: str | None = None


class OfficeTemplate(SQLModel, table=True):
    """An office's own .docx layout of a kind of report (analysis measures progress)."""

    office_id: int = Field(primary_key=True, foreign_key="office.id", sa_type=Identifier)
    kind: str = Field(primary_key=True)
    sha256: str
    file_name: str
    kept_at: datetime = Field(sa_type=UtcDateTime)
