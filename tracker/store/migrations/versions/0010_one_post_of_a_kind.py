"""one post of a role in a department: two people who enrol at once share it

Revision ID: 0010
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _join_twins()
    op.create_index("uq_post_of_department", "post", ["office_id", "role", "department_id"], unique=True)
    no_department = sa.text("department_id IS NULL")
    op.create_index(
        "uq_post_of_office",
        "post",
        ["office_id", "role"],
        unique=True,
        sqlite_where=no_department,
        postgresql_where=no_department,
    )


def downgrade() -> None:
    op.drop_index("uq_post_of_office", table_name="post")
    op.drop_index("uq_post_of_department", table_name="post")


def _join_twins() -> None:
    """Whoever held a twin of a post holds the oldest of them. The audit log is append-only and keeps what it says."""
    number = sa.Column("id", sa.BigInteger), sa.Column("office_id", sa.BigInteger)
    post = sa.table("post", *number, sa.Column("role", sa.String), sa.Column("department_id", sa.BigInteger))
    holders = [sa.table(name, sa.Column("post_id", sa.BigInteger)) for name in ("tenure", "progressentry")]
    connection = op.get_bind()
    first: dict[tuple[int, str, int | None], int] = {}
    for row in connection.execute(sa.select(post).order_by(post.c.id)).all():
        kept = first.setdefault((row.office_id, row.role, row.department_id), row.id)
        if kept == row.id:
            continue
        for table in holders:
            connection.execute(sa.update(table).where(table.c.post_id == row.id).values(post_id=kept))
        connection.execute(sa.delete(post).where(post.c.id == row.id))
