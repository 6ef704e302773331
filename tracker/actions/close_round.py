"""Close a round: nothing more is reminded of it, its report is frozen, and what comes later is marked late."""

from datetime import datetime

from sqlmodel import Session

from tracker.actions.authority import Authority, audit
from tracker.actions.edition_of_round import freeze_round
from tracker.errors import RoundClosed, RoundUnknown
from tracker.model import Round
from tracker.store import papers, progress


def close_round(
    tx: Session, authority: Authority, office_id: int, fiscal_year: int, key: str, now: datetime
) -> Round:
    """Close a round of the office. Coordinators only. Raises RoundUnknown, RoundClosed, NotAllowed."""
    post = authority.permit("close_round", office_id, None, "กรุณาให้ผู้ประสาน ITA เป็นผู้ปิดรอบ")
    papers.lock_office(tx, office_id)
    found = progress.round_by_key(tx, office_id, fiscal_year, key)
    if found is None:
        known = ", ".join(each.label for each in progress.rounds_of_year(tx, office_id, fiscal_year))
        raise RoundUnknown(fiscal_year=fiscal_year, known=known)
    if found.closed_at is not None:
        raise RoundClosed(label=found.label)
    found.closed_at, found.closed_by = now, authority.person_id
    tx.add(found)
    tx.flush()
    freeze_round(tx, office_id, fiscal_year, key, now)
    audit(
        tx,
        now,
        "close_round",
        key,
        office_id=office_id,
        person_id=authority.person_id,
        post_id=post.post_id,
        fiscal_year=fiscal_year,
    )
    return found
