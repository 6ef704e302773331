"""Take a photo, file or link as evidence of an entry, or keep it until the person says of which."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker.actions.authority import Authority, audit
from tracker.actions.record_progress import EVIDENCE_WINDOW
from tracker.errors import DepartmentFull, DiskNearlyFull, EvidenceOfUndone, TooManyFiles
from tracker.files import Files
from tracker.model import Evidence, ProgressEntry
from tracker.store import evidence, progress

KEPT_UNATTACHED = timedelta(days=1)
A_DAY = 50
"""Photos and files a person may send in a day."""
A_MONTH = 200 * 1_048_576
"""Bytes of evidence a department may have stored in a month."""


def entry_in_window(tx: Session, person_id: int, now: datetime) -> ProgressEntry | None:
    """What the person recorded within the last 10 minutes: evidence sent now belongs to it."""
    entry = progress.last_entry_of_person(tx, person_id)
    return entry if entry and now - entry.recorded_at <= EVIDENCE_WINDOW else None


def room_for_more(
    tx: Session, files: Files, person_id: int, entry: ProgressEntry | None, now: datetime, zone: ZoneInfo
) -> None:
    """Whether one more photo or file may be taken. The report it is for stays in any case. Raises DiskNearlyFull,
    TooManyFiles, DepartmentFull."""
    place = (entry.office_id, entry.department_id) if entry else None
    room_in(tx, files, person_id, place, now, zone)


def room_in(
    tx: Session, files: Files, person_id: int, place: tuple[int, int] | None, now: datetime, zone: ZoneInfo
) -> None:
    """The same for a report that is yet to be: `place` is the office and the department it will be of."""
    if files.nearly_full():
        raise DiskNearlyFull()
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    if evidence.count_of_person(tx, person_id, midnight) >= A_DAY:
        raise TooManyFiles(count=A_DAY)
    first = midnight.replace(day=1)
    if place is not None and evidence.bytes_of_department(tx, *place, first) >= A_MONTH:
        raise DepartmentFull(megabytes=A_MONTH // 1_048_576)


def take_evidence(
    tx: Session,
    authority: Authority,
    office_id: int,
    entry: ProgressEntry | None,
    now: datetime,
    *,
    kind: str,
    line_message_id: str | None = None,
    account: str | None = None,
    file_name: str | None = None,
    size: int | None = None,
    url: str | None = None,
) -> Evidence:
    """Note a photo or file to be fetched from LINE (kind photo, file), through the account it came by, or a link as it
    is.

    Without an entry it waits for the person to say what it proves. Raises NotAllowed.
    """
    entry = in_force(tx, entry) if entry else None
    department_id = entry.department_id if entry else _first_department(authority, office_id)
    post = authority.permit(
        "attach_evidence", office_id, department_id, "กรุณาให้ส่วนราชการเจ้าของมาตรการแนบหลักฐาน"
    )
    assert authority.person_id is not None
    row = Evidence(
        office_id=office_id,
        entry_id=entry.id if entry else None,
        person_id=authority.person_id,
        kind=kind,
        line_message_id=line_message_id,
        account=account,
        file_name=file_name,
        size=size,
        url=url,
        received_at=now,
        stored_at=now if kind == "link" else None,
        state="stored" if kind == "link" else "received",
        next_at=now,
    )
    tx.add(row)
    tx.flush()
    subject = entry.receipt if entry else "unattached"
    audit(
        tx,
        now,
        "take_evidence",
        subject,
        office_id=office_id,
        person_id=authority.person_id,
        post_id=post.post_id,
        kind=kind,
    )
    return row


def attach_waiting(tx: Session, authority: Authority, entry: ProgressEntry, now: datetime) -> list[Evidence]:
    """Give an entry what its author sent in the 10 minutes before it and had not yet said the purpose of."""
    if authority.person_id is None:
        return []
    waiting = evidence.unattached(tx, authority.person_id, now - EVIDENCE_WINDOW)
    return [attach(tx, authority, row, entry, now) for row in waiting if row.office_id == entry.office_id]


def attach(tx: Session, authority: Authority, row: Evidence, entry: ProgressEntry, now: datetime) -> Evidence:
    """Say that evidence in hand proves an entry. Raises NotAllowed, EvidenceOfUndone."""
    entry = in_force(tx, entry)
    post = authority.permit(
        "attach_evidence", entry.office_id, entry.department_id, "กรุณาให้ส่วนราชการเจ้าของมาตรการแนบหลักฐาน"
    )
    row.entry_id = entry.id
    tx.add(row)
    audit(
        tx,
        now,
        "attach_evidence",
        entry.receipt,
        office_id=entry.office_id,
        person_id=authority.person_id,
        post_id=post.post_id,
    )
    return row


def in_force(tx: Session, entry: ProgressEntry) -> ProgressEntry:
    """The entry evidence belongs to now: its newest correction. Raises EvidenceOfUndone. Nobody corrects or undoes it
    until the transaction ends."""
    progress.locked_responsibility(tx, entry.office_id, entry.measure_id, entry.department_id)
    current = progress.current_entry(tx, entry)
    if current is None:
        raise EvidenceOfUndone(receipt=entry.receipt)
    return current


def _first_department(authority: Authority, office_id: int) -> int | None:
    return next((held.department_id for held in authority.in_office(office_id)), None)
