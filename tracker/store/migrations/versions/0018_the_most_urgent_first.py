"""messages go in the order of their urgency, and no faster than LINE allows

What waits when this runs is given the urgency its kind has; a digest that waits then is as urgent as what it carries.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_WAITING = "state NOT IN ('sent', 'unknown', 'failed', 'parked', 'dropped')"
# (A colon before a letter would be taken for a parameter.)
_NOTICE = "SELECT 1 FROM notice WHERE notice.message_id = message.id AND"
_URGENCIES: tuple[tuple[int, str], ...] = (
    (0, "channel = 'reply'"),
    (2, f"day IS NOT NULL AND EXISTS ({_NOTICE} notice.rule IN ('escalate', 'quota'))"),
    (3, f"day IS NOT NULL AND EXISTS ({_NOTICE} notice.rule = 'due' AND notice.key NOT LIKE '%\\:t-%')"),
    (
        4,
        "day IS NOT NULL OR key LIKE 'ask:%' OR key LIKE 'review:%' OR key LIKE 'doubt:%' OR key LIKE 'left:%'",
    ),
)


def upgrade() -> None:
    op.add_column("message", sa.Column("urgency", sa.SmallInteger(), server_default="1", nullable=False))
    for urgency, which in _URGENCIES:
        op.execute(f"UPDATE message SET urgency = {urgency} WHERE {_WAITING} AND urgency = 1 AND ({which})")  # noqa: S608  # nosec B608
    op.create_index(
        "ix_message_due",
        "message",
        ["urgency", "next_at", "id"],
        sqlite_where=sa.text(_WAITING),
        postgresql_where=sa.text(_WAITING),
    )
    op.create_table(
        "pace",
        sa.Column("name", sa.String(length=48), nullable=False),
        *(sa.Column(each, sa.Float(), nullable=False) for each in ("open_at", "rate", "slowed_at")),
        sa.PrimaryKeyConstraint("name"),
    )


def downgrade() -> None:
    op.drop_table("pace")
    op.drop_index("ix_message_due", table_name="message")
    op.drop_column("message", "urgency")
