"""The pages of the form as values: what a template is given."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from bot.pages.form.link import FormLink
from bot.pages.form.photos import EACH, PHOTOS
from bot.pages.form.typed import NOTE_LONGEST, Problem, Typed
from bot.pages.form.visit import Visit
from bot.voice.progress import round_words
from tracker.actions.record_progress import UNDO_WINDOW, Proposal
from tracker.model import Draft, Evidence, ProgressEntry
from tracker.rules import fiscal
from tracker.rules import status as status_rules
from tracker.store import evidence, progress

Rows = list[tuple[str, str]]
STATUSES = tuple(status_rules.LABELS.items())
LIMITS = {"photos": PHOTOS, "each": EACH, "each_mb": EACH // 1_048_576, "note": NOTE_LONGEST}


@dataclass(frozen=True)
class Receipt:
    """What was written: its number and rows; `undone` the number of the entry that took it back, `may_undo` while that
    is possible."""

    number: str
    rows: Rows
    note: str
    photos: int
    undone: str | None
    may_undo: bool


def day_shown(text: str) -> str:
    """The day of a field in Thai, empty where it is none yet."""
    try:
        return fiscal.thai_date(date.fromisoformat(text))
    except ValueError:
        return ""


def photos_of(tx: Session, link: FormLink, ids: tuple[int, ...]) -> list[Evidence]:
    """The photos of these numbers that are there for a report."""
    return evidence.of_report(tx, link.office_id, link.person_id, ids) if ids else []


def proposed(draft: Draft) -> Rows:
    """A report repeated back, as rows of a name and a value."""
    told = Proposal.from_json(draft.content["proposal"])
    return [
        ("มาตรการ", f"{told.measure_number}. {told.measure_title}"),
        ("ส่วนราชการ", told.department),
        ("รอบรายงาน", round_words(told.round_label, told.fiscal_year)),
        ("เดิม", status_rules.in_words(told.old_status, told.old_percent)),
        ("เปลี่ยนเป็น", status_rules.in_words(told.status, told.percent)),
        ("วันที่ดำเนินการ", fiscal.thai_date(told.event_date)),
    ]


def receipt_of(tx: Session, visit: Visit, draft: Draft, now: datetime) -> Receipt:
    """What a confirmed draft became, as it stands now."""
    told = Proposal.from_json(draft.content["proposal"])
    entry = progress.entry_by_receipt(tx, visit.link.office_id, str(draft.result))
    assert entry is not None  # nothing recorded is ever deleted
    newer = progress.replaced_by(tx, entry.office_id, entry.id)
    rows = [
        ("มาตรการ", f"{told.measure_number}. {told.measure_title}"),
        ("ส่วนราชการ", told.department),
        ("รอบรายงาน", round_words(told.round_label, told.fiscal_year)),
        ("สถานะ", status_rules.in_words(entry.status, entry.percent)),
        ("วันที่ดำเนินการ", fiscal.thai_date(entry.event_date)),
    ]
    if entry.late:
        rows.append(("หมายเหตุของระบบ", "รายงานล่าช้า"))
    undone = newer.receipt if newer is not None and newer.kind == "undo" else None
    return Receipt(
        entry.receipt,
        rows,
        entry.note,
        evidence.count_of_entry(tx, entry.office_id, entry.id),
        undone,
        newer is None and _undoable(entry, now),
    )


def _undoable(entry: ProgressEntry, now: datetime) -> bool:
    return now - entry.recorded_at <= UNDO_WINDOW


def form_view(
    visit: Visit, typed: Typed, problems: list[Problem], photos: list[Evidence]
) -> dict[str, object]:
    """What the page with the fields shows."""
    return {
        "visit": visit,
        "typed": typed,
        "problems": problems,
        "wrong": {each.field: each.sentence for each in problems},
        "photos": photos,
        "statuses": STATUSES,
        "day_in_thai": day_shown(typed.day),
        "today_in_thai": fiscal.thai_date(visit.today),
        "limits": LIMITS,
    }
