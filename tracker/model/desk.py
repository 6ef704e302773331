"""The desk page (หน้าจัดการ): the one-time links that open it, the sessions they become, who guessed too often.

Tokens are kept as SHA-256 only. `person_id` is none for the operator, who sees every office.
"""

from datetime import datetime

from sqlmodel import Field, SQLModel

from tracker.model.columns import Identifier, UtcDateTime


class DeskLink(SQLModel, table=True):
    """A link that opens the desk page once, for the person it was made for."""

    token_sha256: str = Field(primary_key=True, max_length=64)
    person_id: int | None = Field(default=None, sa_type=Identifier)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DeskSession(SQLModel, table=True):
    """A browser at the desk page. It ends by itself when nobody uses it, and on `expires_at` in any case."""

    token_sha256: str = Field(primary_key=True, max_length=64)
    person_id: int | None = Field(default=None, sa_type=Identifier)
    began_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DeskLockout(SQLModel, table=True):
    """How often something was guessed wrong, by the digest of who guessed; the address itself is not kept."""

    key: str = Field(primary_key=True, max_length=64)
    failures: int = 0
    last_at: datetime = Field(sa_type=UtcDateTime, index=True)
    locked_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
