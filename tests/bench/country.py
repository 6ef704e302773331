"""Five offices and a whole country of them, on each kind of database, for measures of what grows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import make_url, text

from tests.chaos.databases import Postgres
from tests.growth.filling import Country, bar_on_stderr, fill
from tracker.rules.workdays import BANGKOK
from tracker.store import Store

FEW = 5
MONDAY = date(2026, 11, 23)
TUESDAY = datetime(2026, 11, 24, 10, tzinfo=BANGKOK)
KINDS = ("sqlite", "postgres")


@contextmanager
def country(kind: str, folder: Path, offices: int) -> Iterator[tuple[str, str]]:
    """The addresses of a database of five offices and of one of `offices`, made on MONDAY. In SQLite 8,000 of them take
    four gigabytes and some four minutes; they are gone afterwards."""
    with _addresses(kind, folder) as (few, many):
        for url, number in ((few, FEW), (many, offices)):
            store = Store(url)
            fill(store, Country(number, MONDAY), bar_on_stderr)
            store.close()
        yield few, many


@contextmanager
def _addresses(kind: str, folder: Path) -> Iterator[tuple[str, str]]:
    if kind == "sqlite":
        yield f"sqlite:///{folder}/few.db", f"sqlite:///{folder}/many.db"
        for path in (*folder.glob("few.db*"), *folder.glob("many.db*")):
            path.unlink()
        return
    server = Postgres(folder)
    try:
        few, many = (
            make_url(server.url).set(database=name).render_as_string(hide_password=False)
            for name in ("few", "many")
        )
        engine = Store(server.url).writer
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for name in ("few", "many"):
                connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
        engine.dispose()
        yield few, many
    finally:
        server.close()
