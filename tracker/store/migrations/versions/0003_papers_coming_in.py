"""papers on their way in, where each figure was read

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from tracker.model import columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "knownoffice",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", "province", "district", name=op.f("pk_knownoffice")),
    )
    op.create_table(
        "incomingpaper",
        sa.Column("office_id", columns.Identifier, nullable=False),
        sa.Column("id", columns.Identifier, nullable=False),
        sa.Column("person_id", columns.Identifier, nullable=False),
        sa.Column("line_message_id", sa.String(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("draft", columns.Json, nullable=True),
        sa.Column("shown", sa.String(), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", columns.UtcDateTime(), nullable=False),
        sa.Column("received_at", columns.UtcDateTime(), nullable=False),
        sa.Column("settled_at", columns.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_incomingpaper_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_incomingpaper_person_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_incomingpaper")),
        sa.UniqueConstraint("line_message_id", name=op.f("uq_incomingpaper_line_message_id")),
    )
    with op.batch_alter_table("incomingpaper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incomingpaper_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_incomingpaper_state", ["state", "next_at"], unique=False)

    op.create_table(
        "paperreport",
        sa.Column("office_id", columns.Identifier, nullable=False),
        sa.Column("id", columns.Identifier, nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("measure_id", columns.Identifier, nullable=True),
        sa.Column("actions", columns.Json, nullable=False),
        sa.Column("results", columns.Json, nullable=False),
        sa.Column("suggestions", columns.Json, nullable=False),
        sa.Column("source_id", columns.Identifier, nullable=False),
        sa.Column("source_place", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id", "source_id"],
            ["source.office_id", "source.id"],
            name=op.f("fk_paperreport_office_id_source_id"),
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_paperreport_office_id")),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_paperreport")),
    )
    with op.batch_alter_table("paperreport", schema=None) as batch_op:
        batch_op.create_index("ix_paperreport_year", ["office_id", "fiscal_year"], unique=False)

    with op.batch_alter_table("indicatorscore", schema=None) as batch_op:
        batch_op.add_column(sa.Column("source_id", columns.Identifier, nullable=True))
        batch_op.add_column(sa.Column("source_place", sa.String(), nullable=True))

    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.add_column(sa.Column("source_place", sa.String(), nullable=True))


def downgrade() -> None:
    # Not in a batch: that would copy the table, and on SQLite rows of others refer to it.
    op.drop_column("measure", "source_place")

    op.drop_column("indicatorscore", "source_place")
    op.drop_column("indicatorscore", "source_id")

    with op.batch_alter_table("paperreport", schema=None) as batch_op:
        batch_op.drop_index("ix_paperreport_year")

    op.drop_table("paperreport")
    with op.batch_alter_table("incomingpaper", schema=None) as batch_op:
        batch_op.drop_index("ix_incomingpaper_state")
        batch_op.drop_index(batch_op.f("ix_incomingpaper_person_id"))

    op.drop_table("incomingpaper")
    op.drop_table("knownoffice")
