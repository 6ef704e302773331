"""The only wiring of the timed process: the database, LINE, the words, and the work each beat does.

Nothing in scheduler besides this file knows bot, and this file knows only bot.line and bot.voice.
"""

import logging
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.line.client import LineClient, LineUnavailable
from bot.line.showing import KnownMenus, show
from bot.settings import line_settings
from bot.voice import limits
from bot.voice import papers as papers_voice
from bot.voice import reminders as voice
from bot.voice.plain import as_text
from scheduler import settings
from scheduler.digest import Digest, digests, nothing_to_promise, promise_digests
from scheduler.timetable import notices, timetable
from tracker import outbox
from tracker.actions.fetch_evidence import fetch_due
from tracker.actions.read_papers import Found, read_due
from tracker.actions.receive_paper import forget_left_lying
from tracker.files import Files, open_files
from tracker.model import AuditEntry
from tracker.rules import workdays
from tracker.settings import tracker_settings
from tracker.store import Store, conversation, heartbeats, menus
from tracker.store import notices as promised
from tracker.store import reminders as rows
from tracker.store.reminders import Reminder

log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The present. The only clock of the timed process."""
    return datetime.now(UTC)


def phrase(reminders: Sequence[Reminder], today: date) -> outbox.Body:
    """A digest in words, within LINE's limits."""
    return limits.fit(voice.digest(reminders, today))


def read_words(found: Found) -> outbox.Body:
    """What was found in a paper, within LINE's limits."""
    if found.draft is None:
        said = [
            papers_voice.unreadable(found.file_name, found.problem or "", found.office_id, found.paper_id)
        ]
    elif all(change.effect == "missing" for change in found.changes):
        headline = papers_voice.headline(found.draft)
        said = [papers_voice.nothing_new(found.office, headline, found.office_id, found.paper_id)]
    else:
        aside = "เอกสารฉบับนี้เคยนำเข้าแล้ว ข้อมูลปัจจุบันใหม่กว่า" if found.before else ""
        said = papers_voice.as_read(
            found.office,
            found.draft,
            found.changes,
            found.departments,
            aside,
            found.office_id,
            found.paper_id,
        )
    return limits.fit(said)


@dataclass(frozen=True)
class Worker:
    """What the beats need. `clock` is the present they decide by; posts are always taken as they really are now."""

    store: Store
    files: Files
    line: LineClient
    zone: ZoneInfo
    clock: Callable[[], datetime] = utc_now
    known: KnownMenus = field(default_factory=KnownMenus)

    def remind(self) -> int:
        """Promise the notices that are due and the digests that carry them; returns how many digests are new."""
        now, present = self.clock(), utc_now()
        today = now.astimezone(self.zone).date()
        with self.store.read() as tx:
            owed = rows.reminder_facts(tx, today, today, present)
            idle = nothing_to_promise(tx, notices(owed, now, self.zone), today)
        with self.store.begin() as tx:
            heartbeats.beat(tx, settings.NAME, now)
            if idle:
                return 0
            # Read again: a department may have reported, or another process promised, while we looked.
            owed = rows.reminder_facts(tx, today, today, present)
            return promise_digests(tx, notices(owed, now, self.zone), now, self.zone, phrase)

    def deliver(self) -> Counter[str]:
        """Send all that is due now; returns how many messages came to which state."""
        states: Counter[str] = Counter()
        while True:
            now = self.clock()
            tally = outbox.deliver(self.store, self.line, now, self._digests_of(now), self.clock)
            states += tally.states
            self._tell_of_limit(tally.parked_offices, now)
            if not tally.claimed:
                return states

    def fetch(self) -> None:
        """Download evidence that waits."""
        while fetch_due(self.store, self.files, self.line, self.clock()):
            pass

    def read(self) -> None:
        """Read the papers that were sent, and tell what was found."""
        while read_due(self.store, self.files, self.line, self.clock(), read_words):
            pass

    def menus(self) -> int:
        """Have LINE show people the menu of their role, or the default again once they have none; returns to how many
        it was told. A person LINE refuses counts as told: asking again would change nothing."""
        by_role = self.known.by_role(self.line, self.clock())
        if not by_role:
            return 0
        with self.store.read() as tx:
            waiting = menus.wanted(tx, by_role, utc_now(), settings.MENUS_AT_ONCE)
        told: list[menus.Wanted] = []
        try:
            for each in waiting:
                if not show(self.line, each.line_user_id, each.menu):
                    log.warning("LINE refuses the menu of person %s", each.person_id)
                told.append(each)
        finally:
            if told:
                with self.store.begin() as tx:
                    menus.told(tx, told)
        return len(told)

    def forget(self) -> None:
        """Drop what has had its time."""
        with self.store.begin() as tx:
            conversation.forget_old(tx, self.clock())
            forget_left_lying(tx, self.files, self.clock())

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; what is under way is finished first."""
        log.info("scheduler started")
        beats = timetable(
            {
                "remind": self._remind,
                "deliver": self._deliver,
                "fetch": self.fetch,
                "read": self.read,
                "menus": self._menus,
                "forget": self.forget,
            },
            self.zone,
        )

        def stop(_signal: int, _frame: object) -> None:
            # Not in the handler itself: it interrupts the very loop whose locks a shutdown wants.
            threading.Thread(target=beats.shutdown, name="shutdown").start()

        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, stop)
        beats.start()
        log.info("scheduler stopped")

    def once(self) -> Counter[str]:
        """One pass of everything due at the clock's moment, delivered. Deletes nothing."""
        self.remind()
        self.read()
        states = self.deliver()
        self.fetch()
        self._menus()
        return states

    def _remind(self) -> None:
        if made := self.remind():
            log.info("%s digests promised", made)

    def _deliver(self) -> None:
        if states := self.deliver():
            log.info("outbox %s", dict(states))

    def _menus(self) -> None:
        try:
            if told := self.menus():
                log.info("%s people were given their menu", told)
        except LineUnavailable as error:
            # Its own words name the path, and with it the person.
            log.warning("menus wait for LINE: %s", error.facts["problem"])

    def _digests_of(self, now: datetime) -> date | None:
        """The day whose digests may go now: none outside working hours, when one that failed has to wait."""
        return now.astimezone(self.zone).date() if workdays.is_working_moment(now, (), self.zone) else None

    def _tell_of_limit(self, offices: frozenset[int], now: datetime) -> None:
        """LINE takes no more pushes this month: leave word for the coordinators, once a month, and a trace."""
        month = f"{now.astimezone(self.zone):%Y-%m}"
        for office_id in sorted(offices):
            with self.store.begin() as tx:
                people = rows.coordinators(tx, office_id, utc_now())
                body = voice.month_is_used_up()
                new = outbox.park_for(tx, office_id, people, body, now, month)
                if new:
                    tx.add(
                        AuditEntry(
                            office_id=office_id,
                            at=now,
                            action="push_limit",
                            subject=month,
                            detail={"told": new},
                        )
                    )
            log.warning("pushes of office %s are parked: LINE's monthly limit", office_id)


def make_worker(clock: Callable[[], datetime] = utc_now) -> Worker:
    """The worker of this process, from its settings. Raises SettingInvalid."""
    facts = tracker_settings()
    return Worker(
        Store(facts.database_url), open_files(facts.files_url), LineClient(line_settings()), facts.zone, clock
    )


def foresee(
    store: Store, zone: ZoneInfo, first: date, last: date, slug: str | None = None
) -> Iterator[tuple[datetime, Digest, outbox.Body, str]]:
    """Every digest that would go from `first` to `last` (A.D.) if nobody reported meanwhile: when, what, the LINE
    messages and all their words.

    The same rules and the same digest as the real pass, advanced from opening to opening in memory; writes nothing.
    """
    with store.read() as tx:
        owed = rows.reminder_facts(tx, first, last, utc_now(), slug)
        days = [first + timedelta(days=after) for after in range((last - first).days + 1)]
        told = {day: promised.told_on(tx, day) for day in days}
        sent = promised.sent_keys(tx)
    for day in days:
        now = workdays.opening(day, zone)
        due = [reminder for reminder in notices(owed, now, zone) if reminder.key not in sent]
        for each in digests(due, now, zone, told[day]):
            sent |= {reminder.key for reminder in each.reminders}
            body = phrase(each.reminders, day)
            yield now, each, body, as_text(body)
