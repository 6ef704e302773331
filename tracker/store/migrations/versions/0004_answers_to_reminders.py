"""when a round was opened, what a department answered to a reminder

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from tracker.model import columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "acknowledgement",
        sa.Column("office_id", columns.Identifier, nullable=False),
        sa.Column("id", columns.Identifier, nullable=False),
        sa.Column("round_id", columns.Identifier, nullable=False),
        sa.Column("department_id", columns.Identifier, nullable=False),
        sa.Column("person_id", columns.Identifier, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.Column("line_message_id", sa.String(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("settled_at", columns.UtcDateTime(), nullable=True),
        sa.Column("settled_by", columns.Identifier, nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id", "department_id"],
            ["department.office_id", "department.id"],
            name=op.f("fk_acknowledgement_office_id_department_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "round_id"],
            ["round.office_id", "round.id"],
            name=op.f("fk_acknowledgement_office_id_round_id"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_acknowledgement_person_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_acknowledgement")),
    )
    with op.batch_alter_table("acknowledgement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_acknowledgement_line_message_id"), ["line_message_id"], unique=False
        )
        batch_op.create_index(
            "ix_acknowledgement_round", ["office_id", "round_id", "department_id"], unique=False
        )

    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opened_at", columns.UtcDateTime(), nullable=True))


def downgrade() -> None:
    # Not in a batch: that would copy the table, and on SQLite rows of others refer to it.
    op.drop_column("round", "opened_at")

    with op.batch_alter_table("acknowledgement", schema=None) as batch_op:
        batch_op.drop_index("ix_acknowledgement_round")
        batch_op.drop_index(batch_op.f("ix_acknowledgement_line_message_id"))

    op.drop_table("acknowledgement")
