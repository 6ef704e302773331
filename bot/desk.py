"""One event at the desk: taken in, understood, acted on and answered in one transaction.

What is said leaves after the commit, so that nobody is told of something that was not kept. Nothing here speaks to
LINE; the webhook, the sweeper and the tests hand over events and get back which replies were promised.
"""

import logging
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.answering import Answering
from bot.line.events import Said, Unparsed, read_again
from bot.scene import Links
from bot.voice import general
from tracker.actions import set_aside
from tracker.errors import SettledAlready, StorageUnavailable, TrackerError
from tracker.files import Files
from tracker.model import SeenEvent
from tracker.outbox import Outgoing
from tracker.store import Store, conversation, people, waiting

log = logging.getLogger(__name__)

HEARD_ALWAYS = ("unsend", "unfollow")
Permit = Callable[[Session, SeenEvent], None]


@dataclass(frozen=True)
class Handled:
    """An event that had waited was handled; `reply` is the promised reply, if anything is to be said."""

    reply: Outgoing | None


@dataclass(frozen=True)
class Desk:
    """What handling an event needs; made once per process by `bot.app`. `offices`: the office (slug) of each LINE
    account that is of one."""

    store: Store
    files: Files
    zone: ZoneInfo
    links: Links
    offices: Mapping[str | None, str] = field(default_factory=dict)

    @cached_property
    def answering(self) -> Answering:
        """What is said to an event, once it is taken in."""
        return Answering(self.files, self.zone, self.links, self.offices)

    def handle(self, said: Said, now: datetime) -> Outgoing | None:
        """Handle one event; returns the promised reply, None when nothing is to be said.

        A second delivery ends at once. An event whose handling raises is kept raw as failed, in a transaction of its
        own. Raises StorageUnavailable when nothing can be kept, so that LINE is asked to send it again.
        """
        try:
            with self.store.begin() as tx:
                return self._taken_in(tx, said, now)
        except StorageUnavailable:
            raise
        except Exception as error:
            return self._failed(said, error, now)

    def put_by(self, many: Sequence[Said | Unparsed], now: datetime) -> None:
        """Only take events in, all or none; `handle_waiting` handles them. Raises StorageUnavailable."""
        with self.store.begin() as tx:
            for odd in many:
                if isinstance(odd, Unparsed):
                    set_aside.keep_unparsed(tx, odd.event_id, odd.raw, now)
            kept = [
                (each.event_id, each.message_id, each.kind, each.raw)
                for each in sorted(
                    (said for said in many if isinstance(said, Said)), key=lambda said: said.at
                )
            ]
            waiting.put_by(tx, kept, now)

    def handle_waiting(self, now: datetime) -> Handled | None:
        """Handle the event that waits longest, as `handle` would; None when none waits. Raises StorageUnavailable."""
        with self.store.read() as tx:
            if not waiting.anything(tx):
                return None
        said: Said | None = None
        try:
            with self.store.begin() as tx:
                kept = waiting.take(tx)
                if kept is None:
                    return None
                found = read_again(kept.event_id, kept.raw)
                if isinstance(found, Unparsed):  # another version of the program kept it
                    set_aside.keep_unparsed(tx, kept.event_id, kept.raw, now)
                    return Handled(None)
                said = found
                return Handled(self._taken_in(tx, said, now, kept.received_at))
        except StorageUnavailable:
            raise
        except Exception as error:
            if said is None:
                raise
            return Handled(self._failed(said, error, now))

    def _taken_in(
        self, tx: Session, said: Said, now: datetime, delivered: datetime | None = None
    ) -> Outgoing | None:
        """`delivered`: when LINE brought an event that has waited since."""
        if delivered is None and said.line_user_id and waiting.anything_of(tx, said.line_user_id):
            # What this person wrote before is not handled yet; an answer to the later message first would be wrong.
            waiting.put_by(tx, [(said.event_id, said.message_id, said.kind, said.raw)], now)
            return None
        if not self._taken(tx, said, now):
            return None
        return self.answering.answer(tx, said, now, delivered or now)

    def _failed(self, said: Said, error: Exception, now: datetime) -> Outgoing | None:
        _log_failure(said.kind, error)
        return self._keep_failed(said, type(error).__name__, now)

    def keep_unparsed(self, event: Unparsed, now: datetime) -> None:
        """Keep what could not be read, for a person to look at. Raises StorageUnavailable."""
        with self.store.begin() as tx:
            set_aside.keep_unparsed(tx, event.event_id, event.raw, now)

    def note_wrong_destination(self, destination: str, events: int, now: datetime) -> None:
        """Leave a trace of a webhook that is for another bot; it is refused whether or not that can be written."""
        try:
            with self.store.begin() as tx:
                set_aside.note_wrong_destination(tx, destination, events, now)
        except StorageUnavailable as error:
            log.error("no trace of a wrong destination: %s", error)

    def _taken(self, tx: Session, said: Said, now: datetime) -> bool:
        """Take an event in, and say whether to act on it: not on one that came before, that another channel answers,
        or that is far too old. Whoever takes a message back or leaves is heard in any case."""
        old = now - said.at > set_aside.OLDEST and said.kind not in HEARD_ALWAYS
        state = "old" if old else "unknown" if said.strange else "done"
        raw = said.raw if state != "done" else None
        if not conversation.take_event(
            tx, said.event_id, said.message_id, said.kind, now, state=state, raw=raw
        ):
            return False
        if old:
            scene = self.answering.scene(tx, said, now)
            notice = [general.old_event(said.at.astimezone(self.zone).date())]
            set_aside.note_old_event(tx, scene.authority, said.event_id, said.at, now, notice, self.zone)
        return not old and not (said.standby and said.kind not in HEARD_ALWAYS)

    def retry(self, event_id: str, now: datetime, permit: Permit) -> Literal["done", "failed"]:
        """Handle a failed event again, by a person's decision: once, however many press at once.

        `permit` is asked inside the transaction whether they may, and leaves the audit line. The event and its effects
        are one transaction; an event that fails again stays failed, with its tries counted. What is answered goes as a
        push, since the reply token is long dead, unless it only answers a question, which has grown stale.
        Raises SettledAlready, what `permit` raises, and StorageUnavailable.
        """
        kind = "?"
        try:
            with self.store.begin() as tx:
                row = conversation.take_failed_event(tx, event_id)
                if row is None:
                    raise SettledAlready
                kind = row.kind
                permit(tx, row)
                said = read_again(event_id, row.raw or {})
                if isinstance(said, Unparsed):
                    raise ValueError("the kept event is none")
                conversation.settle_failed_event(tx, row, "done", now)
                self.answering.tell_again(tx, said, now)
            return "done"
        except (StorageUnavailable, TrackerError):
            raise
        except Exception as error:
            _log_failure(kind, error)
            with self.store.begin() as tx:
                conversation.note_failed_again(tx, event_id, type(error).__name__, now)
            return "failed"

    def _keep_failed(self, said: Said, problem: str, now: datetime) -> Outgoing | None:
        try:
            with self.store.begin() as tx:
                waiting.drop(tx, said.event_id)
                known = people.person_by_line_id(tx, said.line_user_id) if said.line_user_id else None
                conversation.keep_failed_event(
                    tx,
                    said.event_id,
                    said.kind,
                    said.raw,
                    problem,
                    now,
                    said.message_id,
                    known.id if known else None,
                )
                return self.answering.say_trouble(tx, said, now) if said.chat == "private" else None
        except StorageUnavailable:
            raise
        except Exception as error:
            # The others of the batch must still be served, whatever is wrong with this one.
            log.error("event of kind %s could not even be kept: %s", said.kind, type(error).__name__)
            return None


def _log_failure(kind: str, error: Exception) -> None:
    """The error's own words may quote what a person wrote, so only its kind and its path are logged."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("event of kind %s failed: %s\n%s", kind, type(error).__name__, where)
