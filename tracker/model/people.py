"""People and what gives them authority: posts (ตำแหน่ง), tenures with dates, invitations."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from tracker.model.columns import Identifier, UtcDateTime, new_id


class Person(SQLModel, table=True):
    """A LINE user. Belongs to no office: what a person may do comes from tenures alone."""

    __table_args__ = (
        # Who left, of whom there are few: asked about before anything is sent.
        Index(
            "ix_person_left",
            "line_user_id",
            sqlite_where=text("following = 0"),
            postgresql_where=text("NOT following"),
        ),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    line_user_id: str = Field(unique=True, max_length=64)
    following: bool = Field(
        default=True,
        description="whether anything may be pushed: false after unfollow, until the notice is accepted again",
    )
    came_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="LINE's moment of the newest follow"
    )
    left_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="LINE's moment of the unfollow; none while a friend"
    )
    erased_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="since when the LINE id is a random pseudonym"
    )
    notice_version: int | None = Field(
        default=None, description="privacy notice that was accepted; 0 once it lapsed by leaving"
    )
    notice_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    asks_about: int | None = Field(
        default=None, sa_type=Identifier, description="office last chosen to ask about"
    )
    menu: str | None = Field(
        default=None,
        max_length=64,
        description="rich menu LINE was last told to show this person, as alias@id",
    )
    account: str | None = Field(
        default=None,
        max_length=33,
        description="LINE id of the account they are reached through; none for the main one",
    )
    created_at: datetime = Field(sa_type=UtcDateTime)


class Post(SQLModel, table=True):
    """A place in an office: a role, and the department it is for (none for the whole office)."""

    __table_args__ = (
        ForeignKeyConstraint(["office_id", "department_id"], ["department.office_id", "department.id"]),
        Index("ix_post_department", "office_id", "department_id"),
        # One post of a role in a department, and one in the whole office: NULL never equals NULL in a key.
        Index("uq_post_of_department", "office_id", "role", "department_id", unique=True),
        Index(
            "uq_post_of_office",
            "office_id",
            "role",
            unique=True,
            sqlite_where=text("department_id IS NULL"),
            postgresql_where=text("department_id IS NULL"),
        ),
    )

    office_id: int = Field(primary_key=True, foreign_key="office.id", sa_type=Identifier)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    role: str = Field(description="officer head coordinator executive")
    department_id: int | None = Field(default=None, sa_type=Identifier)


class Tenure(SQLModel, table=True):
    """A person holds a post from a moment, until a moment once it has ended or is to end. Never deleted: what was
    done in a post stays under it. Its state at a moment is `rules.permissions.state_of`."""

    __table_args__ = (
        ForeignKeyConstraint(["office_id", "post_id"], ["post.office_id", "post.id"]),
        Index("ix_tenure_person", "person_id"),
        Index("ix_tenure_post", "office_id", "post_id"),
    )

    office_id: int = Field(primary_key=True, sa_type=Identifier)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    post_id: int = Field(sa_type=Identifier)
    person_id: int = Field(foreign_key="person.id", sa_type=Identifier)
    valid_from: datetime = Field(sa_type=UtcDateTime)
    valid_to: datetime | None = Field(default=None, sa_type=UtcDateTime)
    kind: str = Field(
        default="holder",
        sa_column_kwargs={"server_default": "holder"},
        description="holder, or acting (รักษาการ), which always has an end",
    )
    ended_as: str | None = Field(default=None, description="transferred retired ended")
    ended_by: int | None = Field(
        default=None, sa_type=Identifier, description="person, or none for the operator"
    )


class Invitation(SQLModel, table=True):
    """A way in. Only the code's SHA-256 is kept; the code itself is shown once."""

    __table_args__ = (
        ForeignKeyConstraint(["office_id", "department_id"], ["department.office_id", "department.id"]),
    )

    office_id: int = Field(primary_key=True, foreign_key="office.id", sa_type=Identifier)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    code_sha256: str = Field(index=True, max_length=64)
    role: str
    department_id: int | None = Field(default=None, sa_type=Identifier)
    uses_left: int = 1
    expires_at: datetime = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: int | None = Field(
        default=None, sa_type=Identifier, description="person, or none for the operator"
    )
    needs_approval: bool = Field(
        default=False,
        sa_column_kwargs={"server_default": sa.false()},
        description="good for nothing until somebody else who holds the role approved it",
    )
    approved_by: int | None = Field(default=None, sa_type=Identifier)
    approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_by: int | None = Field(default=None, sa_type=Identifier)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class InvitationGuess(SQLModel, table=True):
    """A wrong code somebody tried: counted to slow guessing down."""

    __table_args__ = (Index("ix_guess_user_at", "line_user_id", "at"), Index("ix_guess_at", "at"))

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    line_user_id: str
    at: datetime = Field(sa_type=UtcDateTime)


class NoticeAcceptance(SQLModel, table=True):
    """A person accepted a version of the privacy notice. Rows are added, never changed."""

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=Identifier)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Identifier)
    version: int
    accepted_at: datetime = Field(sa_type=UtcDateTime)
    way: str = Field(description="enrol button")


class MenuToUnlink(SQLModel, table=True):
    """A LINE id whose own menu is to be taken away because its person was erased; gone once LINE was told."""

    line_user_id: str = Field(primary_key=True, max_length=64)
    since: datetime = Field(sa_type=UtcDateTime)
    account: str | None = Field(
        default=None, max_length=33, description="LINE id of the account that shows it; none for the main one"
    )
