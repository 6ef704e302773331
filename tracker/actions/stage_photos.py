"""Photos that come from a page before their report is confirmed: kept aside, attached with it, else forgotten."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session

from tracker.actions.attach_evidence import attach
from tracker.actions.authority import Authority, audit
from tracker.actions.forget_files import forget_evidence
from tracker.files import Files, Stored
from tracker.model import Evidence, ProgressEntry
from tracker.store import evidence

KEPT_STAGED = timedelta(days=1)
"""Far longer than a report may wait to be confirmed: a person may come back to correct it."""


def stage_photo(
    tx: Session,
    authority: Authority,
    office_id: int,
    department_id: int,
    stored: Stored,
    file_name: str,
    now: datetime,
) -> Evidence:
    """Note a photo, already drawn anew and stored, that a report of a department is being told with. The same photo
    sent once more is the same row. Raises NotAllowed."""
    post = authority.permit(
        "attach_evidence", office_id, department_id, "กรุณาให้ส่วนราชการเจ้าของมาตรการแนบหลักฐาน"
    )
    assert authority.person_id is not None
    known = evidence.staged_alike(tx, office_id, authority.person_id, stored.sha256)
    if known is not None:
        keep_staged(tx, [known], now)
        return known
    row = Evidence(
        office_id=office_id,
        person_id=authority.person_id,
        kind="photo",
        file_name=file_name,
        media_type="image/jpeg",
        size=stored.size,
        sha256=stored.sha256,
        received_at=now,
        stored_at=now,
        state="staged",
        next_at=now,
    )
    tx.add(row)
    tx.flush()
    audit(
        tx,
        now,
        "take_evidence",
        "staged",
        office_id=office_id,
        person_id=authority.person_id,
        post_id=post.post_id,
        kind="photo",
    )
    return row


def keep_staged(tx: Session, rows: Collection[Evidence], now: datetime) -> None:
    """These are part of a report that is told now: their day begins anew."""
    for row in rows:
        if row.state == "staged":
            row.next_at = now
            tx.add(row)


def attach_staged(
    tx: Session, authority: Authority, entry: ProgressEntry, ids: Collection[int], now: datetime
) -> list[Evidence]:
    """Give an entry the photos of its author that its draft names. One that went with another report meanwhile goes
    with this one too, as a row of its own: both were told with it. Raises NotAllowed."""
    if not ids or authority.person_id is None:
        return []
    named = evidence.of_report(tx, entry.office_id, authority.person_id, ids, locked=True)
    rows = [row if row.state == "staged" else _copy(row, now) for row in named]
    for row in rows:
        row.state = "stored"
        attach(tx, authority, row, entry, now)
    return rows


def _copy(row: Evidence, now: datetime) -> Evidence:
    """The same content once more, for another entry."""
    same = row.model_dump(exclude={"id", "entry_id", "attempts", "problem"})
    return Evidence(**{**same, "next_at": now})


def forget_staged(tx: Session, files: Files, now: datetime) -> None:
    """Photos whose report nobody confirmed within a day go, their files with them."""
    for row in evidence.staged_before(tx, now - KEPT_STAGED):
        forget_evidence(tx, files, row)
