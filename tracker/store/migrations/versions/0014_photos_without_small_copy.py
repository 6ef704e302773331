"""photos without a small copy are found at once

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_WITHOUT = sa.text("kind = 'photo' AND small_sha256 IS NULL AND sha256 IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_evidence_no_small_copy",
        "evidence",
        ["next_at"],
        sqlite_where=_WITHOUT,
        postgresql_where=_WITHOUT,
    )


def downgrade() -> None:
    op.drop_index("ix_evidence_no_small_copy", table_name="evidence")
