"""what is known of an office has a revision

In two parts, because one changes a few times a year and the other with every report: 0 what papers and settings say,
1 how far its measures are. Triggers, so that no way of writing can forget it. On PostgreSQL the row is touched when the
transaction ends: writers of one office wait for each other no longer than a commit takes, and never in a circle.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_PARTS = {
    "department": 0,
    "measure": 0,
    "measureround": 0,
    "round": 0,
    "assessment": 0,
    "indicatorscore": 0,
    "finding": 0,
    "source": 0,
    "paperreport": 0,
    "publishedcopy": 0,
    "textrelease": 0,
    "responsibility": 1,
    "progressentry": 1,
    "review": 1,
}
_ANY_SQLITE = "random() & 9007199254740991"
_ANY_POSTGRES = "(random() * 9007199254740991)::bigint"
_FUNCTION = """CREATE FUNCTION facts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE told jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
DECLARE which text;
BEGIN
  FOREACH which IN ARRAY TG_ARGV[1:] LOOP
    INSERT INTO officerevision (office_id, part, revision, changed_in)
    VALUES (coalesce((told ->> which)::bigint, 0), TG_ARGV[0]::integer, (random() * 9007199254740991)::bigint,
            txid_current())
    ON CONFLICT (office_id, part) DO UPDATE SET revision = excluded.revision, changed_in = excluded.changed_in
    WHERE officerevision.changed_in <> excluded.changed_in;
  END LOOP;
  RETURN NULL;
END $$"""


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "officerevision",
        sa.Column("office_id", number, primary_key=True, autoincrement=False),
        sa.Column("part", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("changed_in", sa.BigInteger(), nullable=False, server_default="0"),
    )
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    fresh = _ANY_SQLITE if on_sqlite else _ANY_POSTGRES
    made = "INSERT INTO officerevision (office_id, part, revision)"
    for part in (0, 1):
        op.execute(f"{made} SELECT id, {part}, {fresh} FROM office")  # noqa: S608  # nosec B608
    op.execute(f"{made} SELECT 0, 0, {fresh} FROM office LIMIT 1")  # noqa: S608  # nosec B608
    if not on_sqlite:
        op.execute(_FUNCTION)
    for table, part in _PARTS.items():
        if on_sqlite:
            _on_sqlite(table, part, "{row}.office_id")
        else:
            _on_postgres(table, f"{part}, 'office_id'")
    # The list of all offices is another thing that is known: office 0, which no column is named after.
    if on_sqlite:
        _on_sqlite("office", 0, "{row}.id", "0")
    else:
        _on_postgres("office", "0, 'id', ''")


def _on_sqlite(table: str, part: int, *offices: str) -> None:
    for deed, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
        touched = "".join(_touch(office.format(row=row), part) for office in offices)
        op.execute(
            f"CREATE TRIGGER {table}_{deed.lower()}_changes_facts AFTER {deed} ON {table} BEGIN {touched} END"
        )


def _touch(office: str, part: int) -> str:
    """Two statements: the conflict rule of an INSERT within a trigger would be that of the statement that fired it."""
    its = f"office_id = {office} AND part = {part}"
    return (
        f"UPDATE officerevision SET revision = {_ANY_SQLITE} WHERE {its}; "  # noqa: S608  # nosec B608
        f"INSERT INTO officerevision (office_id, part, revision) SELECT {office}, {part}, {_ANY_SQLITE} "
        f"WHERE NOT EXISTS (SELECT 1 FROM officerevision WHERE {its}); "
    )


def _on_postgres(table: str, arguments: str) -> None:
    op.execute(
        f"CREATE CONSTRAINT TRIGGER {table}_changes_facts AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION facts_changed({arguments})"
    )


def downgrade() -> None:
    for table in (*_PARTS, "office"):
        if op.get_bind().dialect.name == "sqlite":
            for deed in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER {table}_{deed}_changes_facts")
        else:
            op.execute(f"DROP TRIGGER {table}_changes_facts ON {table}")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION facts_changed()")
    op.drop_table("officerevision")
