"""what grows is asked by an index

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_LAST_RUNG = "rule = 'due' AND key LIKE '%:w8:%'"
_INDEXES: tuple[tuple[str, str, tuple[str, ...], str | None, str | None], ...] = (
    ("ix_message_recipient", "message", ("recipient",), None, None),
    ("ix_message_created", "message", ("created_at",), None, None),
    ("ix_message_day", "message", ("day", "person_id"), "day IS NOT NULL", "day IS NOT NULL"),
    ("ix_message_parked", "message", ("person_id",), "state = 'parked'", "state = 'parked'"),
    ("ix_notice_key", "notice", ("key",), None, None),
    ("ix_notice_message", "notice", ("message_id",), None, None),
    ("ix_notice_rule", "notice", ("office_id", "rule", "person_id", "id"), None, None),
    ("ix_notice_last_rung", "notice", ("office_id", "key"), _LAST_RUNG, _LAST_RUNG),
    ("ix_guess_at", "invitationguess", ("at",), None, None),
    ("ix_officeholiday_day", "officeholiday", ("day",), None, None),
    ("ix_person_left", "person", ("line_user_id",), "following = 0", "NOT following"),
)


def upgrade() -> None:
    for name, table, columns, sqlite, postgresql in _INDEXES:
        op.create_index(
            name,
            table,
            list(columns),
            sqlite_where=sa.text(sqlite) if sqlite else None,
            postgresql_where=sa.text(postgresql) if postgresql else None,
        )


def downgrade() -> None:
    for name, table, *_ in reversed(_INDEXES):
        op.drop_index(name, table_name=table)
