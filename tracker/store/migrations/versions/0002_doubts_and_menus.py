"""doubts about figures, and which menu a person was given

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from tracker.model import columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "doubt",
        sa.Column("office_id", columns.Identifier, nullable=False),
        sa.Column("id", columns.Identifier, nullable=False),
        sa.Column("person_id", columns.Identifier, nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("line_message_id", sa.String(), nullable=True),
        sa.Column("told_at", columns.UtcDateTime(), nullable=False),
        sa.Column("settled_at", columns.UtcDateTime(), nullable=True),
        sa.Column("settled_by", columns.Identifier, nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_doubt_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_doubt_person_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_doubt")),
    )
    with op.batch_alter_table("doubt", schema=None) as batch_op:
        batch_op.create_index("ix_doubt_open", ["office_id", "settled_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_doubt_line_message_id"), ["line_message_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_doubt_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("menu", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("menu")

    with op.batch_alter_table("doubt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_doubt_person_id"))
        batch_op.drop_index(batch_op.f("ix_doubt_line_message_id"))
        batch_op.drop_index("ix_doubt_open")

    op.drop_table("doubt")
