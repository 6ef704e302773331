"""Run by alembic. The connection comes from `tracker.store.schema`, never from a file."""

from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel

import tracker.model  # noqa: F401  (registers every table)
from tracker.model.columns import Identifier, Json, Score, UtcDateTime

OURS = {"Identifier": Identifier, "Json": Json}


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types under our names, so that a revision reads like the model."""
    if kind != "type":
        return False
    for name, ours in OURS.items():
        if item is ours or repr(item) == repr(ours):
            return f"columns.{name}"
    if isinstance(item, UtcDateTime | Score):
        return f"columns.{type(item).__name__}()"
    return "sa.String()" if type(item).__name__ == "AutoString" else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=render_item,
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
