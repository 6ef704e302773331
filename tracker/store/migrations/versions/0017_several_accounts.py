"""people, messages, photos, papers and menus say which of several LINE accounts they belong to

None is the main account, which is the only one of everything that was there before.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TABLES = ("person", "message", "evidence", "incomingpaper", "menutounlink")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("account", sa.String(length=33), nullable=True))


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "account")
