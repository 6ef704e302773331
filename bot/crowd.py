"""When more people write at one instant than can be answered at once: taken in first, answered a moment later.

Normally an event is handled while LINE waits. LINE waits two seconds, and a whole office that presses a reminder's
button at one moment takes longer than that. So once every place at the desk is taken, an event is only kept, which
takes little and is shared by all who come meanwhile, and LINE has its 200; what was kept is handled by a thread of any
web process, of each person in order.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk import Desk
from bot.line.events import Said, Unparsed
from tracker.errors import StorageUnavailable
from tracker.outbox import Outgoing

log = logging.getLogger(__name__)

MANY = 20
"""Events of one webhook that are served within it. LINE asks again after two seconds, and a larger batch is rare."""
PLACES = 8
"""Events a process handles at once; more are taken in and wait. More places make the line before SQLite's lock longer
for all; with fewer, a crowd that is none is kept and fetched for nothing."""
LOOK_EVERY = 1.0  # seconds: for what a process that died left
LETS_IN, AFTER = (
    1.0,
    0.02,
)  # seconds: how long those at the door go first, how often is looked whether any is there


@dataclass
class _Comer:
    """An event at the door, and what came of it."""

    said: Said
    settled: bool = False
    problem: Exception | None = None


class Crowd:
    """The desk with a waiting room. `send` takes a promised reply and returns at once; it is also the webhook's, which
    sends what was served once LINE has its 200."""

    def __init__(self, desk: Desk, send: Callable[[Outgoing], None], clock: Callable[[], datetime]) -> None:
        self._desk, self.send, self._clock = desk, send, clock
        self._places, self._door = threading.Semaphore(PLACES), threading.Lock()
        self._comers: list[_Comer] = []
        self._at_the_door: Counter[str | None] = Counter()  # LINE user ids
        self._more = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def serve(self, said: Said) -> Outgoing | None:
        """Handle an event, or keep it for a moment. Returns the promised reply, which is to be sent; None when nothing
        is to be said yet. Raises StorageUnavailable when neither can be done."""
        # What a person wrote stays in order: who is at the door stays there, and of one whose message is kept already
        # the desk keeps the next one, too. Nobody else waits for them: a place used at once is half the work, and if
        # all were kept while some wait, a moment's crowd would never end.
        known = said.line_user_id is not None
        if (known and self._at_the_door[said.line_user_id]) or not self._places.acquire(blocking=False):
            self._put_by(said)
            return None
        try:
            reply = self._desk.handle(said, self._clock())
        except StorageUnavailable:
            if self._desk.store.is_sqlite:
                raise
            # On PostgreSQL it may only be a row somebody else works with, as the person's own message before this one.
            self._put_by(said)
            return None
        finally:
            self._places.release()
        if reply is None:
            self._more.set()  # perhaps it was kept, behind what the same person wrote before
        return reply

    def take_in(self, events: Sequence[Said | Unparsed]) -> None:
        """Keep all events of a large webhook, to be handled in a moment. Raises StorageUnavailable."""
        users = Counter(each.line_user_id for each in events if isinstance(each, Said))
        with self._lock:
            self._at_the_door += users
        try:
            with self._door:  # whoever comes meanwhile stays behind them
                self._desk.put_by(events, self._clock())
        finally:
            self._let_go(users)
        self._wake()

    def set_aside(self, event: Unparsed) -> None:
        """Keep what could not be read, for a person to look at. Raises StorageUnavailable."""
        self._desk.keep_unparsed(event, self._clock())

    def note_wrong_destination(self, destination: str, events: int) -> None:
        """Leave a trace of a webhook that is for another bot."""
        self._desk.note_wrong_destination(destination, events, self._clock())

    def watch(self) -> None:
        """Have a thread of this process handle what waits, also what others left. A second call changes nothing."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="crowd", daemon=True)
                self._thread.start()

    def serve_waiting(self) -> int:
        """Handle all that waits now; how many there were. Raises StorageUnavailable."""
        served, until = 0, time.monotonic() + LETS_IN
        # LINE waits for those at the door, and for nobody inside.
        while self._comers and time.monotonic() < until:
            time.sleep(AFTER)
        while (handled := self._desk.handle_waiting(self._clock())) is not None:
            served += 1
            if handled.reply is not None:
                self.send(handled.reply)
        return served

    def _put_by(self, said: Said) -> None:
        comer = _Comer(said)
        with self._lock:
            self._comers.append(comer)
            self._at_the_door[said.line_user_id] += 1
        with self._door:
            if not comer.settled:  # nobody before has taken this one in along with their own
                self._let_in()
        if comer.problem is not None:
            raise comer.problem
        self._wake()

    def _wake(self) -> None:
        self._more.set()
        self.watch()

    def _let_in(self) -> None:
        """Keep all who are at the door in one transaction: its cost is shared."""
        with self._lock:
            comers, self._comers = self._comers, []
        try:
            self._desk.put_by([comer.said for comer in comers], self._clock())
        except StorageUnavailable as error:
            for comer in comers:
                comer.problem = error
        except Exception:
            # One of them cannot be kept; the others must not suffer for it.
            for comer in comers:
                comer.problem = self._kept_alone(comer.said)
        self._let_go(Counter(comer.said.line_user_id for comer in comers))
        for comer in comers:
            comer.settled = True

    def _let_go(self, users: Counter[str | None]) -> None:
        """They are at the door no more."""
        with self._lock:
            self._at_the_door -= users  # (keeps what is above nought)

    def _kept_alone(self, said: Said) -> Exception | None:
        try:
            self._desk.put_by([said], self._clock())
        except Exception as error:
            return error
        return None

    def _work(self) -> None:
        while True:
            # At once when the process starts: there may be no other left to do what a dead one had taken in.
            self._more.clear()
            try:
                if served := self.serve_waiting():
                    log.info("%d events were handled after a moment", served)
            except Exception as error:
                log.error("what waits is tried again: %s", type(error).__name__)
            self._more.wait(LOOK_EVERY)
