"""Take back what was just recorded: by an entry of its own, never by a delete."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from tracker.actions.authority import Authority, audit
from tracker.actions.record_progress import UNDO_WINDOW
from tracker.errors import AlreadyUndone, NotAllowed, UndoBlocked, UndoTooLate
from tracker.model import Measure, ProgressEntry
from tracker.store import evidence, progress, reviews
from tracker.store.ready import Row


def undo_progress(
    tx: Session, authority: Authority, office_id: int, receipt: str, now: datetime
) -> ProgressEntry:
    """Undo an entry within 15 minutes, by the person who made it, while nothing newer stands on it.

    Returns the undo entry, which holds the state that was restored.
    Raises UndoTooLate, UndoBlocked, AlreadyUndone, NotAllowed.
    """
    entry = progress.entry_by_receipt(tx, office_id, receipt)
    if entry is None or entry.kind == "undo" or entry.person_id != authority.person_id:
        raise NotAllowed(who="", instead="เลิกทำได้เฉพาะรายการที่ท่านบันทึกเอง")
    measure = tx.get(Measure, (office_id, entry.measure_id))
    row = progress.locked_responsibility(tx, office_id, entry.measure_id, entry.department_id)
    assert measure is not None and row is not None  # the entry's foreign keys say so
    newer = progress.replaced_by(tx, office_id, entry.id)
    if newer is not None and newer.kind == "undo":
        raise AlreadyUndone(receipt=receipt)
    stands = row.entry_id == entry.id
    if newer is not None or not (stands or entry.kind == "correction"):
        raise UndoBlocked(number=measure.number)
    if now - entry.recorded_at > UNDO_WINDOW:
        raise UndoTooLate(number=measure.number)
    post = authority.permit("correct", office_id, entry.department_id, "กรุณาแจ้งผู้ประสาน ITA")
    before = [
        other
        for other in progress.effective_entries(tx, office_id, [entry.measure_id], entry.department_id)
        if other.id != entry.id
    ]
    restored = _state_before(tx, office_id, entry, before)
    undo = _undo_entry(tx, measure, row, entry, restored, stands)
    undo.recorded_at, undo.person_id, undo.post_id = now, authority.person_id, post.post_id
    tx.add(undo)
    stands_by = row.entry_id if not stands else restored.id if restored else None
    progress.stand(tx, row, undo.status, undo.percent, stands_by)
    _drop_completion_round(tx, measure, entry, still_done=undo.status == "done")
    tx.flush()
    reviews.hush(tx, office_id, entry.id)
    if entry.replaces_id is not None:
        evidence.move(tx, office_id, entry.id, entry.replaces_id)
        reviews.hold_again(tx, office_id, entry.replaces_id, now)
    else:
        _owed_again(tx, entry, before, now)
    audit(
        tx,
        now,
        "undo_progress",
        receipt,
        office_id=office_id,
        person_id=authority.person_id,
        post_id=post.post_id,
        undo=undo.receipt,
    )
    return undo


def _owed_again(tx: Session, entry: ProgressEntry, before: Sequence[ProgressEntry], now: datetime) -> None:
    """A report of its own that came after a returned one is taken back: unless another one came, it is owed again."""
    others = [other.id for other in before if other.round_id == entry.round_id]
    for returned in reviews.returned_of_place(tx, entry):
        if all(other <= returned for other in others):
            reviews.hold_again(tx, entry.office_id, returned, now)


def _undo_entry(
    tx: Session,
    measure: Measure,
    row: Row,
    entry: ProgressEntry,
    restored: ProgressEntry | None,
    stands: bool,
) -> ProgressEntry:
    """The entry that undoes another. Its state is what stands afterwards: what stood before the undone one, or the
    present standing where that came from a newer report."""
    before = (restored.status, restored.percent) if restored else ("not_started", 0)
    status, percent = before if stands else (row.status, row.percent)
    return ProgressEntry(
        office_id=entry.office_id,
        receipt=progress.next_receipt(tx, entry.office_id, measure.fiscal_year),
        kind="undo",
        replaces_id=entry.id,
        measure_id=entry.measure_id,
        department_id=entry.department_id,
        round_id=entry.round_id,
        status=status,
        percent=percent,
        event_date=entry.event_date,
        recorded_at=entry.recorded_at,
    )


def _state_before(
    tx: Session, office_id: int, entry: ProgressEntry, before: list[ProgressEntry]
) -> ProgressEntry | None:
    """What stood before: for a correction the entry it corrected, else the newest entry still in force."""
    if entry.replaces_id is not None:
        return tx.get(ProgressEntry, (office_id, entry.replaces_id))
    return before[-1] if before else None


def _drop_completion_round(tx: Session, measure: Measure, entry: ProgressEntry, *, still_done: bool) -> None:
    """A completion taken back owes no report: close the round it had opened."""
    if measure.cadence != "on_completion" or still_done:
        return
    key = f"completion:{measure.number}:{entry.department_id}"
    found = progress.round_by_key(tx, entry.office_id, measure.fiscal_year, key)
    if found is not None:
        found.closed_at = entry.recorded_at
        tx.add(found)
