"""What was read of an office stays on a shelf of the process, good for as long as the office's revision stands.

Triggers of the database give an office another revision whenever anything that is known of it changes, by whatever way
(migration 0015), so a look at it tells whether what lies on the shelf is still true. A transaction that changed such a
thing itself reads what it asks for: its own changes are nobody else's yet.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy import bindparam, event, select
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session, col

from tracker.model import OfficeRevision
from tracker.store.plain import ask, flush, note_written, written
from tracker.store.ready import Ready

Value = TypeVar("Value")
Revision = tuple[int | None, int | None]
"""Of what papers and settings say, and of how far measures are; None where there is no such office."""

EVERY_OFFICE = 0
"""Under this office stands what is known of the list of offices."""
FACTS: dict[str, int] = dict.fromkeys(
    "office department measure measureround round assessment indicatorscore finding source paperreport "
    "publishedcopy textrelease".split(),
    0,
) | dict.fromkeys("responsibility progressentry review".split(), 1)
"""The tables whose changes give their office another revision, each with the part of it. What is kept on a shelf is
read from these alone."""
# Of a table nobody can name (None) it is not known what it holds.
_PAPERS = frozenset(table for table, part in FACTS.items() if part == 0) | {None}
_ANY = frozenset(FACTS) | {None}
PLACES = 160
"""Values a process keeps: a year of an office takes about 100 KB."""

_SEEN, _SHELF = "revisions seen", "shelf"
_REVISION = Ready(
    select(col(OfficeRevision.office_id), col(OfficeRevision.part), col(OfficeRevision.revision)).where(
        col(OfficeRevision.office_id).in_((bindparam("office"), EVERY_OFFICE))
    )
)


class Shelf:
    """What a process keeps, the longest unused first to go. Values are shared by threads: never change one."""

    def __init__(self, places: int = PLACES) -> None:
        self._places, self._lock = places, threading.Lock()
        self._kept: OrderedDict[tuple[int, Hashable], tuple[Revision, Any]] = OrderedDict()

    def take(self, office_id: int, name: Hashable, revision: Revision) -> tuple[Any] | None:
        """What is kept under a name since this revision, in a tuple; None when nothing is."""
        with self._lock:
            found = self._kept.get((office_id, name))
            if found is None or found[0] != revision:
                return None
            self._kept.move_to_end((office_id, name))
            return (found[1],)

    def put(self, office_id: int, name: Hashable, revision: Revision, value: Any) -> None:
        """Keep a value that was read at a revision."""
        with self._lock:
            self._kept[office_id, name] = (revision, value)
            self._kept.move_to_end((office_id, name))
            while len(self._kept) > self._places:
                self._kept.popitem(last=False)

    def of_a_fork(self) -> "Shelf":
        """The same values for a forked process: a thread of the parent may have held the lock."""
        found = Shelf(self._places)
        found._kept = self._kept.copy()
        return found


def session_info(shelf: Shelf) -> dict[str, Any]:
    """What a session must be told to use a shelf."""
    return {_SHELF: shelf}


def kept(
    tx: Session, office_id: int, name: Hashable, read: Callable[[], Value], *, progress: bool = False
) -> Value:
    """What `read` gives, from the shelf where nothing of the office has changed since it was read last. `name` says
    what it is and everything it depends on beside the office's facts; `progress` that it tells how far measures are."""
    revision = revision_of(tx, office_id, progress=progress)
    if revision is None:
        return read()
    shelf: Shelf = tx.info[_SHELF]
    found = shelf.take(office_id, name, revision)
    if found is not None:
        value: Value = found[0]
        return value
    value = read()
    # Each statement may have seen a later moment (PostgreSQL's READ COMMITTED): then it is of no one revision.
    if not _has_changed(tx, progress) and _part(_read(tx, office_id)[office_id], progress) == revision:
        shelf.put(office_id, name, revision, value)
    return value


def revision_of(tx: Session, office_id: int, *, progress: bool = False) -> Revision | None:
    """The revision of an office as this transaction met it first; None where nothing may be taken from a shelf."""
    if _SHELF not in tx.info or _has_changed(tx, progress):
        return None
    seen: dict[int, Revision] = tx.info.setdefault(_SEEN, {})
    if office_id not in seen:
        # The first look counts, also where it was at another office.
        seen.update(_read(tx, office_id) | seen)
    return _part(seen[office_id], progress)


def _read(tx: Session, office_id: int) -> dict[int, Revision]:
    """The revision of an office, and of the list of offices: whoever asks for the one soon asks for the other."""
    parts = {(office, part): revision for office, part, revision in ask(tx, _REVISION, {"office": office_id})}
    return {each: (parts.get((each, 0)), parts.get((each, 1))) for each in (EVERY_OFFICE, office_id)}


def _part(revision: Revision, progress: bool) -> Revision | None:
    """What a value depends on; None of an office that does not exist."""
    if revision[0] is None:
        return None
    return revision if progress else (revision[0], None)


def _has_changed(tx: Session, progress: bool) -> bool:
    """Whether this transaction changed anything that is known of an office."""
    flush(tx)
    return not (_ANY if progress else _PAPERS).isdisjoint(written(tx))


@event.listens_for(Session, "before_flush")
def _note_flush(tx: Session, _context: Any, _instances: Any) -> None:
    for row in (*tx.new, *tx.dirty, *tx.deleted):
        note_written(tx, row.__tablename__)


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if not state.is_select:
        table = getattr(state.statement, "table", None)
        note_written(state.session, None if table is None else table.name)  # type: ignore[arg-type]
