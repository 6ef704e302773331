"""reports are read by a coordinator, who may send them back

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

from tracker.model import columns

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review",
        sa.Column("office_id", columns.Identifier, nullable=False),
        sa.Column("id", columns.Identifier, nullable=False),
        sa.Column("entry_id", columns.Identifier, nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.Column("person_id", columns.Identifier, nullable=True),
        sa.Column("post_id", columns.Identifier, nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_review_office_id")),
        sa.ForeignKeyConstraint(
            ["office_id", "entry_id"],
            ["progressentry.office_id", "progressentry.id"],
            name=op.f("fk_review_office_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_person_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_review")),
    )
    op.create_index("ix_review_entry", "review", ["office_id", "entry_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_review_entry", table_name="review")
    op.drop_table("review")
