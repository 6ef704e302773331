"""Honour an unsend: what was taken back in LINE is taken back here, before and after it was processed."""

from datetime import datetime

from sqlmodel import Session

from tracker import outbox
from tracker.actions.authority import audit
from tracker.actions.forget_files import forget_drawings, forget_evidence
from tracker.actions.receive_paper import forget_paper
from tracker.files import Files
from tracker.store import (
    acknowledgements,
    conversation,
    doubts,
    evidence,
    facts,
    incoming,
    papers,
    progress,
    public_copies,
)
from tracker.store.outbox import ASKS


def forget_message(
    tx: Session, files: Files, line_message_id: str, now: datetime, line_user_id: str | None = None
) -> None:
    """Remove the photo or file a message brought, its words wherever they were kept or quoted, the draft made of it;
    one that comes only later is not taken in.

    The official figure that was confirmed stays; only the person's own words and pictures go. `line_user_id` is who
    took it back.
    """
    # First of all: a message that is being taken in this very moment is waited for here, and seen below.
    conversation.never_take(tx, line_message_id, now)
    _forget_contents(tx, files, line_message_id, now)
    words = [*conversation.words_of_message(tx, line_message_id), *doubts.words_of(tx, line_message_id)]
    for entry in progress.entries_of_message(tx, line_message_id):
        if entry.note:
            words.append(entry.note)
            papers.lock_office(tx, entry.office_id)  # nobody freezes the words this very moment
            _, number = progress.year_and_number(tx, entry.office_id, entry.measure_id)
            department = facts.department_named(tx, entry.office_id, entry.department_id)
            taken = public_copies.TakenNote(entry.receipt, number, department, entry.note)
            public_copies.hide(tx, entry.office_id, note=taken)
            forget_drawings(tx, files, entry.office_id)
            entry.note = ""
            tx.add(entry)
            audit(tx, now, "forget_note", entry.receipt, office_id=entry.office_id, person_id=entry.person_id)
    for doubt_id in doubts.forget_words(tx, line_message_id):
        outbox.forget_bodies(tx, f"doubt:{doubt_id}:", now)
    for request_id in acknowledgements.forget_words(tx, line_message_id):
        outbox.forget_bodies(tx, f"{ASKS}{request_id}:", now)
    conversation.drop_drafts_of_message(tx, line_message_id)
    for event_id in conversation.forget_raw(tx, line_message_id, now):
        outbox.forget_bodies(tx, f"reply:{event_id}", now)
    if line_user_id is not None:
        conversation.forget_topic(tx, line_user_id)
        outbox.forget_quotes(tx, line_user_id, words, now)


def _forget_contents(tx: Session, files: Files, line_message_id: str, now: datetime) -> None:
    row = evidence.by_message(tx, line_message_id)
    if row is not None and row.state != "removed":
        papers.lock_office(tx, row.office_id)
        forget_evidence(tx, files, row)
        public_copies.hide(tx, row.office_id, evidence_id=row.id)
        audit(tx, now, "forget_evidence", "unsend", office_id=row.office_id, person_id=row.person_id)
    found = incoming.by_message(tx, line_message_id)
    # Locked and read anew: it may have been read this very moment.
    paper = incoming.locked(tx, found.office_id, found.id) if found else None
    if paper is not None and paper.state in ("received", "read", "refused"):
        forget_paper(tx, files, paper, "removed", now)
        audit(tx, now, "forget_paper", "unsend", office_id=paper.office_id, person_id=paper.person_id)
