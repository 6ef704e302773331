"""Record what a department reports on a measure: proposed first, written once it was confirmed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker.actions.authority import Authority, audit
from tracker.actions.open_rounds import open_completion_round
from tracker.errors import (
    AlreadyRecorded,
    ChangedMeanwhile,
    DateNotYet,
    DraftUnknown,
    NotResponsible,
    RoundUnknown,
    UnknownMeasure,
)
from tracker.model import ProgressEntry
from tracker.rules import fiscal
from tracker.rules import rounds as round_rules
from tracker.rules import status as status_rules
from tracker.rules.plain_text import bearable
from tracker.rules.workdays import BANGKOK
from tracker.store import evidence, facts, organisations, progress, reviews
from tracker.store.planned import planned
from tracker.store.ready import Row

EVIDENCE_WINDOW = timedelta(minutes=10)
UNDO_WINDOW = timedelta(minutes=15)


@dataclass(frozen=True)
class Report:
    """What a person said: status or percent or both, note as typed, a round and event date only if named."""

    fiscal_year: int
    measure_number: int
    department_id: int
    status: str | None = None
    percent: int | None = None
    note: str = ""
    round_key: str | None = None
    event_date: date | None = None
    replaces_id: int | None = None


@dataclass(frozen=True)
class Proposal:
    """A report as it would be written, next to the state it would change. Serialisable as the draft."""

    office_id: int
    fiscal_year: int
    measure_number: int
    measure_title: str
    department_id: int
    department: str
    status: str
    percent: int
    note: str
    round_key: str | None
    round_label: str | None
    event_date: date
    late: bool
    old_status: str
    old_percent: int
    seen_version: int
    seen_entry: int | None
    replaces_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The proposal as a draft's content."""
        return {**vars(self), "event_date": self.event_date.isoformat()}

    @staticmethod
    def from_json(content: dict[str, Any]) -> "Proposal":
        """The inverse of `as_json`."""
        return Proposal(**{**content, "event_date": date.fromisoformat(content["event_date"])})


def clean_note(text: str) -> str:
    """A note as it was typed, without what would break a report."""
    return bearable(text).strip()


def propose_progress(
    tx: Session, authority: Authority, office_id: int, report: Report, now: datetime, zone: ZoneInfo
) -> Proposal:
    """Check a report and say what would be written. Writes nothing.

    Raises UnknownMeasure, NotResponsible, NotAllowed, PercentOutOfRange, PercentContradictsStatus, RoundUnknown.
    """
    measure, row = _owned(tx, office_id, report)
    department = facts.department_named(tx, office_id, report.department_id)
    authority.permit(
        "record_progress",
        office_id,
        report.department_id,
        f"มาตรการที่ {measure.number} เป็นของ{department} กรุณาให้ส่วนราชการนั้นหรือผู้ประสาน ITA รายงาน",
    )
    status, percent = status_rules.settle(
        report.status, report.percent, row.status, row.percent, number=measure.number
    )
    today = now.astimezone(zone).date()
    event_date = report.event_date or today
    if event_date > today:
        raise DateNotYet(date=fiscal.thai_date(event_date), today=fiscal.thai_date(today))
    found = _round(tx, office_id, measure, report, event_date)
    return Proposal(
        office_id=office_id,
        fiscal_year=measure.fiscal_year,
        measure_number=measure.number,
        measure_title=measure.title,
        department_id=report.department_id,
        department=department,
        status=status,
        percent=percent,
        note=clean_note(report.note),
        round_key=found.key if found else None,
        round_label=found.label if found else None,
        event_date=event_date,
        late=_is_late(found, today),
        old_status=row.status,
        old_percent=row.percent,
        seen_version=row.version,
        seen_entry=row.entry_id,
        replaces_id=report.replaces_id,
    )


def record_progress(
    tx: Session,
    authority: Authority,
    proposal: Proposal,
    now: datetime,
    *,
    draft_id: int | None = None,
    line_message_id: str | None = None,
    zone: ZoneInfo = BANGKOK,
) -> ProgressEntry:
    """Write a confirmed proposal, or raise ChangedMeanwhile when the state it was made from is no longer so.

    Authority is checked again here, at the moment of writing.
    """
    report = Report(proposal.fiscal_year, proposal.measure_number, proposal.department_id)
    measure, row = _owned(tx, proposal.office_id, report)
    instead = f"มาตรการที่ {measure.number} เป็นของ{proposal.department}"
    post = authority.permit("record_progress", proposal.office_id, proposal.department_id, instead)
    if row.version != proposal.seen_version or measure.title != proposal.measure_title:
        # A newer paper may have given the number to another measure since the card was shown.
        state = status_rules.in_words(row.status, row.percent)
        raise ChangedMeanwhile(number=measure.number, state=state)
    if proposal.replaces_id is not None:
        _replaceable(tx, proposal.office_id, proposal.replaces_id)
    found = _round_named(tx, proposal)
    told_by = {"person_id": authority.person_id, "post_id": post.post_id}
    told_with = {"draft_id": draft_id, "line_message_id": line_message_id}
    receipt = {"receipt": progress.next_receipt(tx, proposal.office_id, measure.fiscal_year)}
    entry = progress.enter(tx, _entry(proposal, measure, found, now, zone) | receipt | told_by | told_with)
    if proposal.replaces_id in (None, row.entry_id):
        progress.stand(tx, row, entry.status, entry.percent, entry.id)
    else:
        # A correction of an older report leaves the standing to the newer one.
        progress.stand(tx, row, row.status, row.percent, row.entry_id)
    if proposal.replaces_id is not None:
        _same_place(tx, proposal, entry)
        evidence.move(tx, proposal.office_id, proposal.replaces_id, entry.id)
        reviews.hush(tx, proposal.office_id, proposal.replaces_id)
    for returned in reviews.returned_of_place(tx, entry):
        reviews.hush(tx, proposal.office_id, returned)  # what was asked for has come
    if measure.cadence == "on_completion" and entry.status == "done" and found is None:
        open_completion_round(tx, proposal.office_id, measure, row.department_id, entry.event_date, now)
    audit(
        tx,
        now,
        "record_progress",
        entry.receipt,
        office_id=proposal.office_id,
        person_id=authority.person_id,
        post_id=post.post_id,
        measure=measure.number,
        status=entry.status,
        percent=entry.percent,
    )
    return entry


def _same_place(tx: Session, proposal: Proposal, entry: ProgressEntry) -> None:
    """A correction stays on the measure and department of what it corrects; elsewhere it would undo a figure that
    nobody spoke of. Raises DraftUnknown."""
    replaced = tx.get(ProgressEntry, (proposal.office_id, proposal.replaces_id))
    if replaced is None or (replaced.measure_id, replaced.department_id) != (
        entry.measure_id,
        entry.department_id,
    ):
        raise DraftUnknown()


def _round_named(tx: Session, proposal: Proposal) -> Row | None:
    if proposal.round_key is None:
        return None
    # From the table and not from the shelf: while the lock was waited for the round may have been closed.
    found = progress.round_now(tx, proposal.office_id, proposal.fiscal_year, proposal.round_key)
    if found is None:
        raise ChangedMeanwhile(number=proposal.measure_number, state=f"ไม่มี{proposal.round_label or 'รอบ'}แล้ว")
    return found


def _entry(
    proposal: Proposal, measure: Row, found: Row | None, now: datetime, zone: ZoneInfo
) -> dict[str, Any]:
    """The entry a proposal becomes. Lateness is judged now: the round may have closed since it was proposed."""
    return {
        "office_id": proposal.office_id,
        "kind": "correction" if proposal.replaces_id else "update",
        "replaces_id": proposal.replaces_id,
        "measure_id": measure.id,
        "department_id": proposal.department_id,
        "round_id": found.id if found else None,
        "status": proposal.status,
        "percent": proposal.percent,
        "note": proposal.note,
        "late": _is_late(found, now.astimezone(zone).date()),
        "event_date": proposal.event_date,
        "recorded_at": now,
    }


def _owned(tx: Session, office_id: int, report: Report) -> tuple[Row, Row]:
    """The measure and how it stands in the department, locked."""
    measure = planned(tx, office_id, report.fiscal_year).measures.get(report.measure_number)
    if measure is None:
        titles = [n for year, n, _ in facts.measure_titles(tx, office_id) if year == report.fiscal_year]
        known = f"ปีนี้มีมาตรการที่ {titles[0]} ถึง {titles[-1]}" if titles else "ปีนี้ยังไม่มีมาตรการ"
        raise UnknownMeasure(number=report.measure_number, fiscal_year=report.fiscal_year, known=known)
    row = progress.locked_responsibility(tx, office_id, measure.id, report.department_id)
    if row is None:
        mine = facts.department_named(tx, office_id, report.department_id) or "ส่วนราชการของท่าน"
        names = {d.id: d.name for d in organisations.departments(tx, office_id)}
        others = ", ".join(names[c.department_id] for c in progress.carriers(tx, office_id, measure.id))
        raise NotResponsible(number=measure.number, department=mine, responsible=others)
    return measure, row


def _round(tx: Session, office_id: int, measure: Row, report: Report, event_date: date) -> Row | None:
    plan = planned(tx, office_id, report.fiscal_year)
    rows = [
        found
        for found in plan.rounds_of(measure.id, report.department_id)
        if found.closed_at is None or found.closed_by is not None  # nobody closed it: an undo took it back
    ]
    by_key = {found.key: found for found in rows}
    if report.round_key is not None:
        named = by_key.get(report.round_key) or next((r for r in rows if r.code == report.round_key), None)
        if named is None:
            known = ", ".join(found.label for found in rows) or "รายงานเมื่อทำเสร็จ"
            raise RoundUnknown(fiscal_year=measure.fiscal_year, known=known)
        return named
    reported = progress.reported_rounds(tx, office_id, measure.fiscal_year, measure.id)
    ids = reported[measure.id, report.department_id]
    key = round_rules.round_for(
        event_date,
        tuple((found.key, found.starts, found.ends) for found in rows),
        frozenset(found.key for found in rows if found.id in ids),
        frozenset(found.key for found in rows if found.closed_at is not None),
    )
    return by_key[key] if key else None


def _is_late(found: Row | None, today: date) -> bool:
    """Whether a report that comes today is late for its round: past the due day, or the round is closed."""
    return found is not None and (today > found.due or found.closed_at is not None)


def _replaceable(tx: Session, office_id: int, entry_id: int) -> None:
    newer = progress.replaced_by(tx, office_id, entry_id)
    if newer is not None:
        raise AlreadyRecorded(receipt=newer.receipt)
