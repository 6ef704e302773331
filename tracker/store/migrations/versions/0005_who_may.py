"""posts with their states, invitations approved and revoked, the audit log chained and closed to change

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from tracker.model import columns
from tracker.store.audit import BEFORE_THE_FIRST, NO_OFFICE, fields_of, line_hash

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SEALED_ONCE = ("id", "office_id", "at", "person_id", "post_id", "action", "subject", "detail")


def upgrade() -> None:
    # Never in a batch: on SQLite that copies the table, and its triggers are lost with the old one.
    op.add_column("tenure", sa.Column("kind", sa.String(), server_default="holder", nullable=False))
    op.add_column("tenure", sa.Column("ended_as", sa.String(), nullable=True))
    op.add_column("tenure", sa.Column("ended_by", columns.Identifier, nullable=True))
    op.add_column(
        "invitation", sa.Column("needs_approval", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("invitation", sa.Column("approved_by", columns.Identifier, nullable=True))
    op.add_column("invitation", sa.Column("approved_at", columns.UtcDateTime(), nullable=True))
    op.add_column("invitation", sa.Column("revoked_by", columns.Identifier, nullable=True))
    op.add_column("invitation", sa.Column("revoked_at", columns.UtcDateTime(), nullable=True))

    op.add_column("auditentry", sa.Column("chain", columns.Identifier, nullable=True))
    op.add_column("auditentry", sa.Column("number", sa.Integer(), nullable=True))
    op.add_column("auditentry", sa.Column("hash", sa.String(length=64), nullable=True))
    op.create_table(
        "audithead",
        sa.Column("chain", columns.Identifier, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audithead")),
    )
    _seal_what_is_there(op.get_bind())
    op.create_index("ix_audit_chain", "auditentry", ["chain", "number"], unique=True)
    for statement in _CLOSE[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in _OPEN[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_index("ix_audit_chain", table_name="auditentry")
    op.drop_table("audithead")
    for table, names in (
        ("auditentry", ("hash", "number", "chain")),
        ("invitation", ("revoked_at", "revoked_by", "approved_at", "approved_by", "needs_approval")),
        ("tenure", ("ended_by", "ended_as", "kind")),
    ):
        for name in names:
            op.drop_column(table, name)


def _seal_what_is_there(connection: sa.Connection) -> None:
    """The lines written before there were chains, in the order they were written."""
    lines = sa.table(
        "auditentry",
        *(
            sa.column(name, columns.Identifier)
            for name in ("id", "office_id", "person_id", "post_id", "chain")
        ),
        sa.column("at", columns.UtcDateTime()),
        sa.column("action"),
        sa.column("subject"),
        sa.column("detail", columns.Json),
        sa.column("number"),
        sa.column("hash"),
    )
    heads = sa.table("audithead", sa.column("chain"), sa.column("number"), sa.column("hash"))
    newest: dict[int, tuple[int, str]] = {}
    for row in connection.execute(sa.select(lines).order_by(lines.c.id)).all():
        chain = row.office_id or NO_OFFICE
        number, before = newest.get(chain, (0, BEFORE_THE_FIRST))
        sealed = line_hash(before, {**fields_of(row), "chain": chain, "number": number + 1})
        places = {"chain": chain, "number": number + 1, "hash": sealed}
        connection.execute(lines.update().where(lines.c.id == row.id).values(**places))
        newest[chain] = (number + 1, sealed)
    for chain, (number, sealed) in newest.items():
        connection.execute(heads.insert().values(chain=chain, number=number, hash=sealed))


_MOVED = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _SEALED_ONCE)
_MOVED_SQLITE = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _SEALED_ONCE)

# A line may be updated once, to be sealed; nothing of what it says may change then either.
_CLOSE = {
    "sqlite": (
        f"""CREATE TRIGGER audit_is_kept BEFORE UPDATE ON auditentry WHEN OLD.hash IS NOT NULL OR {_MOVED_SQLITE}
        BEGIN SELECT RAISE(ABORT, 'a line of the audit log is never changed'); END""",
        """CREATE TRIGGER audit_stays BEFORE DELETE ON auditentry
        BEGIN SELECT RAISE(ABORT, 'a line of the audit log is never removed'); END""",
    ),
    "postgresql": (
        f"""CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP <> 'UPDATE' THEN RAISE EXCEPTION 'a line of the audit log is never removed'; END IF;
        IF OLD.hash IS NOT NULL OR {_MOVED} THEN
        RAISE EXCEPTION 'a line of the audit log is never changed'; END IF;
        RETURN NEW; END $$""",
        """CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE ON auditentry
        FOR EACH ROW EXECUTE FUNCTION audit_is_kept()""",
        """CREATE TRIGGER audit_stays BEFORE TRUNCATE ON auditentry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept()""",
    ),
}
_OPEN = {
    "sqlite": ("DROP TRIGGER audit_is_kept", "DROP TRIGGER audit_stays"),
    "postgresql": (
        "DROP TRIGGER audit_is_kept ON auditentry",
        "DROP TRIGGER audit_stays ON auditentry",
        "DROP FUNCTION audit_is_kept()",
    ),
}
