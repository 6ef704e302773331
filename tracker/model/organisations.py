"""Offices (อปท.) and their departments (ส่วนราชการ)."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from tracker.model.columns import Identifier, Json, Score, UtcDateTime, new_id


class Office(SQLModel, table=True):
    """One local government. The thresholds and due dates are its own settings."""

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    slug: str = Field(unique=True, max_length=64)
    name: str = Field(description="full name, as in เทศบาลตำบลบึงเจริญ")
    kind: str = Field(description="อบต. ทต. ทม. ทน. or อบจ.")
    district: str | None = None
    province: str | None = None
    website: str | None = None
    eit_url: str | None = None
    weak_below: Decimal = Field(default=Decimal("85.00"), sa_type=Score)
    strong_from: Decimal = Field(default=Decimal("90.00"), sa_type=Score)
    due_6m_month: int = 4
    due_6m_day: int = 30
    due_12m_month: int = 10
    due_12m_day: int = 31
    reminders_on: bool = True
    practice: bool = Field(default=False, description="an invented office, for practice")
    thai_digits: bool = Field(default=False, description="its reports are written with ๐ to ๙")
    public_fields: dict[str, bool] = Field(
        default_factory=dict, sa_type=Json, description="key of rules.publicity.FIELDS → whether it is public"
    )
    created_at: datetime = Field(sa_type=UtcDateTime)


class Department(SQLModel, table=True):
    """A part of an office that carries measures."""

    __table_args__ = (UniqueConstraint("office_id", "name"),)

    office_id: int = Field(primary_key=True, foreign_key="office.id", sa_type=Identifier)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    name: str
    position: int = 0


class OfficeHoliday(SQLModel, table=True):
    """A day off an office adds to the public holidays."""

    __table_args__ = (
        ForeignKeyConstraint(["office_id"], ["office.id"]),
        Index("ix_officeholiday_day", "day"),
    )

    office_id: int = Field(primary_key=True, sa_type=Identifier)
    day: date = Field(primary_key=True)
    name: str


class OfficeRevision(SQLModel, table=True):
    """Which state what is known of an office is in: another random number with each change, written by triggers of the
    database. Part 0 is what papers and settings say, part 1 how far its measures are. Office 0 stands for the list of
    offices itself."""

    office_id: int = Field(primary_key=True, sa_type=Identifier, sa_column_kwargs={"autoincrement": False})
    part: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    revision: int = Field(sa_type=BigInteger)
    changed_in: int = Field(
        default=0,
        sa_type=BigInteger,
        sa_column_kwargs={"server_default": "0"},
        description="the transaction of PostgreSQL that wrote it",
    )
