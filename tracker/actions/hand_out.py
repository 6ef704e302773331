"""Hand out what is restricted: a report, the office's workbook, a piece of evidence. Each leaves an audit line.

A signed link says what somebody asked for; whether they may have it is asked again here, at the moment of opening.
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from tracker.actions.authority import Authority, audit
from tracker.errors import DraftUnknown
from tracker.model import Evidence, ProgressEntry
from tracker.store import organisations
from tracker.store.people import Holding

_INSTEAD = "กรุณาขอไฟล์จากผู้ประสาน ITA ของหน่วยงาน"


def hand_out_report(
    tx: Session,
    authority: Authority,
    office_id: int,
    departments: Collection[str] | None,
    now: datetime,
    *,
    kind: str,
    fiscal_year: int,
    format: str,
) -> None:
    """Allow a report over some departments (full names; None: the whole office) and note it. Raises NotAllowed.

    `kind` is analysis, measures or progress; `fiscal_year` is B.E.
    """
    if departments is None:
        post = authority.permit("export_office", office_id, None, _INSTEAD)
    else:
        known = {each.name: each.id for each in organisations.departments(tx, office_id)}
        # A name the office no longer has is nobody's own department.
        ids = [known.get(name, 0) for name in departments] or [0]
        post = [authority.permit("export_own_department", office_id, each, _INSTEAD) for each in ids][0]
    scope = "office" if departments is None else sorted(departments)
    _note(tx, authority, post, now, "export", f"{kind}.{format}", fiscal_year=fiscal_year, scope=scope)


def hand_out_workbook(tx: Session, authority: Authority, office_id: int, now: datetime) -> None:
    """Allow everything of an office as one workbook and note it. Raises NotAllowed."""
    post = authority.permit("export_workbook", office_id, None, _INSTEAD)
    _note(tx, authority, post, now, "export", "workbook.xlsx", scope="office")


def open_evidence(
    tx: Session, authority: Authority, office_id: int, evidence_id: int, now: datetime
) -> Evidence:
    """A piece of evidence for who may see its report, or who sent it and still works here; noted. Raises NotAllowed,
    DraftUnknown when there is none."""
    row = tx.get(Evidence, (office_id, evidence_id))
    if row is None or row.state == "removed":
        raise DraftUnknown()
    entry = tx.get(ProgressEntry, (office_id, row.entry_id)) if row.entry_id is not None else None
    if entry is not None:
        owners = [entry.department_id]
    else:
        mine = row.person_id == authority.person_id
        owners = [held.department_id or 0 for held in authority.in_office(office_id) if mine]
    post = authority.permit("open_evidence", office_id, (owners or [0])[0], _INSTEAD)
    _note(tx, authority, post, now, "open_evidence", str(evidence_id), of=entry.receipt if entry else None)
    return row


def _note(
    tx: Session,
    authority: Authority,
    post: Holding,
    now: datetime,
    action: str,
    subject: str,
    **detail: object,
) -> None:
    audit(
        tx, now, action, subject,
        office_id=post.office_id, person_id=authority.person_id, post_id=post.post_id, **detail,
    )  # fmt: skip
