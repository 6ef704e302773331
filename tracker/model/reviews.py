"""What a coordinator found when reading a department's report."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from tracker.model.columns import Identifier, UtcDateTime, new_id


class Review(SQLModel, table=True):
    """A verdict on one entry. Append-only like the entries: of an entry's verdicts the newest one holds."""

    __table_args__ = (
        ForeignKeyConstraint(["office_id", "entry_id"], ["progressentry.office_id", "progressentry.id"]),
        Index("ix_review_entry", "office_id", "entry_id", "id"),
    )

    office_id: int = Field(primary_key=True, foreign_key="office.id", sa_type=Identifier)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    entry_id: int = Field(sa_type=Identifier)
    verdict: str = Field(description="checked returned")
    reason: str = Field(default="", description="why it was returned; for the office's own people only")
    at: datetime = Field(sa_type=UtcDateTime)
    person_id: int | None = Field(default=None, foreign_key="person.id", sa_type=Identifier)
    post_id: int | None = Field(default=None, sa_type=Identifier)
