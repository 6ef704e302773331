"""the desk page: one-time links, sessions, lockouts; failed events that can be handled again

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from tracker.model import columns

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desklink",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("person_id", columns.Identifier, nullable=True),
        sa.Column("expires_at", columns.UtcDateTime(), nullable=False),
        sa.Column("used_at", columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_desklink")),
    )
    op.create_index(op.f("ix_desklink_expires_at"), "desklink", ["expires_at"])
    op.create_table(
        "desksession",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("person_id", columns.Identifier, nullable=True),
        sa.Column("began_at", columns.UtcDateTime(), nullable=False),
        sa.Column("seen_at", columns.UtcDateTime(), nullable=False),
        sa.Column("expires_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ended_at", columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_desksession")),
    )
    op.create_index(op.f("ix_desksession_expires_at"), "desksession", ["expires_at"])
    op.create_table(
        "desklockout",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", columns.UtcDateTime(), nullable=False),
        sa.Column("locked_until", columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_desklockout")),
    )
    op.create_index(op.f("ix_desklockout_last_at"), "desklockout", ["last_at"])
    op.add_column("seenevent", sa.Column("person_id", columns.Identifier, nullable=True))
    op.add_column("seenevent", sa.Column("retries", sa.Integer(), server_default="0", nullable=False))
    op.add_column("seenevent", sa.Column("tried_at", columns.UtcDateTime(), nullable=True))


def downgrade() -> None:
    # Not in a batch: that would copy the table.
    for column in ("tried_at", "retries", "person_id"):
        op.drop_column("seenevent", column)
    for table in ("desklockout", "desksession", "desklink"):
        op.drop_table(table)
