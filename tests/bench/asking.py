"""What is asked in the course of a day: questions and reports in the chat, pages, what reminders look up."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlmodel import Session

from bot.app import create_app
from bot.desk import Desk
from bot.line.events import parse
from bot.pages.downloads import links_for
from bot.settings import WebSettings
from tests.bench.country import MONDAY, TUESDAY
from tests.bench.mix import QUESTIONS
from tests.growth.pattern import SPAN, user_of
from tests.load.client import press, text
from tests.load.staff import REPORTS
from tracker.files import open_files
from tracker.rules.workdays import BANGKOK
from tracker.settings import TrackerSettings
from tracker.store import Store, notices, reminders, sending

COORDINATOR = 11
"""Of an office's identifiers ten are departments; the next is a coordinator's."""
PAGES = ("/o/{slug}", "/o/{slug}/2569", "/o/{slug}/2569.json", "/o/{slug}/2569.csv")


@dataclass
class Side:
    """One of the two databases and the web process over it."""

    store: Store
    desk: Desk
    pages: FlaskClient
    offices: int
    random: Random

    def office(self) -> int:
        """An office at random, by its id."""
        return self.random.randrange(1, self.offices + 1) * SPAN

    def forget(self, office_id: int) -> None:
        """Nothing of this office lies on the shelf any more, as when a process begins."""
        kept = self.store._shelf._kept
        for key in [key for key in kept if key[0] == office_id]:
            del kept[key]

    def hears(self, event: dict[str, Any]) -> Any:
        """What is answered to an event."""
        at = event | {"timestamp": int(TUESDAY.timestamp() * 1000)}
        [said] = parse(json.dumps({"destination": "U" + "0" * 32, "events": [at]}).encode()).events
        reply = self.desk.handle(said, TUESDAY)
        assert reply is not None, event
        return reply


Act = Callable[[], object]
Kind = Callable[[Side, int], Act]
"""Does what comes before, of an office, and gives what is to be timed."""


def _question(words: str) -> Kind:
    def ready(side: Side, office_id: int) -> Act:
        events = [
            text(user_of(office_id + COORDINATOR), words.format(number=7, percent=40)) for _ in range(2)
        ]
        side.hears(events[0])
        return lambda: side.hears(events[1])

    return ready


def _confirmation(side: Side, office_id: int) -> Act:
    user = user_of(office_id + COORDINATOR)
    said = json.dumps(
        side.hears(text(user, REPORTS[0].format(number=7, percent=side.random.randrange(5, 95)))).body
    )
    data = next(each["data"] for each in _actions(json.loads(said)) if "ยืนยัน" in each.get("label", ""))
    return lambda: side.hears(press(user, data))


def _actions(found: Any) -> Iterator[dict[str, Any]]:
    if isinstance(found, dict):
        if found.get("type") == "postback":
            yield found
        found = list(found.values())
    if isinstance(found, list):
        for each in found:
            yield from _actions(each)


def _page(address: str) -> Kind:
    def ready(side: Side, office_id: int) -> Act:
        def get() -> None:
            answer = side.pages.get(address.format(slug=_slug(office_id)))
            assert answer.status_code in (200, 302), answer.text

        get()
        return get

    return ready


def _query(ask: Callable[[Session, int], object]) -> Kind:
    def ready(side: Side, office_id: int) -> Act:
        def read() -> None:
            with side.store.read() as tx:
                ask(tx, office_id)

        read()
        return read

    return ready


def _slug(office_id: int) -> str:
    return f"office{office_id // SPAN - 1}"


KINDS_ASKED: dict[str, Kind] = {
    **{words: _question(words) for words in QUESTIONS},
    "report": _question(REPORTS[0]),
    "confirm": _confirmation,
    **{address: _page(address) for address in PAGES},
    "owed by an office": _query(
        lambda tx, office: reminders.reminder_facts(tx, MONDAY, MONDAY, TUESDAY, _slug(office))
    ),
    "who was told": _query(lambda tx, office: notices.told_on(tx, MONDAY, {office + COORDINATOR})),
    "is anything to send": _query(lambda tx, _office: sending.anything_due(tx, TUESDAY)),
}


@contextmanager
def side_of(url: str, offices: int, folder: Path) -> Iterator[Side]:
    """A web process, in this one, over a database."""
    secret = SecretStr("bench")
    web = WebSettings(
        line_channel_secret=secret, line_channel_access_token=secret, line_api_base="http://127.0.0.1:9",
        secret_key=secret, public_url="http://localhost", _env_file=None,
    )  # fmt: skip
    files = f"file:{folder}/files"
    app = create_app(web, TrackerSettings(database_url=url, files_url=files, _env_file=None), lambda: TUESDAY)
    store: Store = app.extensions["store"]
    desk = Desk(store, open_files(files), BANGKOK, links_for(web))
    yield Side(store, desk, app.test_client(), offices, Random(1))
    store.close()
