"""Other names for a table that a module makes once and all threads use."""

from typing import TypeVar

from sqlalchemy import inspect
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel

Table = TypeVar("Table", bound=SQLModel)


def alias_of(table: type[Table]) -> type[Table]:
    """Another name for a table, all columns of which are looked up already.

    SQLAlchemy (2.1.9) looks each up at its first use, and of two threads that come to it at once one may find nothing:
    it warns, takes the column of the table itself instead and keeps it so, and the process asks the wrong question
    from then on. While a module is imported there is one thread.
    """
    made = aliased(table)
    for column in inspect(table).column_attrs.keys():
        getattr(made, column)
    return made
