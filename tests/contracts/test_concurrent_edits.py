"""Many people at once, on both databases: no edit is lost, nothing is made twice, nobody fails for being second."""

import io
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from sqlmodel import select

from bot.desk import Desk
from bot.line.events import Said
from bot.pages.downloads import links_for
from bot.settings import link_settings
from scheduler.words import lost_words
from tests.conftest import Databases
from tests.contracts.clerk import MORNING, Clerk
from tracker.actions.close_round import close_round
from tracker.actions.fetch_evidence import Content, fetch_due
from tracker.actions.invite import invite
from tracker.actions.publish import publish
from tracker.actions.record_progress import Report, propose_progress, record_progress
from tracker.actions.redeem_invitation import enrol, look_at_invitation
from tracker.errors import ChangedMeanwhile, RoundClosed
from tracker.files import open_files
from tracker.model import (
    Evidence,
    Message,
    Person,
    Post,
    ProgressEntry,
    PublishedCopy,
    Responsibility,
    SeenEvent,
)
from tracker.outbox import Outgoing
from tracker.store import Store, organisations, people

WRITERS, EDITS = 8, 50


@pytest.fixture
def patient(databases: Databases, sampled: Store) -> Iterator[Callable[[], Store]]:
    """The sampled database as processes of their own would open it, waiting as long as it takes."""
    opened: list[Store] = []

    def another() -> Store:
        opened.append(Store(sampled.url, busy_ms=60_000))
        return opened[-1]

    yield another
    for each in opened:
        each.close()


def all_at_once(work: Callable[[int], object], many: int) -> list[object]:
    """What came of doing the same many times at one moment."""
    gate = threading.Barrier(many)

    def begin(number: int) -> object:
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(begin, range(many)))


def test_eight_writers_of_fifty_edits_each_leave_four_hundred(patient: Callable[[], Store]) -> None:
    clerk = Clerk(patient(), "buengcharoen", "กองช่าง", "head")
    assert clerk.department is not None
    report = Report(clerk.year, 2, clerk.department.id, percent=10)
    stores = [patient() for _ in range(WRITERS)]
    told_of_change = [0] * WRITERS

    def write(writer: int) -> None:
        for _ in range(EDITS):
            while True:
                # Looked at in one transaction and written in another, as people do: a card lies between.
                with stores[writer].begin() as tx:
                    authority = clerk.authority(tx)
                    seen = propose_progress(
                        tx, authority, clerk.office_id, report, MORNING, ZoneInfo("Asia/Bangkok")
                    )
                time.sleep(random.uniform(0, 0.01))  # the card is read, if only at a glance
                try:
                    with stores[writer].begin() as tx:
                        record_progress(tx, authority, seen, MORNING)
                    break
                except ChangedMeanwhile as error:
                    assert "10" in error.sentence, "the new state is told"
                    told_of_change[writer] += 1
                    time.sleep(random.uniform(0, 0.1))  # nobody reads the new card in no time

    all_at_once(write, WRITERS)
    with stores[0].read() as tx:
        entries = tx.exec(select(ProgressEntry).where(ProgressEntry.person_id == clerk.person_id)).all()
        [row] = [
            row
            for row in tx.exec(select(Responsibility)).all()
            if row.entry_id in {entry.id for entry in entries}
        ]
    assert len(entries) == row.version == WRITERS * EDITS
    assert len({entry.receipt for entry in entries}) == WRITERS * EDITS
    assert all(told_of_change), told_of_change
    assert sum(told_of_change) >= WRITERS * EDITS // 2, "so few came second that it proves little"


def test_first_enrolments_into_a_new_post_at_once_give_one_post(patient: Callable[[], Store]) -> None:
    stores = [patient() for _ in range(6)]
    with stores[0].begin() as tx:
        office = organisations.office_by_slug(tx, "nadun")
        found = organisations.department_by_name(tx, office, "กองช่าง")
        code = {
            "head": invite(tx, office, found, "head", MORNING, uses=6),
            "coordinator": invite(tx, office, None, "coordinator", MORNING, uses=6),
        }

    def join(number: int) -> None:
        role = "head" if number % 2 else "coordinator"
        with stores[number].begin() as tx:
            person = people.ensure_person(tx, f"Unew{number}", MORNING)
            offer = look_at_invitation(tx, person.line_user_id, code[role], MORNING)
            enrol(tx, person, office.id, offer.invitation_id, MORNING)

    all_at_once(join, 6)
    with stores[0].read() as tx:
        posts = tx.exec(select(Post.role).where(Post.office_id == office.id)).all()
        assert sorted(posts) == ["coordinator", "head"]
        assert len(people.people_with_role(tx, office.id, "head", MORNING)) == 3


def test_two_codes_of_one_new_post_used_at_once_give_one_post(patient: Callable[[], Store]) -> None:
    stores = [patient() for _ in range(4)]
    with stores[0].begin() as tx:
        office = organisations.office_by_slug(tx, "nadun")
        codes = [invite(tx, office, None, "executive", MORNING) for _ in range(4)]

    def join(number: int) -> None:
        with stores[number].begin() as tx:
            person = people.ensure_person(tx, f"Uexec{number}", MORNING)
            offer = look_at_invitation(tx, person.line_user_id, codes[number], MORNING)
            enrol(tx, person, office.id, offer.invitation_id, MORNING)

    all_at_once(join, 4)
    with stores[0].read() as tx:
        assert len(tx.exec(select(Post).where(Post.office_id == office.id)).all()) == 1


def test_publishing_a_year_at_once_gives_a_version_each(patient: Callable[[], Store]) -> None:
    clerk = Clerk(patient(), "buengcharoen", role="coordinator")
    stores = [patient() for _ in range(4)]

    def go_public(number: int) -> int:
        with stores[number].begin() as tx:
            return publish(tx, clerk.authority(tx), clerk.office_id, 2567, MORNING)

    versions = all_at_once(go_public, 4)
    assert sorted(versions) == list(range(min(versions), min(versions) + 4))  # type: ignore[type-var, call-overload]
    with stores[0].read() as tx:
        kept = select(PublishedCopy.version).where(
            PublishedCopy.office_id == clerk.office_id, PublishedCopy.fiscal_year == 2567
        )
        assert set(versions) <= set(tx.exec(kept).all())


def test_a_round_closed_by_two_at_once_is_closed_by_one(patient: Callable[[], Store]) -> None:
    clerk = Clerk(patient(), "buengcharoen", role="coordinator")
    stores = [patient() for _ in range(4)]

    def close(number: int) -> str:
        try:
            with stores[number].begin() as tx:
                return close_round(tx, clerk.authority(tx), clerk.office_id, 2567, "6m", MORNING).key
        except RoundClosed:
            return "was closed"

    assert sorted(map(str, all_at_once(close, 4))) == ["6m", "was closed", "was closed", "was closed"]


def test_the_first_words_of_a_person_may_come_all_at_once(
    patient: Callable[[], Store], tmp_path: Path
) -> None:
    stores, files = [patient() for _ in range(5)], open_files(f"file:{tmp_path}")
    zone, links = ZoneInfo("Asia/Bangkok"), links_for(link_settings())

    def say(number: int) -> Outgoing | None:
        said = Said(
            f"first{number}", "text", MORNING, "private", "Ufirst", "Ufirst",
            reply_token=f"t{number}", message_id=f"m{number}", text="ลงทะเบียน",
        )  # fmt: skip
        return Desk(stores[number], files, zone, links).handle(said, MORNING)

    assert None not in all_at_once(say, 5)
    with stores[0].read() as tx:
        assert len(tx.exec(select(Person).where(Person.line_user_id == "Ufirst")).all()) == 1
        assert {row.state for row in tx.exec(select(SeenEvent)).all()} == {"done"}


def test_a_webhook_delivered_again_brings_a_token_whose_minute_begins_anew(
    patient: Callable[[], Store], tmp_path: Path
) -> None:
    store = patient()
    desk = Desk(store, open_files(f"file:{tmp_path}"), ZoneInfo("Asia/Bangkok"), links_for(link_settings()))
    for event, minutes, begins in (("late", 3, True), ("too late", 25, False)):
        now = MORNING + timedelta(minutes=minutes)
        said = Said(
            event,
            "text",
            MORNING,
            "private",
            "Ulate",
            "Ulate",
            reply_token=event,
            message_id=event,
            text="สวัสดี",
        )
        reply = desk.handle(said, now)
        assert reply is not None
        with store.read() as tx:
            assert tx.get_one(Message, reply.id).token_at == (now if begins else MORNING)


FORKED = """
import os, sys
from sqlalchemy import text
from tracker.store import Store, shelf

def write(name):
    with store.begin() as tx:
        tx.execute(text("INSERT INTO memory (line_user_id, topic, expires_at) VALUES (:name, '{}', '2026-01-01')"),
                   {"name": name})

def names(read):
    with store.read() as tx:
        return shelf.kept(tx, shelf.EVERY_OFFICE, "names", read)

store = Store(sys.argv[1])
write("before")
assert names(lambda: ["read once"]) == ["read once"]
before = store.writer, store.reader
child = os.fork()
if child == 0:
    assert store.writer is not before[0] and store.reader is not before[1]
    for n in range(20):
        write(f"child {n}")
    assert names(lambda: ["read again"]) == ["read once"]
    os._exit(0)
for n in range(20):
    write(f"parent {n}")
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert (store.writer, store.reader) == before
with store.read() as tx:
    assert tx.execute(text("SELECT count(*) FROM memory")).scalar() == 41
"""


def test_a_forked_process_opens_the_database_anew_and_keeps_what_was_read(sampled: Store) -> None:
    command = [sys.executable, "-c", FORKED, sampled.url]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


class WhileAsked(Content):
    """LINE's content, and something that happens while it is being fetched."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        self.meanwhile = meanwhile

    def content(self, message_id: str) -> tuple[str | None, Iterator[bytes]]:
        """A small picture: what is none would be refused."""
        self.meanwhile()
        drawn = io.BytesIO()
        Image.new("RGB", (64, 48), "white").save(drawn, "JPEG")
        return "image/jpeg", iter([drawn.getvalue()])


def test_evidence_attached_while_it_is_fetched_stays_attached(
    patient: Callable[[], Store], tmp_path: Path
) -> None:
    store = patient()
    clerk = Clerk(store, "buengcharoen", "กองช่าง", "head")
    entry = clerk.report(2, 60)
    with store.begin() as tx:
        row = Evidence(
            office_id=clerk.office_id, person_id=clerk.person_id, kind="photo", line_message_id="photo1",
            received_at=clerk.now, next_at=clerk.now,
        )  # fmt: skip
        tx.add(row)

    def attach() -> None:
        with store.begin() as tx:
            tx.get_one(Evidence, (row.office_id, row.id)).entry_id = entry.id

    later = clerk.now + timedelta(seconds=5)
    assert fetch_due(store, open_files(f"file:{tmp_path}"), WhileAsked(attach), later, lost_words) == 1
    with store.read() as tx:
        kept = tx.get_one(Evidence, (row.office_id, row.id))
    assert (kept.state, kept.entry_id) == ("stored", entry.id)


def test_evidence_taken_back_while_it_is_fetched_stays_away(
    patient: Callable[[], Store], tmp_path: Path
) -> None:
    store = patient()
    clerk = Clerk(store, "buengcharoen", "กองช่าง", "head")
    with store.begin() as tx:
        row = Evidence(
            office_id=clerk.office_id, person_id=clerk.person_id, kind="photo", line_message_id="photo2",
            received_at=clerk.now, next_at=clerk.now,
        )  # fmt: skip
        tx.add(row)

    def take_back() -> None:
        with store.begin() as tx:
            tx.get_one(Evidence, (row.office_id, row.id)).state = "removed"

    files = open_files(f"file:{tmp_path}")
    assert fetch_due(store, files, WhileAsked(take_back), clerk.now, lost_words) == 1
    with store.read() as tx:
        kept = tx.get_one(Evidence, (row.office_id, row.id))
    assert (kept.state, kept.sha256) == ("removed", None)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
