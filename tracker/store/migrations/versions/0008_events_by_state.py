"""events are found by their state: those that wait for a moment, those that failed

Revision ID: 0008
Revises: 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_seenevent_state", "seenevent", ["state", "received_at"])


def downgrade() -> None:
    op.drop_index("ix_seenevent_state", table_name="seenevent")
