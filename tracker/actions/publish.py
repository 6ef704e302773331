"""Make a fiscal year public: freeze what stands now, of what the office chose, as the copy everybody may see."""

from datetime import datetime

from sqlmodel import Session

from tracker.actions.authority import Authority, audit
from tracker.errors import UnknownYear
from tracker.facts import YearFacts
from tracker.rules import publicity
from tracker.store import facts, organisations, papers, public_copies, results


def publish(tx: Session, authority: Authority, office_id: int, fiscal_year: int, now: datetime) -> int:
    """Freeze a fiscal year as its public copy; returns the copy's version. Coordinators only."""
    post = authority.permit("publish", office_id, None, "กรุณาให้ผู้ประสาน ITA เป็นผู้เผยแพร่")
    return freeze(tx, office_id, fiscal_year, now, authority.person_id, post.post_id)


def freeze(
    tx: Session,
    office_id: int,
    fiscal_year: int,
    now: datetime,
    person_id: int | None = None,
    post_id: int | None = None,
) -> int:
    """The freezing itself, for the operator's commands too. Raises UnknownYear when there is nothing to show."""
    papers.lock_office(
        tx, office_id
    )  # the version is one more than the newest: two at once would give the same
    frozen, held = would_be_public(tx, office_id, fiscal_year)
    version = public_copies.keep(tx, office_id, frozen.published(now), person_id, now)
    audit(
        tx,
        now,
        "publish",
        str(fiscal_year),
        office_id=office_id,
        person_id=person_id,
        post_id=post_id,
        version=version,
        held=len(held),
    )
    return version


def would_be_public(
    tx: Session, office_id: int, fiscal_year: int
) -> tuple[YearFacts, tuple[publicity.HeldText, ...]]:
    """What publishing a year now would show, and the texts it would hold back. Raises UnknownYear when there is
    nothing to show."""
    living = facts.year_facts(tx, office_id, fiscal_year)
    if living.assessment is None and not living.measures:
        years = sorted({*results.result_years(tx, office_id), *facts.measure_years(tx, office_id)})
        known = f"ปีที่มีข้อมูลคือ {', '.join(map(str, years))}" if years else ""
        raise UnknownYear(fiscal_year=fiscal_year, known=known)
    fields = publicity.chosen(organisations.office(tx, office_id).public_fields)
    return publicity.public_copy(living, fields, public_copies.released(tx, office_id))
