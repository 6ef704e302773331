"""The pages as a real Flask app over a real SQLite database, and a real browser where the machine has one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from page_samples import BUENGCHAROEN, NOW, PHANCHANA
from werkzeug.serving import make_server

from bot.pages import create_pages
from bot.settings import WebSettings
from tracker.errors import UnknownOffice
from tracker.facts import OfficeFacts, YearFacts
from tracker.files import Files, Folder
from tracker.model import Office
from tracker.store import Store, organisations, public_copies, schema


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A fresh SQLite database with the whole schema."""
    opened = Store(f"sqlite:///{tmp_path / 'facts.db'}")
    schema.migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def publish(store: Store) -> Callable[[YearFacts], int]:
    """Make a year public and return the office's id; the office is made on the way."""

    def published(year: YearFacts) -> int:
        with store.begin() as tx:
            office_id = _office(tx, year.office)
            public_copies.keep(tx, office_id, year.published(NOW), None, NOW)
        return office_id

    return published


def _office(tx: Any, found: OfficeFacts) -> int:
    try:
        return organisations.office_by_slug(tx, found.slug).id
    except UnknownOffice:
        office = Office(
            slug=found.slug,
            name=found.name,
            kind=found.kind,
            district=found.district,
            province=found.province,
            practice=found.practice,
            created_at=NOW,
        )
        tx.add(office)
        tx.flush()
        return office.id


@pytest.fixture
def web() -> WebSettings:
    """Settings of a web process at a public address."""
    return WebSettings(
        _env_file=None,
        line_channel_secret="0123456789abcdef0123456789abcdef",
        line_channel_access_token="a token",
        public_url="https://ita.example.go.th",
        secret_key="a secret key of the tests",
    )


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """An empty folder of files."""
    return Folder(tmp_path / "files")


@pytest.fixture
def app(store: Store, web: WebSettings, files: Files) -> Flask:
    """The pages alone, as the web process registers them."""
    made = Flask("bot", static_folder=None)
    made.testing = True
    for pages in create_pages(store, web, files, lambda: NOW):
        made.register_blueprint(pages)
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a screen."""
    return app.test_client()


@pytest.fixture
def sample(publish: Callable[[YearFacts], int]) -> None:
    """Two offices published: one with measures and progress, one with a doubtful paper."""
    publish(BUENGCHAROEN)
    publish(replace(BUENGCHAROEN, fiscal_year=2566, measures=(), rounds=(), updates=()))
    publish(PHANCHANA)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The app over real HTTP, for a real browser."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
