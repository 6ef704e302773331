"""acceptances of the privacy notice, when people came and left, who was erased

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from tracker.model import columns

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_MOMENTS = ("came_at", "left_at", "erased_at")


def upgrade() -> None:
    op.create_table(
        "noticeacceptance",
        sa.Column("id", columns.Identifier, nullable=False),
        sa.Column("person_id", columns.Identifier, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("accepted_at", columns.UtcDateTime(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_noticeacceptance_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noticeacceptance")),
    )
    with op.batch_alter_table("noticeacceptance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_noticeacceptance_person_id"), ["person_id"], unique=False)

    op.create_table(
        "menutounlink",
        sa.Column("line_user_id", sa.String(length=64), nullable=False),
        sa.Column("since", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("line_user_id", name=op.f("pk_menutounlink")),
    )
    for name in _MOMENTS:
        op.add_column("person", sa.Column(name, columns.UtcDateTime(), nullable=True))

    # What was accepted before there was a history begins it.
    op.execute(
        "INSERT INTO noticeacceptance (id, person_id, version, accepted_at, way) "
        "SELECT id, id, notice_version, notice_at, 'enrol' FROM person "
        "WHERE notice_version IS NOT NULL AND notice_at IS NOT NULL"
    )


def downgrade() -> None:
    # An older program takes a notice that lapsed for one that was accepted: nobody is to be pushed to by mistake.
    op.execute("UPDATE person SET notice_version = NULL, notice_at = NULL WHERE notice_version = 0")
    for name in reversed(_MOMENTS):
        op.drop_column("person", name)
    op.drop_table("menutounlink")
    with op.batch_alter_table("noticeacceptance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_noticeacceptance_person_id"))

    op.drop_table("noticeacceptance")
