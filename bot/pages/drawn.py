"""Reports as files for a browser: drawn once in a process of its own, kept for as long as links to it live.

Who asks waits two seconds; whoever is still waiting then sees a page that looks again by itself, on whichever web
process it lands: that a report is being drawn, and where it lies once it is, stands in the database.
"""

import logging
import os
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

        Raises NothingToReport and RoundUnknown at once, and ReportNotDrawn when drawing it failed.
        """
        if order.format == "csv":
            return _plain(order)
        content_of(order.kind, order.facts, order.round_key, order.edition)
        kept = self._kept(office_id, order.key)
        if kept is not None:
            return kept
        with self.store.begin() as tx:
            papers.lock_office(tx, office_id)
            mine = editions.claim(tx, office_id, order.key, self.clock())
        if mine:
            return self._awaited(
                self._pool().submit(self._draw, office_id, order), office_id, order.key, patience
            )
        return self._kept(office_id, order.key)

    def _kept(self, office_id: int, key: str) -> bytes | None:
        with self.store.read() as tx:
            row = editions.drawing(tx, office_id, key)
            state, sha256 = (row.state, row.sha256) if row else ("", None)
        if state == "failed":
            with self.store.begin() as tx:
                editions.forget(tx, office_id, key)
            raise ReportNotDrawn(problem="see the log")
        if sha256 is None:
            return None
        path = self.files.path(sha256)
        if path.is_file():
            return path.read_bytes()
        with self.store.begin() as tx:
            editions.forget(tx, office_id, key)
        return None

    def _draw(self, office_id: int, order: Order) -> bytes:
        """On a thread: nothing waits for this but who asked."""
        try:
            drawn = drawing.draw(order, self.files)
            sha256 = self.files.put([drawn], LARGEST).sha256
        except Exception as error:
            log.error("report %s of office %s was not drawn: %s", order.kind, office_id, error)
            with self.store.begin() as tx:
                editions.finish(tx, office_id, order.key, None)
            if isinstance(error, TemplateUnusable):
                raise
            raise ReportNotDrawn(problem=str(error)) from error
        with self.store.begin() as tx:
            wanted = editions.finish(tx, office_id, order.key, sha256)
        if not wanted:  # what it shows was taken back meanwhile
            forget_unused(self.store.read, self.files, [sha256])
        return drawn

    def _awaited(self, drawn: "Future[bytes]", office_id: int, key: str, patience: float) -> bytes | None:
        try:
            return drawn.result(patience)
        except NotYet:
            return None
        except (ReportNotDrawn, TemplateUnusable):
            with self.store.begin() as tx:
                editions.forget(
                    tx, office_id, key
                )  # it was said to who asked: the next time it is tried again
            raise

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


def _plain(order: Order) -> bytes:
    """Rows of text are made in a moment, here."""
    return build(order.kind, order.facts, order.round_key, order.format, edition=order.edition)
