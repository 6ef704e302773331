"""A coordinator reads a department's report: it is in order, or it goes back with a reason (decision 0017)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlmodel import Session

from tracker import outbox
from tracker.actions.authority import Authority, audit
from tracker.errors import ReasonMissing, ReportReplaced, SettledAlready
from tracker.model import Measure, ProgressEntry, Review, Round
from tracker.rules.plain_text import bearable
from tracker.store import facts, organisations, progress, recipients, reviews
from tracker.store.outbox import REVIEWS

Verdict = Literal["checked", "returned"]
LONGEST = 500  # letters of a reason that are kept


@dataclass(frozen=True)
class Reviewed:
    """A report that was read, as its department is told of it. `told` people of the department are reached."""

    office_id: int
    office: str
    department: str
    fiscal_year: int
    number: int
    title: str
    receipt: str
    round_label: str | None
    verdict: Verdict
    reason: str
    told: int = 0


Phrase = Callable[[Reviewed], outbox.Body]


def review_progress(
    tx: Session,
    authority: Authority,
    office_id: int,
    receipt: str,
    verdict: Verdict,
    now: datetime,
    phrase: Phrase,
    reason: str = "",
) -> Reviewed:
    """Keep a verdict on the report in force with this receipt number. One that goes back is told to the head and the
    officers of its department in the words of `phrase`, once, and so is that a returned one is in order after all, to
    whom had heard. What was to be told of it and still waits is not told any more.

    Raises NotAllowed, ReasonMissing, ReportReplaced for a report that was corrected or undone, SettledAlready for one
    that is not there or has this verdict.
    """
    post = authority.permit("review_progress", office_id, None, "กรุณาให้ผู้ประสาน ITA เป็นผู้ตรวจรายงาน")
    reason = bearable(reason).strip()[:LONGEST] if verdict == "returned" else ""
    if verdict == "returned" and not reason:
        raise ReasonMissing()
    entry = progress.entry_by_receipt(tx, office_id, receipt) if receipt.isprintable() else None
    if entry is None or entry.kind == "undo":
        raise SettledAlready
    # Whoever corrects the report, or reads it too, waits here: of two the second sees what the first wrote.
    progress.locked_responsibility(tx, office_id, entry.measure_id, entry.department_id)
    if progress.replaced_by(tx, office_id, entry.id) is not None:
        raise ReportReplaced(receipt=receipt)
    before = reviews.of_entry(tx, office_id, entry.id)
    if before is not None and before.verdict == verdict:
        raise SettledAlready
    reviews.hush(tx, office_id, entry.id)
    row = Review(
        office_id=office_id, entry_id=entry.id, verdict=verdict, reason=reason, at=now,
        person_id=authority.person_id, post_id=post.post_id,
    )  # fmt: skip
    tx.add(row)
    audit(
        tx, now, "review_progress", receipt, office_id=office_id, person_id=authority.person_id,
        post_id=post.post_id, verdict=verdict,
    )  # fmt: skip
    found = _reviewed(tx, entry, verdict, reason)
    to = None if verdict == "returned" else reviews.knows_returned(tx, office_id, entry.id)
    return _told(tx, entry, row, found, phrase, now, to)


def _reviewed(tx: Session, entry: ProgressEntry, verdict: Verdict, reason: str) -> Reviewed:
    measure = tx.get_one(Measure, (entry.office_id, entry.measure_id))
    found = tx.get(Round, (entry.office_id, entry.round_id)) if entry.round_id is not None else None
    return Reviewed(
        entry.office_id,
        organisations.office(tx, entry.office_id).name,
        facts.department_named(tx, entry.office_id, entry.department_id),
        measure.fiscal_year,
        measure.number,
        measure.title,
        entry.receipt,
        found.label if found else None,
        verdict,
        reason,
    )


def _told(
    tx: Session,
    entry: ProgressEntry,
    row: Review,
    found: Reviewed,
    phrase: Phrase,
    now: datetime,
    to: Collection[int] | None,
) -> Reviewed:
    """Promise the words to everybody of the department LINE reaches, or (`to`) to these people among them."""
    staff = recipients.staff_of(tx, (entry.office_id,), now, now - recipients.REFUSED_FOR)[entry.office_id]
    people = [
        each for each in staff.departments.get(entry.department_id, ()) if to is None or each.person_id in to
    ]
    for each in people:
        outbox.promise_push(
            tx, f"{REVIEWS}{row.id}:{each.person_id}", each.line_user_id, phrase(found), now,
            office_id=entry.office_id, person_id=each.person_id,
        )  # fmt: skip
    return replace(found, told=len(people))
