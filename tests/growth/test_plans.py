"""Nothing that chat, pages and reminders ask of the database reads a table that grows from end to end."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from scheduler.worker import Worker
from tests.at_the_desk import at_the_desk, enrolled
from tests.bot.understanding.messages import labelled
from tests.conftest import Databases
from tests.growth.filling import Country, fill
from tests.growth.plans import Asked, listening, read_whole
from tests.town import BANGKOK, Town, town
from tracker.store import Store

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=BANGKOK)
DEPARTMENT = "กองช่าง"
PAGES = """/ /o/office3 /o/office3/2569 /o/office3/2569.json /o/office3/2569.csv /o/office3/2569/readme.txt /healthz
/readyz /metrics /privacy""".split()
SHEETS = "people public service rounds papers settings ahead search?q=ประกาศ".split()

MAY = (
    # /metrics counts by state, once a minute at most and for a machine: it reads the index of the states.
    "FROM message GROUP BY message.state",
    "FROM evidence GROUP BY evidence.state",
    "FROM incomingpaper GROUP BY incomingpaper.state",
    "FROM seenevent WHERE seenevent.received_at > ",
)


@pytest.fixture
def place(databases: Databases, tmp_path: Path) -> Iterator[Town]:
    """A town on a copy of the country of twelve offices, on a Tuesday on which three of them owe a round."""
    url = databases.copy("twelve", lambda store: fill(store, Country(12, date(2026, 11, 23), owing_every=4)))
    with town(tmp_path, TUESDAY, url) as made:
        yield made
    databases.drop(url)


def chat(place: Town) -> None:
    """A message of every intent, from a stranger, a head and a coordinator."""
    texts = {each.intent: each.text for each in reversed(labelled())}
    head, coordinator = (
        enrolled(place, "office3", "head", DEPARTMENT),
        enrolled(place, "office3", "coordinator"),
    )
    for person in (place.line.person("stranger"), head, coordinator):
        for text in texts.values():
            place.now += timedelta(seconds=5)
            person.says(text)
            person.wait()


def pages(place: Town) -> None:
    """The public pages, and every sheet of the desk as a coordinator sees it."""
    browser = at_the_desk(place, enrolled(place, "office3", "coordinator"))
    for sheet in ("", *SHEETS):
        assert browser.go(sheet).status_code == 200, sheet
    for page in PAGES:
        assert browser.get(page).status_code in (200, 302, 503), page


def scheduler(place: Town) -> None:
    """Passes of all that the timed process does every few seconds, on a day with something due, by night, and a week
    later."""
    for moment in (TUESDAY, TUESDAY + timedelta(hours=12), TUESDAY + timedelta(days=6)):
        worker = Worker(Store(place.store.url), place.files, place.client, BANGKOK, lambda at=moment: at)
        worker.once()
        worker.store.close()


@pytest.mark.parametrize("part", [chat, pages, scheduler])
def test_no_statement_reads_what_grows_from_end_to_end(part: object, place: Town) -> None:
    asked: Asked = {}
    with listening(place.store, asked):
        part(place)  # type: ignore[operator]
    assert len(asked) > 30, "what is asked was heard"
    found = [each for each in read_whole(place.store, asked) if not any(words in each for words in MAY)]
    assert found == [], "\n".join(found)
