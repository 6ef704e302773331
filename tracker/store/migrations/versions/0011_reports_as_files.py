"""editions of closed rounds, reports drawn as files, small copies of photos, Thai digits, own layouts

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

from tracker.model import columns

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roundedition",
        sa.Column("office_id", columns.Identifier, nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("round_key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("frozen_at", columns.UtcDateTime(), nullable=False),
        sa.Column("facts", columns.Json, nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_roundedition_office_id")),
        sa.PrimaryKeyConstraint(
            "office_id", "fiscal_year", "round_key", "number", name=op.f("pk_roundedition")
        ),
    )
    op.create_table(
        "drawing",
        sa.Column("office_id", columns.Identifier, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("started_at", columns.UtcDateTime(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_drawing_office_id")),
        sa.PrimaryKeyConstraint("office_id", "key", name=op.f("pk_drawing")),
    )
    op.create_index("ix_drawing_started", "drawing", ["started_at"])
    op.create_table(
        "officetemplate",
        sa.Column("office_id", columns.Identifier, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("kept_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_officetemplate_office_id")),
        sa.PrimaryKeyConstraint("office_id", "kind", name=op.f("pk_officetemplate")),
    )
    op.add_column("evidence", sa.Column("small_sha256", sa.String(), nullable=True))
    plain = sa.false()
    op.add_column("office", sa.Column("thai_digits", sa.Boolean(), nullable=False, server_default=plain))


def downgrade() -> None:
    op.drop_column("office", "thai_digits")
    op.drop_column("evidence", "small_sha256")
    op.drop_table("officetemplate")
    op.drop_index("ix_drawing_started", table_name="drawing")
    op.drop_table("drawing")
    op.drop_table("roundedition")
