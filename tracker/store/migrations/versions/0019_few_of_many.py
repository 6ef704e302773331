"""the few of a state, and what proves nothing yet, are found among millions

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_UNATTACHED = sa.text("entry_id IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_evidence_unattached",
        "evidence",
        ["person_id", "received_at"],
        sqlite_where=_UNATTACHED,
        postgresql_where=_UNATTACHED,
    )
    op.create_index("ix_message_state_created", "message", ["state", "created_at"])
    op.drop_index("ix_message_created", table_name="message")


def downgrade() -> None:
    op.create_index("ix_message_created", "message", ["created_at"])
    op.drop_index("ix_message_state_created", table_name="message")
    op.drop_index("ix_evidence_unattached", table_name="evidence")
