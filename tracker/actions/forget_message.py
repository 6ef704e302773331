"""Honour an unsend: what was taken back in LINE is taken back here."""

from datetime import datetime

from sqlmodel import Session

from tracker.actions.authority import audit
from tracker.actions.forget_files import forget_evidence
from tracker.actions.receive_paper import forget_paper
from tracker.files import Files
from tracker.store import conversation, doubts, evidence, incoming, progress


def forget_message(tx: Session, files: Files, line_message_id: str, now: datetime) -> None:
    """Remove the photo or file a message brought, the note it held and the draft made of it.

    The official figure that was confirmed stays; only the person's own words and pictures go.
    """
    row = evidence.by_message(tx, line_message_id)
    if row is not None and row.state != "removed":
        forget_evidence(tx, files, row)
        audit(tx, now, "forget_evidence", "unsend", office_id=row.office_id, person_id=row.person_id)
    found = incoming.by_message(tx, line_message_id)
    # Locked and read anew: it may have been read this very moment.
    paper = incoming.locked(tx, found.office_id, found.id) if found else None
    if paper is not None and paper.state in ("received", "read", "refused"):
        forget_paper(tx, files, paper, "removed", now)
        audit(tx, now, "forget_paper", "unsend", office_id=paper.office_id, person_id=paper.person_id)
    for entry in progress.entries_of_message(tx, line_message_id):
        if entry.note:
            entry.note = ""
            tx.add(entry)
            audit(tx, now, "forget_note", entry.receipt, office_id=entry.office_id, person_id=entry.person_id)
    doubts.forget_words(tx, line_message_id)
    conversation.drop_drafts_of_message(tx, line_message_id)
    conversation.drop_failed_event_of_message(tx, line_message_id, now)
