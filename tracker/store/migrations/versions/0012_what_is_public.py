"""what an office makes public is chosen field by field; texts held back are released one by one

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

from tracker.model import columns

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "textrelease",
        sa.Column("office_id", columns.Identifier, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("kinds", sa.String(), nullable=False),
        sa.Column("released_at", columns.UtcDateTime(), nullable=False),
        sa.Column("released_by", columns.Identifier, nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_textrelease_office_id")),
        sa.PrimaryKeyConstraint("office_id", "fingerprint", name=op.f("pk_textrelease")),
    )
    # Nothing chosen yet: every field as its default says, which is what was public until now.
    op.add_column("office", sa.Column("public_fields", columns.Json, server_default="{}", nullable=False))


def downgrade() -> None:
    op.drop_column("office", "public_fields")
    op.drop_table("textrelease")
