"""What an assessment said, and where we read it."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from tracker.model.columns import Identifier, Score, UtcDateTime, new_id


class Source(SQLModel, table=True):
    """The paper a figure was read from."""

    office_id: int = Field(primary_key=True, foreign_key="office.id", sa_type=Identifier)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    title: str
    dated: date | None = None
    file_name: str | None = None
    sha256: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)


class Assessment(SQLModel, table=True):
    """The published result of one fiscal year (B.E.). `letter` and `level` are as printed, not computed."""

    __table_args__ = (
        UniqueConstraint("office_id", "fiscal_year"),
        ForeignKeyConstraint(["office_id", "source_id"], ["source.office_id", "source.id"]),
    )

    office_id: int = Field(primary_key=True, foreign_key="office.id", sa_type=Identifier)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    fiscal_year: int
    overall: Decimal = Field(sa_type=Score)
    letter: str | None = None
    level: str | None = None
    eit1: Decimal | None = Field(default=None, sa_type=Score)
    eit2: Decimal | None = Field(default=None, sa_type=Score)
    remark: str | None = Field(default=None, description="what must be said beside the indicator scores")
    source_id: int = Field(sa_type=Identifier)
    source_place: str | None = None


class IndicatorScore(SQLModel, table=True):
    """The score of one indicator (1–10) in an assessment, percent of 100."""

    __table_args__ = (
        ForeignKeyConstraint(["office_id", "assessment_id"], ["assessment.office_id", "assessment.id"]),
    )

    office_id: int = Field(primary_key=True, sa_type=Identifier)
    assessment_id: int = Field(primary_key=True, sa_type=Identifier)
    indicator: int = Field(primary_key=True, sa_type=Identifier)
    score: Decimal = Field(sa_type=Score)
    certain: bool = Field(
        default=True, description="false where the paper does not prove which indicator it is"
    )
    source_id: int | None = Field(
        default=None, sa_type=Identifier, description="its own paper; none: as the result"
    )
    source_place: str | None = None


class Finding(SQLModel, table=True):
    """Something a careful reader noticed in a paper; kept and shown on request."""

    __table_args__ = (ForeignKeyConstraint(["office_id", "source_id"], ["source.office_id", "source.id"]),)

    office_id: int = Field(primary_key=True, foreign_key="office.id", sa_type=Identifier)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    fiscal_year: int = Field(description="the year the finding is about, B.E.")
    source_id: int = Field(sa_type=Identifier)
    code: str
    severity: str = Field(description="error warning note")
    message: str
    place: str | None = None


class Doubt(SQLModel, table=True):
    """Somebody says that a figure or a measure is shown wrong: for the coordinators to look at and to settle."""

    __table_args__ = (Index("ix_doubt_open", "office_id", "settled_at"),)

    office_id: int = Field(primary_key=True, foreign_key="office.id", sa_type=Identifier)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Identifier)
    fiscal_year: int
    about: str = Field(description="what is doubted, as in ผลการประเมิน ITA ปี 2566")
    words: str = Field(default="", description="as typed")
    line_message_id: str | None = Field(
        default=None, index=True, description="where it came from, for unsend"
    )
    told_at: datetime = Field(sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_by: int | None = Field(default=None, sa_type=Identifier, description="person")
