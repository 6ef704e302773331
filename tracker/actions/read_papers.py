"""Fetch the papers that were sent, read each in a process of its own, and promise what was found to the sender."""

import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from tracker import outbox
from tracker.actions.authority import authority_of
from tracker.actions.check_names import with_name_checked
from tracker.actions.fetch_evidence import BACKOFF, Content, ContentGone, content_of
from tracker.actions.forget_files import forget_later
from tracker.actions.import_papers import changes_of, new_departments
from tracker.actions.paper_offices import belongs_to
from tracker.actions.receive_paper import DRAFT, forget_paper
from tracker.documents import DocumentDraft, read_safely
from tracker.documents.differences import Change, fingerprint
from tracker.documents.gaps import nothing_to_keep, with_gaps_told
from tracker.errors import DocumentUnreadable, FileRefused, PaperOfAnotherOffice, StorageUnavailable
from tracker.files import Files
from tracker.model import IncomingPaper, Person
from tracker.store import Store, incoming, organisations, papers

log = logging.getLogger(__name__)

BROKEN = "อ่านไฟล์ไม่สำเร็จ กรุณาส่งใหม่ค่ะ"
LIMIT = 10 * 1_048_576
"""Bytes of a paper; see documents.readers."""


@dataclass(frozen=True)
class Found:
    """What is told of a paper. `problem`: the Thai sentence why it cannot be taken in; else the draft and what it would
    change. `departments` are those it would set up. `before` is the day the same paper was taken in."""

    office: str
    office_id: int
    paper_id: int
    file_name: str
    problem: str | None = None
    draft: DocumentDraft | None = None
    changes: tuple[Change, ...] = ()
    departments: tuple[str, ...] = ()
    before: datetime | None = None


Phrase = Callable[[Found], outbox.Body]
Reader = Callable[[Path], DocumentDraft]


def read_due(
    store: Store, files: Files, line: Content, now: datetime, phrase: Phrase, reader: Reader = read_safely
) -> int:
    """Read what waits; returns how many were tried. No transaction is open while LINE is asked or a file is read."""
    with store.read() as tx:
        if not incoming.anything_waits(tx, now):
            return 0
    with store.begin() as tx:
        waiting = incoming.claim(tx, now)
    for row in waiting:
        _keep(store, files, row, _read(store, files, line, row, reader), now, phrase)
    return len(waiting)


def read_stored(
    store: Store, files: Files, office_id: int, paper_id: int, now: datetime, reader: Reader = read_safely
) -> bool:
    """Read one paper that was sent to the desk page, unless the scheduler has it; whether it was read. Nothing is
    promised: who sent it looks at the page."""
    with store.begin() as tx:
        row = incoming.claim_one(tx, office_id, paper_id, now)
    if row is None or row.line_message_id is not None:
        return False
    _keep(store, files, row, _read(store, files, None, row, reader), now, lambda _: [])
    return True


def _keep(
    store: Store, files: Files, row: IncomingPaper, read: "_Read", now: datetime, phrase: Phrase
) -> None:
    try:
        with store.begin() as tx:
            _note(tx, files, row, read, now, phrase)
    except StorageUnavailable:
        raise
    except Exception as error:  # (what cannot be noted is refused in words, not tried for ever)
        log.error("paper %s not noted: %s", row.id, type(error).__name__)
        with store.begin() as tx:
            _note(tx, files, row, replace(read, draft=None, problem=BROKEN), now, phrase)


@dataclass(frozen=True)
class _Read:
    """One try: the original's SHA-256, the draft or the sentence why there is none; neither: to be tried again."""

    sha256: str | None = None
    draft: DocumentDraft | None = None
    problem: str | None = None


def _read(store: Store, files: Files, line: Content | None, row: IncomingPaper, reader: Reader) -> _Read:
    sha256 = row.sha256 if row.line_message_id is None else None
    try:
        if line is None or row.line_message_id is None:
            return _Read(sha256, _drafted(files.path(sha256 or ""), row.file_name, reader))
        _, chunks = content_of(line, row.account, row.line_message_id)
        sha256 = files.put(chunks, LIMIT).sha256
        with store.begin() as tx:
            incoming.keep_content(tx, row.office_id, row.id, sha256)
        return _Read(sha256, _drafted(files.path(sha256), row.file_name, reader))
    except ContentGone:
        return _Read(problem="LINE ไม่มีไฟล์นี้แล้ว กรุณาส่งใหม่ค่ะ")
    except (FileRefused, DocumentUnreadable) as error:
        return _Read(sha256, problem=error.sentence)
    except Exception as error:  # (whatever the network does, the row stays in the queue)
        log.warning("paper %s not read: %s", row.id, type(error).__name__)
        tried = row.attempts >= len(BACKOFF)
        return _Read(sha256, problem=BROKEN if tried else None)


def _drafted(original: Path, name: str, reader: Reader) -> DocumentDraft:
    """The draft of an original. Only the ending of its name is used on disk: a person chose the rest."""
    with tempfile.TemporaryDirectory(prefix="prongsai-") as folder:
        ending = Path(name).suffix.lower()
        path = Path(folder) / f"paper{ending if ending.isascii() and ending[1:].isalnum() else ''}"
        path.write_bytes(original.read_bytes())
        return replace(reader(path), file=name)


def _note(tx: Session, files: Files, row: IncomingPaper, read: _Read, now: datetime, phrase: Phrase) -> None:
    kept = incoming.locked(tx, row.office_id, row.id)
    if kept is None or kept.state != "received":
        forget_later(tx, files, read.sha256)  # unsent or dropped while we read it
        return
    if not authority_of(tx, kept.person_id, now).may("import", kept.office_id):
        forget_paper(tx, files, kept, "dropped", now)  # the post ended meanwhile: nothing is told
        return
    if read.draft is None and read.problem is None:
        kept.next_at = now + timedelta(seconds=BACKOFF[min(kept.attempts, len(BACKOFF)) - 1])
        tx.add(kept)
        return
    found = _found(tx, kept, read)
    kept.state, kept.problem, kept.sha256 = "read", None, read.sha256
    if found.problem is not None or found.draft is None:
        kept.state, kept.problem, kept.sha256 = "refused", found.problem, None
        tx.add(kept)
        forget_later(tx, files, read.sha256)
    else:
        kept.draft = DRAFT.dump_python(found.draft, mode="json")
        kept.shown = fingerprint(found.changes)
    tx.add(kept)
    if kept.line_message_id is not None:  # else it was sent to the desk page, which tells it
        _tell(tx, kept, found, now, phrase)


def _found(tx: Session, row: IncomingPaper, read: _Read) -> Found:
    office = organisations.office(tx, row.office_id)
    told = Found(office.name, office.id, row.id, row.file_name, read.problem)
    if read.draft is None:
        return told
    if not read.draft.kinds:
        return replace(told, problem="ไม่พบผลคะแนน มาตรการ หรือรายงานผลในไฟล์นี้ค่ะ")
    try:
        draft = with_name_checked(tx, with_gaps_told(belongs_to(office, read.draft)))
    except PaperOfAnotherOffice as error:
        return replace(told, problem=error.sentence)
    changes = changes_of(tx, office, draft)
    if not changes and nothing_to_keep(draft):
        return replace(told, problem=" ".join(found.message for found in draft.findings[:2]))
    before = papers.source_by_content(tx, office.id, read.sha256 or "")
    return replace(
        told,
        draft=draft,
        changes=changes,
        departments=new_departments(tx, office, draft),
        before=before.created_at if before else None,
    )


def _tell(tx: Session, row: IncomingPaper, found: Found, now: datetime, phrase: Phrase) -> None:
    person = tx.get_one(Person, row.person_id)
    key = f"paper:{row.id}:{row.attempts}"
    outbox.promise_push(
        tx, key, person.line_user_id, phrase(found), now, office_id=row.office_id, person_id=person.id
    )
