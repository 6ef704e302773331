"""A coordinator sends a paper, confirms what was read out of it, or does not want it after all."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlmodel import Session

from tracker import outbox
from tracker.actions.attach_evidence import take_evidence
from tracker.actions.authority import Authority, audit
from tracker.actions.forget_files import forget_later
from tracker.actions.import_papers import Original, changes_of, new_departments, take_in
from tracker.documents import DocumentDraft
from tracker.documents.differences import Change, fingerprint
from tracker.errors import PaperSettled, PaperUnknown, TooManyPapers
from tracker.files import Files
from tracker.model import Evidence, IncomingPaper
from tracker.store import incoming, organisations, papers

DRAFT = TypeAdapter(DocumentDraft)
AT_ONCE = 20
"""Papers of one person that may wait: each is read in a process of its own."""
_ASK_COORDINATOR = "กรุณาให้ผู้ประสาน ITA ของหน่วยงานนำเข้า"


@dataclass(frozen=True)
class Confirmed:
    """What became of a confirmation: `changes` that were made, or, when the data changed after they were shown, those
    that would be made now (`stale`). `departments` are those set up by it."""

    draft: DocumentDraft
    file_name: str
    changes: tuple[Change, ...]
    departments: tuple[str, ...] = ()
    stale: bool = False


def receive_paper(
    tx: Session,
    authority: Authority,
    office_id: int,
    now: datetime,
    *,
    file_name: str,
    line_message_id: str | None,
    account: str | None = None,
    sha256: str | None = None,
) -> IncomingPaper:
    """Note a paper to be read: one LINE has yet to hand over through the account it came by, or one that was sent to
    the desk page and is stored (`sha256`); that one waits once, however often it is sent. Raises NotAllowed,
    TooManyPapers."""
    post = authority.permit("import", office_id, None, _ASK_COORDINATOR)
    assert authority.person_id is not None
    if sha256 is not None:
        papers.lock_office(tx, office_id)
        if (same := incoming.waiting_with(tx, office_id, sha256)) is not None:
            return same
    if incoming.waiting_of(tx, authority.person_id) >= AT_ONCE:
        raise TooManyPapers(count=AT_ONCE)
    row = IncomingPaper(
        office_id=office_id,
        person_id=authority.person_id,
        line_message_id=line_message_id,
        account=account,
        file_name=file_name[:200],
        sha256=sha256,
        next_at=now,
        received_at=now,
    )
    tx.add(row)
    tx.flush()
    _trace(tx, now, "receive_paper", row, authority, post.post_id)
    return row


def confirm_paper(
    tx: Session,
    authority: Authority,
    office_id: int,
    paper_id: int,
    now: datetime,
    seen: str | None = None,
) -> Confirmed:
    """Take in what was shown, all of it or nothing; when it is no longer what would happen, nothing is written and it
    has to be shown again. `seen` is the fingerprint of what a page showed, else what was shown last counts. Raises
    NotAllowed, PaperUnknown, PaperSettled."""
    authority.permit("import", office_id, None, _ASK_COORDINATOR)
    papers.lock_office(tx, office_id)
    row = _readable(tx, office_id, paper_id)
    # The row answers for the original: while it waits to be confirmed nobody removes that. To ask a bucket here would
    # keep every writer waiting for the network.
    if row.sha256 is None:
        raise PaperUnknown()
    draft = DRAFT.validate_python(row.draft)
    office = organisations.office(tx, office_id)
    changes, departments = changes_of(tx, office, draft), new_departments(tx, office, draft)
    if fingerprint(changes) != (row.shown if seen is None else seen):
        row.shown = fingerprint(changes)
        tx.add(row)
        return Confirmed(draft, row.file_name, changes, departments, stale=True)
    take_in(tx, office, draft, Original(row.file_name, row.sha256), now, authority)
    row.state, row.settled_at, row.draft = "taken", now, None
    tx.add(row)
    return Confirmed(draft, row.file_name, changes, departments)


def drop_paper(
    tx: Session, authority: Authority, files: Files, office_id: int, paper_id: int, now: datetime
) -> None:
    """A paper is not wanted: what was read is forgotten, the original too. A second time changes nothing. Raises
    NotAllowed, PaperUnknown, PaperSettled."""
    post = authority.permit("import", office_id, None, _ASK_COORDINATOR)
    row = _mine(tx, office_id, paper_id)
    if row.state == "taken":
        raise PaperSettled()
    if row.state != "dropped":
        forget_paper(tx, files, row, "dropped", now)
        _trace(tx, now, "drop_paper", row, authority, post.post_id)


def as_evidence(
    tx: Session, authority: Authority, files: Files, office_id: int, paper_id: int, now: datetime
) -> Evidence:
    """A file was meant as evidence and not to be taken in. Raises NotAllowed, PaperUnknown, PaperSettled."""
    post = authority.permit("import", office_id, None, _ASK_COORDINATOR)
    row = _mine(tx, office_id, paper_id)
    if row.state in ("taken", "proof"):
        raise PaperSettled()
    if row.line_message_id is None or row.state == "dropped":
        raise PaperUnknown()
    taken = take_evidence(
        tx, authority, office_id, None, now,
        kind="file", line_message_id=row.line_message_id, account=row.account, file_name=row.file_name,
    )  # fmt: skip
    forget_paper(tx, files, row, "proof", now)
    _trace(tx, now, "paper_as_evidence", row, authority, post.post_id)
    return taken


def forget_paper(tx: Session, files: Files, row: IncomingPaper, state: str, now: datetime) -> None:
    """Nothing comes of a paper: its words go, and its original when nothing else is of the same content."""
    content, row.sha256, row.draft, row.shown = row.sha256, None, None, None
    row.state, row.settled_at = state, now
    tx.add(row)
    tx.flush()
    outbox.withdraw(tx, f"paper:{row.id}:")
    forget_later(tx, files, content)


def forget_left_lying(tx: Session, files: Files, now: datetime) -> None:
    """Papers nobody decided about in a week are forgotten."""
    for row in incoming.left_lying(tx, now):
        forget_paper(tx, files, row, "dropped", now)


def _mine(tx: Session, office_id: int, paper_id: int) -> IncomingPaper:
    row = incoming.locked(tx, office_id, paper_id)
    if row is None or row.state == "removed":
        raise PaperUnknown()
    return row


def _readable(tx: Session, office_id: int, paper_id: int) -> IncomingPaper:
    row = _mine(tx, office_id, paper_id)
    if row.state == "taken":
        raise PaperSettled()
    if row.state != "read" or row.draft is None:
        raise PaperUnknown()
    return row


def _trace(
    tx: Session,
    now: datetime,
    action: str,
    row: IncomingPaper,
    authority: Authority,
    post_id: int,
    **detail: Any,
) -> None:
    audit(
        tx,
        now,
        action,
        str(row.id),
        office_id=row.office_id,
        person_id=authority.person_id,
        post_id=post_id,
        **detail,
    )
