"""The only wiring of the timed process: the database, LINE, the words, and the work each beat does.

Nothing in scheduler besides this file and `words` knows bot, and they know only bot.line, bot.voice and
how a picture's address is made.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache, partial
from zoneinfo import ZoneInfo

from bot import logs
from bot.line.client import LineClient, LineUnavailable
from bot.line.showing import KnownMenus, look_again, show
from bot.pictures import picture_link
from bot.settings import line_settings, web_settings
from bot.voice import reminders as voice
from bot.voice.plain import as_text
from scheduler import reminding, settings
from scheduler.digest import Digest, Pass
from scheduler.ping import Ping
from scheduler.quota import coming, note_quota
from scheduler.words import Picture, lost_words, phrase, read_words
from tracker import hourly, outbox
from tracker.actions.fetch_evidence import fetch_due
from tracker.actions.forget_old import forget_old
from tracker.actions.read_papers import read_due
from tracker.actions.shrink_photos import shrink_due
from tracker.errors import SettingInvalid
from tracker.files import Files, open_files
from tracker.model import AuditEntry
from tracker.rules import workdays
from tracker.settings import Retention, tracker_settings
from tracker.store import Store, heartbeats, menus, personal
from tracker.store import reminders as rows
from tracker.store.overseeing import week_figures, with_figures

log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The present. The only clock of the timed process."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Worker:
    """What the beats need. `clock` is the present they decide by; posts are always taken as they really are, at the
    `present` of the calendar."""

    store: Store
    files: Files
    line: LineClient
    zone: ZoneInfo
    clock: Callable[[], datetime] = utc_now
    present: Callable[[], datetime] = utc_now
    known: KnownMenus = field(default_factory=KnownMenus)
    ping: Ping = field(default_factory=lambda: Ping(""))
    keep: Retention = field(default_factory=Retention)
    picture: Picture | None = None

    def remind(self) -> Pass:
        """Promise the notices that are due and the digests that carry them."""
        said = partial(phrase, picture=self.picture)
        return reminding.remind(self.store, self.zone, said, self.clock(), self.present())

    def deliver(self) -> Counter[str]:
        """Send all that is due now; returns how many messages came to which state."""
        states: Counter[str] = Counter()
        while True:
            now = self.clock()
            day = self._digests_of(now)
            resting = self._resting(day) if day else frozenset()
            tally = outbox.deliver(self.store, self.line, now, day, resting, self.clock)
            states += tally.states
            self._tell_of_limit(tally.parked_offices, now)
            if not tally.claimed:
                return states

    def fetch(self) -> None:
        """Download evidence that waits."""
        while fetch_due(self.store, self.files, self.line, self.clock(), lost_words):
            pass

    def shrink(self) -> None:
        """Give a few photos their small copy. A beat of its own: however many there are, LINE's photos do not wait."""
        shrink_due(self.store, self.files, self.clock())

    def read(self) -> None:
        """Read the papers that were sent, and tell what was found."""
        while read_due(self.store, self.files, self.line, self.clock(), read_words):
            pass

    def menus(self) -> int:
        """Have LINE show people the menu of their role, or the default again once they have none; returns to how many
        it was told. A person LINE refuses counts as told: asking again would change nothing."""
        self._take_menus_away()
        accounts = self.line.accounts
        turn = self.known.next_of(list(accounts), settings.ACCOUNTS_AT_ONCE)
        return sum(self._spared(partial(self._menus_of, account, accounts[account])) for account in turn)

    def _spared(self, work: Callable[[], int]) -> int:
        """What is done for one account; LINE may refuse that one, and the others must not wait for it."""
        try:
            return work()
        except LineUnavailable as error:
            # Its own words name the path, and with it the person.
            log.warning("menus wait for LINE: %s", error.facts["problem"])
            return 0

    def _menus_of(self, account: str | None, line: LineClient) -> int:
        after = look_again(len(self.line.accounts))
        by_role = self.known.by_role(line, self.clock(), account, after)
        if not by_role:
            return 0
        with self.store.read() as tx:
            waiting = menus.wanted(tx, by_role, self.present(), settings.MENUS_AT_ONCE, account)
        told: list[menus.Wanted] = []
        try:
            for each in waiting:
                if not show(line, each.line_user_id, each.menu):
                    log.warning("LINE refuses the menu of person %s", each.person_id)
                told.append(each)
        finally:
            if told:
                with self.store.begin() as tx:
                    menus.told(tx, told)
        return len(told)

    def _take_menus_away(self) -> None:
        """People who were erased see the default menu again; then nothing tells any more who they were."""
        with self.store.read() as tx:
            erased = personal.menus_to_unlink(tx, settings.MENUS_AT_ONCE)
        for account, people in erased.items():
            self._spared(partial(self._take_away, account, people))

    def _take_away(self, account: str | None, people: Sequence[str]) -> int:
        for line_user_id in people:
            if account in self.line.accounts:
                show(self.line.accounts[account], line_user_id, None)
            with self.store.begin() as tx:
                personal.menu_unlinked(tx, [line_user_id])
        return len(people)

    def back_up(self) -> None:
        """Once an hour, by whichever process comes first: a copy of database and files where BACKUP_DIR says."""
        kept = hourly.back_up_when_due(self.store, self.files, tracker_settings(), self.clock())
        if kept is not None:
            log.info("backup %s: %s bytes at revision %s", kept.path.name, kept.size, kept.revision)

    def forget(self) -> None:
        """Drop what has had its time."""
        gone = forget_old(self.store, self.files, self.clock(), self.keep)
        log.info("forgotten %s", {kind: count for kind, count in gone.items() if count})

    def beats(self) -> dict[str, Callable[[], None]]:
        """The work of each beat of the timetable, by its name."""
        return {
            "remind": self._remind,
            "deliver": self._deliver,
            "fetch": self.fetch,
            "shrink": self.shrink,
            "read": self.read,
            "menus": self._menus,
            "quota": self._quota,
            "ping": self._ping,
            "backup": self.back_up,
            "forget": self.forget,
        }

    def once(self) -> Counter[str]:
        """One pass of everything due at the clock's moment, delivered. Deletes nothing."""
        self.remind()
        self.read()
        states = self.deliver()
        self.fetch()
        self.shrink()
        self._menus()
        return states

    def _remind(self) -> None:
        done = self.remind()
        # The real present: a heartbeat says that the process lives, whatever moment a pass is asked about.
        with self.store.begin() as tx:
            heartbeats.beat(tx, settings.NAME, utc_now())
        self.ping.went_well("remind")
        if done != Pass():
            log.info(
                "%s digests promised, %s wait for the quota, %s notices superseded",
                done.digests, done.waiting, done.superseded,
            )  # fmt: skip

    def _deliver(self) -> None:
        states = self.deliver()
        self.ping.went_well("deliver")
        if states["sent"]:
            self.ping.hold(False)
        elif states["failed"]:
            self.ping.hold(self._is_refused())
        if states:
            log.info("outbox %s", dict(states))

    def _is_refused(self) -> bool:
        """Whether LINE takes nothing at all from us, as once the token was taken back; asked, for one message may have
        been refused for its own sake."""
        try:
            self.line.info()
        except LineUnavailable as error:
            return error.facts.get("status") in (401, 403)
        return False

    def _quota(self) -> None:
        now = self.present()
        foreseen = cache(partial(coming, self.store, self.zone, now))
        for account, line in self.line.accounts.items():
            try:
                if note_quota(self.store, line, self.zone, now, account, foreseen) is not None:
                    self._hold(account, False)
            except LineUnavailable as error:
                log.warning("the month's pushes are not known: %s", error.facts["problem"])
                self._hold(account, error.facts.get("status") in (401, 403))

    def _hold(self, account: str | None, refused: bool) -> None:
        """One ping stands for the installation; of several accounts the main one tells whether LINE takes nothing."""
        if account is None:
            self.ping.hold(refused)

    def _ping(self) -> None:
        self.ping.tell()

    def _menus(self) -> None:
        if told := self.menus():
            log.info("%s people were given their menu", told)

    def _digests_of(self, now: datetime) -> date | None:
        """The day whose digests may go now: none outside working hours, when one that failed has to wait."""
        return now.astimezone(self.zone).date() if workdays.is_working_moment(now, (), self.zone) else None

    def _resting(self, day: date) -> frozenset[int]:
        """The offices that have a day of their own off: their digests wait."""
        with self.store.read() as tx:
            return rows.resting_offices(tx, day)

    def _tell_of_limit(self, offices: frozenset[int], now: datetime) -> None:
        """LINE takes no more pushes this month: leave word for the coordinators, once a month, and a trace."""
        month = f"{now.astimezone(self.zone):%Y-%m}"
        for office_id in sorted(offices):
            with self.store.begin() as tx:
                people = rows.coordinators(tx, office_id, self.present())
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


def log_as_a_process() -> None:
    """JSON lines on stderr, as the web process writes them. Raises SettingInvalid."""
    logs.configure(logs.secrets_of(line_settings(), tracker_settings()))
    logs.own_the_process()


def make_worker(clock: Callable[[], datetime] = utc_now) -> Worker:
    """The worker of this process, from its settings. Raises SettingInvalid."""
    facts, ping = tracker_settings(), Ping(settings.scheduler_settings().heartbeat_url)
    return Worker(
        Store(facts.database_url),
        open_files(facts.files_url),
        LineClient(line_settings()),
        facts.zone,
        clock,
        ping=ping,
        keep=facts.retention,
        picture=picture_maker(),
    )


def picture_maker() -> Picture | None:
    """How the addresses of pictures are made; None where this process lacks what the web process signs with."""
    try:
        web = web_settings()
    except SettingInvalid:
        return None
    return partial(picture_link, web.public_url, web.secret_key) if web.secret_key else None


def foresee(
    store: Store, zone: ZoneInfo, first: date, last: date, slug: str | None = None
) -> Iterator[tuple[datetime, Digest, outbox.Body, str]]:
    """Every digest that would go from `first` to `last` (A.D.) if nobody reported meanwhile: when, what, the LINE
    messages and all their words. Writes nothing."""
    picture = picture_maker()
    for now, digest in reminding.foresee(store, zone, first, last, utc_now(), slug):
        with store.read() as tx:
            matters = with_figures(digest.matters, week_figures(tx, digest.matters, digest.day))
        body = phrase(matters, digest.day, picture)
        yield now, digest, body, as_text(body)
