"""Reports as files for a browser: drawn once in a process of its own, kept for as long as links to it live.

Who asks waits two seconds; whoever is still waiting then sees a page that looks again by itself, on whichever web
process it lands: that a report is being drawn, and where it lies once it is, stands in the database.
"""

import logging
import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field
from datetime import datetime

from flask import Response, make_response, render_template, request

from tracker.actions.forget_files import forget_unused
from tracker.errors import ReportNotDrawn, TemplateUnusable
from tracker.files import Files
from tracker.reports import build, content_of, drawing
from tracker.reports.drawing import Order
from tracker.store import Store, editions, papers

log = logging.getLogger(__name__)

PATIENCE, PATIENCE_OF_A_PROGRAM = 2.0, 60.0  # seconds
_LOOK_AGAIN = 0.5
LARGEST = 200 * 1_048_576
# In this process at once: a host has as many web processes, and a drawing takes a processor and some memory.
AT_ONCE = 1


@dataclass
class Drawer:
    """Draws reports for the pages of one process."""

    store: Store
    files: Files
    clock: Callable[[], datetime]
    _pools: dict[int, ThreadPoolExecutor] = field(default_factory=dict)

    def file(self, office_id: int, order: Order, patience: float) -> bytes | None:
        """The report's bytes, or None while it is still being drawn after `patience` seconds.

        Raises NothingToReport and RoundUnknown at once; ReportNotDrawn and TemplateUnusable when drawing it failed.
        """
        if order.format == "csv":
            return plain(order)
        content_of(order.kind, order.facts, order.round_key, order.edition)
        return self.made(office_id, order.key, lambda: drawing.draw(order, self.files), patience)

    def made(self, office_id: int, key: str, make: Callable[[], bytes], patience: float) -> bytes | None:
        """A file by its key, made by `make` (on a thread of this process, once) where there is none yet; None while it
        is still being made after `patience` seconds. Raises ReportNotDrawn, and what `make` raises."""
        until = time.monotonic() + patience
        while True:
            kept, goes_on = self._kept(office_id, key)
            if kept is not None:
                return kept
            if not goes_on and self._mine(office_id, key):
                return self._awaited(self._pool().submit(self._make, office_id, key, make), until)
            # A person sees the page of who waits at once; a program is given the time.
            if time.monotonic() + _LOOK_AGAIN > until or patience <= PATIENCE:
                return None
            time.sleep(_LOOK_AGAIN)

    def _mine(self, office_id: int, key: str) -> bool:
        with self.store.begin() as tx:
            papers.lock_office(tx, office_id)
            return editions.claim(tx, office_id, key, self.clock())

    def _kept(self, office_id: int, key: str) -> tuple[bytes | None, bool]:
        """The file, where it is ready, and whether somebody is at it. Raises ReportNotDrawn: it failed just now."""
        now = self.clock()
        with self.store.read() as tx:
            row = editions.drawing(tx, office_id, key)
            if row is not None and editions.failed_just_now(row, now):
                raise ReportNotDrawn(problem="it failed just now")
            goes_on = row is not None and editions.goes_on(row, now)
            sha256 = row.sha256 if row is not None else None
        if sha256 is None:
            return None, goes_on
        path = self.files.path(sha256)
        if path.is_file():
            return path.read_bytes(), False
        with self.store.begin() as tx:
            editions.forget(tx, office_id, key)
        return None, False

    def _make(self, office_id: int, key: str, make: Callable[[], bytes]) -> bytes:
        """On a thread: nothing waits for this but who asked."""
        with self.store.begin() as tx:
            wanted = editions.start(tx, office_id, key, self.clock())
        if not wanted:
            kept, _ = self._kept(office_id, key)
            if kept is None:
                raise ReportNotDrawn(problem="what it shows was taken back")
            return kept
        try:
            made = make()
            sha256 = self.files.put([made], LARGEST).sha256
        except Exception as error:
            log.error("a file of office %s was not drawn: %s", office_id, error)
            with self.store.begin() as tx:
                editions.finish(tx, office_id, key, None)
            if isinstance(error, TemplateUnusable):
                raise
            raise ReportNotDrawn(problem=str(error)) from error
        with self.store.begin() as tx:
            wanted = editions.finish(tx, office_id, key, sha256)
        if not wanted:  # what it shows was taken back meanwhile
            forget_unused(self.store.read, self.files, [sha256])
        return made

    def _awaited(self, made: "Future[bytes]", until: float) -> bytes | None:
        try:
            return made.result(max(0.0, until - time.monotonic()))
        except NotYet:
            return None

    def _pool(self) -> ThreadPoolExecutor:
        # By process: a server forks after this was wired, and threads do not come along.
        if os.getpid() not in self._pools:
            self._pools[os.getpid()] = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="drawing")
        return self._pools[os.getpid()]


def patience_of_the_asker() -> float:
    """A person's browser is shown a page meanwhile; a program that wants a file is given time."""
    return PATIENCE if "text/html" in request.headers.get("Accept", "") else PATIENCE_OF_A_PROGRAM


def still_drawing() -> Response:
    """The page of whoever waits: it looks again by itself, without a script."""
    response = make_response(render_template("drawing.html"), 202)
    response.headers["Refresh"] = "2; url=?again=1"
    response.headers["Cache-Control"] = "no-store"
    return response


def plain(order: Order) -> bytes:
    """Rows of text are made in a moment, here."""
    return build(order.kind, order.facts, order.round_key, order.format, edition=order.edition)
