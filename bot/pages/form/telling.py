"""What the form does: tell a report, confirm it, take it back. By the same actions as the chat, and the same drafts."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.pages.form.link import FormLink
from bot.pages.form.typed import Typed
from bot.pages.form.visit import Visit
from tracker.actions.authority import authority_of
from tracker.actions.confirm_report import confirm_report
from tracker.actions.record_progress import Proposal, Report, propose_progress
from tracker.actions.stage_photos import keep_staged
from tracker.actions.undo_progress import undo_progress
from tracker.errors import ChangedMeanwhile, DraftUnknown
from tracker.model import Draft
from tracker.store import conversation, evidence
from tracker.store.plain import attempt

CHANGED = "รายการนี้ถูกแก้แล้ว ยังไม่มีอะไรถูกบันทึก รายการล่าสุดคือรายการนี้"
WAITED = "รายการนี้รอยืนยันเกิน 15 นาที ยังไม่มีอะไรถูกบันทึก กรุณาตรวจอีกครั้งแล้วกดยืนยัน"


def tell(
    tx: Session, visit: Visit, report: Report, typed: Typed, now: datetime, zone: ZoneInfo, lead: str = ""
) -> Draft:
    """Keep a report to be repeated back; writes nothing of it. Raises what proposing raises."""
    link, authority = visit.link, visit.authority
    proposal = propose_progress(tx, authority, link.office_id, report, now, zone)
    photos = evidence.of_report(tx, link.office_id, link.person_id, typed.photos, locked=True)
    keep_staged(tx, photos, now)
    content = {
        "proposal": proposal.as_json(),
        "line_message_id": None,
        "photos": [photo.id for photo in photos],
        "round_key": report.round_key,
        "lead": lead,
    }
    draft = conversation.keep_draft(tx, link.person_id, link.office_id, "progress", content, now)
    before = conversation.locked_draft(tx, typed.draft, link.person_id) if typed.draft is not None else None
    if before is not None and before.kind == "progress" and before.used_at is None:
        conversation.supersede_draft(tx, before.id, draft.id)
    return draft


def draft_of(tx: Session, link: FormLink, draft_id: int | None, *, newest: bool = True) -> Draft:
    """A person's own draft of the measure of this link (what it was changed into); locked where `tx` writes. Raises
    DraftUnknown."""
    find = conversation.locked_draft if tx.info.get("writes") else conversation.draft_of_person
    draft = find(tx, draft_id, link.person_id) if draft_id is not None else None
    if draft is None or draft.kind != "progress" or "proposal" not in draft.content:
        raise DraftUnknown()
    about = Proposal.from_json(draft.content["proposal"])
    if (about.office_id, about.fiscal_year, about.measure_number) != (
        link.office_id,
        link.fiscal_year,
        link.number,
    ) or link.department_id not in (None, about.department_id):
        raise DraftUnknown()
    if newest and "newer" in draft.content:
        return draft_of(tx, link, int(draft.content["newer"]))
    return draft


def confirm(tx: Session, visit: Visit, draft: Draft, now: datetime, zone: ZoneInfo) -> Draft:
    """Record what was repeated back, once. The draft to be shown next: itself with its receipt, or another one to be
    looked at because this one was changed, waited too long, or somebody else reported meanwhile."""
    newer = draft_of(tx, visit.link, draft.id)
    if newer.used_at is not None:
        return newer
    if newer is not draft:
        newer.content = {**newer.content, "lead": CHANGED}
        tx.add(newer)
        return newer
    if draft.expires_at <= now:
        return _again(tx, visit, draft, now, zone, WAITED)
    try:
        with attempt(tx):
            confirm_report(tx, visit.authority, draft, now, zone)
    except ChangedMeanwhile as error:
        return _again(tx, visit, draft, now, zone, error.sentence)
    return draft


def _again(tx: Session, visit: Visit, draft: Draft, now: datetime, zone: ZoneInfo, lead: str) -> Draft:
    typed = Typed.of_draft(draft.id, draft.content)
    proposal = Proposal.from_json(draft.content["proposal"])
    report = Report(
        proposal.fiscal_year,
        proposal.measure_number,
        proposal.department_id,
        proposal.status,
        proposal.percent,
        proposal.note,
        draft.content.get("round_key"),
        proposal.event_date,
    )
    return tell(tx, visit, report, typed, now, zone, lead)


def take_back(tx: Session, link: FormLink, draft: Draft, now: datetime) -> None:
    """Undo what a draft became. Raises UndoTooLate, UndoBlocked, AlreadyUndone, NotAllowed, DraftUnknown."""
    if draft.result is None:
        raise DraftUnknown()
    undo_progress(tx, authority_of(tx, link.person_id, now), link.office_id, draft.result, now)
