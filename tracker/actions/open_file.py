"""Open a file through a link that was given in the chat: asked anew each time whether that person may, and noted."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session

from tracker.actions.authority import audit, authority_of
from tracker.model import Evidence, ProgressEntry
from tracker.store import calendar, organisations

ASK_AGAIN = "สิทธิของท่านเปลี่ยนไปหลังจากขอลิงก์นี้ กรุณาขอใหม่จากแชท หรือขอจากผู้ประสาน ITA ของหน่วยงาน"
NOTED_EVERY = timedelta(days=1)


def may_export(
    tx: Session,
    person_id: int,
    office_id: int,
    departments: Collection[str] | None,
    _what: str,
    now: datetime,
) -> int | None:
    """The post by which a person may have a report over some departments (full names; None: the whole office).

    Raises NotAllowed when they may not export all of that any more.
    """
    authority = authority_of(tx, person_id, now)
    if departments is None:
        wanted: list[tuple[str, int | None]] = [("export_office", None)]
    else:
        known = {each.name: each.id for each in organisations.departments(tx, office_id)}
        # A name the office no longer has is nobody's own department.
        ids = [known.get(name, 0) for name in sorted(departments)] or [0]
        wanted = [("export_own_department", its_id) for its_id in ids]
    posts = [authority.permit(action, office_id, its_id, ASK_AGAIN) for action, its_id in wanted]
    return posts[0].post_id


def export(
    tx: Session, person_id: int, office_id: int, departments: Collection[str] | None, what: str, now: datetime
) -> None:
    """A report is handed to a person, and that is noted. Raises as `may_export` does."""
    post_id = may_export(tx, person_id, office_id, departments, what, now)
    _note(tx, now, "export", what, office_id, person_id, post_id)


def export_workbook(tx: Session, person_id: int, office_id: int, now: datetime) -> None:
    """The whole office as one workbook is handed to who may import it. Raises NotAllowed."""
    post = authority_of(tx, person_id, now).permit("export_workbook", office_id, None, ASK_AGAIN)
    _note(tx, now, "export", "workbook", office_id, person_id, post.post_id)


def open_evidence(
    tx: Session, person_id: int, office_id: int, evidence_id: int, now: datetime
) -> Evidence | None:
    """A photo or file that is shown to a person; None when there is none. Raises NotAllowed.

    What backs a department's report is for its own people and who reads the whole office; what is not attached to
    anything yet is for who sent it and still works here, and who reads the whole office.
    """
    row, post_id = _evidence(tx, person_id, office_id, evidence_id, now)
    if row is not None:
        _note(tx, now, "open_evidence", str(evidence_id), office_id, person_id, post_id)
    return row


def glimpse_evidence(
    tx: Session, person_id: int, office_id: int, evidence_id: int, now: datetime
) -> tuple[Evidence | None, bool]:
    """A photo that may be shown small, and whether it is noted already (`note_glimpse`): only then it is shown.
    Writes nothing. Raises as `open_evidence`."""
    row, _ = _evidence(tx, person_id, office_id, evidence_id, now)
    return row, row is not None and _glimpsed(tx, office_id, person_id, _belongs_to(tx, row), now)


def note_glimpse(tx: Session, person_id: int, office_id: int, evidence_id: int, now: datetime) -> None:
    """A photo is shown small: a person is noted once a day for its report, or for the photo where no report has it.
    Raises NotAllowed."""
    row, post_id = _evidence(tx, person_id, office_id, evidence_id, now)
    if row is not None:
        _note_daily(tx, now, _belongs_to(tx, row), office_id, person_id, post_id)


def glimpse_report(tx: Session, person_id: int, office_id: int, receipt: str, now: datetime) -> None:
    """The photos of a report are shown small, all on one page: a person is noted once a day for each report.

    Who judges a report looks at its page several times, and each photo that is then opened in full leaves a line.
    Raises NotAllowed.
    """
    post = authority_of(tx, person_id, now).permit("read_internal_office", office_id, None, ASK_AGAIN)
    _note_daily(tx, now, receipt, office_id, person_id, post.post_id)


def _belongs_to(tx: Session, row: Evidence) -> str:
    """Under what looking at a photo is noted: the number of its report, else its own."""
    entry = tx.get(ProgressEntry, (row.office_id, row.entry_id)) if row.entry_id is not None else None
    return entry.receipt if entry is not None else str(row.id)


def _glimpsed(tx: Session, office_id: int, person_id: int, what: str, now: datetime) -> bool:
    return calendar.noted_since(tx, office_id, person_id, "glimpse_evidence", now - NOTED_EVERY, what)


def _note_daily(
    tx: Session, now: datetime, what: str, office_id: int, person_id: int, post_id: int | None
) -> None:
    if not _glimpsed(tx, office_id, person_id, what, now):
        _note(tx, now, "glimpse_evidence", what, office_id, person_id, post_id)


def _evidence(
    tx: Session, person_id: int, office_id: int, evidence_id: int, now: datetime
) -> tuple[Evidence | None, int | None]:
    """A row, and the post by which a person may see it. Raises NotAllowed."""
    authority = authority_of(tx, person_id, now)
    row = tx.get(Evidence, (office_id, evidence_id))
    entry = tx.get(ProgressEntry, (office_id, row.entry_id)) if row and row.entry_id is not None else None
    if entry is not None:
        owner = entry.department_id
    else:
        mine = row is not None and row.person_id == person_id
        owner = next((held.department_id or 0 for held in authority.in_office(office_id) if mine), 0)
    return row, authority.permit("open_evidence", office_id, owner, ASK_AGAIN).post_id


def _note(
    tx: Session, now: datetime, action: str, what: str, office_id: int, person_id: int, post_id: int | None
) -> None:
    audit(tx, now, action, what, office_id=office_id, person_id=person_id, post_id=post_id)
