"""Papers on their way in, what a paper reported of measures, and the list of offices an operator loaded."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from tracker.model.columns import Identifier, Json, UtcDateTime, new_id


class IncomingPaper(SQLModel, table=True):
    """A paper somebody sent to be taken in. `state` is the queue until it was fetched and read (received), then what
    became of it: read refused taken dropped removed, or proof when it was meant as evidence."""

    __table_args__ = (Index("ix_incomingpaper_state", "state", "next_at"),)

    office_id: int = Field(primary_key=True, foreign_key="office.id", sa_type=Identifier)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Identifier)
    line_message_id: str | None = Field(default=None, unique=True)
    account: str | None = Field(
        default=None,
        max_length=33,
        description="LINE id of the account it came through; none for the main one",
    )
    file_name: str = ""
    sha256: str | None = None
    state: str = "received"
    draft: dict[str, Any] | None = Field(default=None, sa_type=Json, description="what was read, unconfirmed")
    shown: str | None = Field(default=None, description="fingerprint of the changes that were shown")
    problem: str | None = Field(default=None, description="why it was refused, in Thai")
    attempts: int = 0
    next_at: datetime = Field(sa_type=UtcDateTime)
    received_at: datetime = Field(sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PaperReport(SQLModel, table=True):
    """What a progress report on paper says of a measure: text only, for it names neither department nor percent."""

    __table_args__ = (
        ForeignKeyConstraint(["office_id", "source_id"], ["source.office_id", "source.id"]),
        Index("ix_paperreport_year", "office_id", "fiscal_year"),
    )

    office_id: int = Field(primary_key=True, foreign_key="office.id", sa_type=Identifier)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    fiscal_year: int
    measure_id: int | None = Field(
        default=None, sa_type=Identifier, description="none where it cannot be told"
    )
    actions: list[str] = Field(default_factory=list, sa_type=Json)
    results: list[str] = Field(default_factory=list, sa_type=Json)
    suggestions: list[str] = Field(default_factory=list, sa_type=Json)
    source_id: int = Field(sa_type=Identifier)
    source_place: str | None = None


class KnownOffice(SQLModel, table=True):
    """An office that exists in Thailand, by its full official name: what names in papers are checked against."""

    name: str = Field(primary_key=True, description="as in เทศบาลตำบลนาดูน")
    province: str = Field(default="", primary_key=True)
    district: str = Field(default="", primary_key=True)
