"""A file taken as evidence of a report was a paper to take in."""

from datetime import datetime

from sqlmodel import Session

from tracker.actions.authority import Authority, audit
from tracker.actions.forget_files import forget_evidence
from tracker.actions.receive_paper import receive_paper
from tracker.errors import PaperUnknown
from tracker.files import Files
from tracker.model import IncomingPaper
from tracker.store import evidence, incoming


def read_instead(
    tx: Session, authority: Authority, files: Files, evidence_id: int, now: datetime
) -> IncomingPaper:
    """Queue a person's own evidence file to be read; it is evidence no longer. Raises NotAllowed, PaperUnknown."""
    row = evidence.of_person(tx, evidence_id, authority.person_id) if authority.person_id else None
    if row is None or row.kind != "file" or row.state == "removed" or row.line_message_id is None:
        raise PaperUnknown()
    message, name, account = row.line_message_id, row.file_name or "เอกสาร", row.account
    before = incoming.by_message(tx, message)
    if before is not None:  # it came as a paper, became evidence, and is a paper after all
        before.line_message_id = None
        tx.add(before)
    row.line_message_id = None
    forget_evidence(tx, files, row)
    audit(tx, now, "forget_evidence", "paper", office_id=row.office_id, person_id=authority.person_id)
    return receive_paper(
        tx, authority, row.office_id, now, file_name=name, line_message_id=message, account=account
    )
