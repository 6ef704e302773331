"""What was made public of an office: frozen copies of its fiscal years, and the texts that may stand in them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy
from sqlmodel import Session, col, func, select

from tracker.facts import YearFacts, from_json, to_json
from tracker.model import PublishedCopy, RoundEdition, TextRelease
from tracker.rules import publicity


def newest(tx: Session, office_id: int, fiscal_year: int) -> YearFacts | None:
    """The newest frozen copy a coordinator made public, or None."""
    query = (
        select(PublishedCopy)
        .where(PublishedCopy.office_id == office_id, PublishedCopy.fiscal_year == fiscal_year)
        .order_by(col(PublishedCopy.version).desc())
        .limit(1)
    )
    copy = tx.exec(query).first()
    if copy is None:
        return None
    found = from_json(copy.facts)
    if found.checked == publicity.RULES:
        return found
    # Frozen before (all of) this was held back: what was public then stays so, but for texts nobody has looked at.
    fields = publicity.KEYS if found.checked else publicity.DEFAULT
    return publicity.public_copy(found, fields, released(tx, office_id))[0]


def released(tx: Session, office_id: int) -> frozenset[str]:
    """The fingerprints of an office's texts that a coordinator looked at and lets be public."""
    return frozenset(tx.exec(select(TextRelease.fingerprint).where(TextRelease.office_id == office_id)).all())


def keep_released(
    tx: Session, office_id: int, fingerprint: str, kinds: Collection[str], person_id: int, now: datetime
) -> None:
    """A text of an office was looked at; nothing happens when it was before."""
    if tx.get(TextRelease, (office_id, fingerprint)) is None:
        tx.add(
            TextRelease(
                office_id=office_id,
                fingerprint=fingerprint,
                kinds=" ".join(kinds),
                released_at=now,
                released_by=person_id,
            )
        )


def years(tx: Session, office_id: int) -> list[int]:
    """The fiscal years with a public page, ascending."""
    query = select(PublishedCopy.fiscal_year).where(PublishedCopy.office_id == office_id).distinct()
    return sorted(tx.exec(query).all())


def years_of_each(tx: Session, offices: Collection[int]) -> dict[int, list[int]]:
    """By office (id) the fiscal years with a public page, ascending; offices without any are left out."""
    found: dict[int, list[int]] = defaultdict(list)
    pages = sqlalchemy.select(col(PublishedCopy.office_id), col(PublishedCopy.fiscal_year)).distinct()
    pages = pages.where(col(PublishedCopy.office_id).in_(offices))
    for office_id, year in sorted(tuple(row) for row in tx.execute(pages).all()):
        found[office_id].append(year)
    return dict(found)


def keep(tx: Session, office_id: int, facts: YearFacts, person_id: int | None, now: datetime) -> int:
    """Freeze facts as the public copy; returns its version."""
    query = select(func.max(PublishedCopy.version)).where(
        PublishedCopy.office_id == office_id, PublishedCopy.fiscal_year == facts.fiscal_year
    )
    version = (tx.exec(query).one() or 0) + 1
    copy = PublishedCopy(
        office_id=office_id,
        fiscal_year=facts.fiscal_year,
        version=version,
        published_at=now,
        published_by=person_id,
        facts=to_json(facts),
    )
    tx.add(copy)
    return version


@dataclass(frozen=True)
class TakenNote:
    """The words of a report that its sender took back: which report, of which measure and department."""

    receipt: str
    measure_number: int
    department: str
    words: str


def hide(
    tx: Session, office_id: int, *, note: TakenNote | None = None, evidence_id: int | None = None
) -> None:
    """A note or a piece of evidence was taken back by its sender: the public copies and the frozen editions of closed
    rounds hold it no more. The same words of somebody else stay."""
    copies = tx.exec(select(PublishedCopy).where(PublishedCopy.office_id == office_id)).all()
    editions = tx.exec(select(RoundEdition).where(RoundEdition.office_id == office_id)).all()
    frozen: list[PublishedCopy | RoundEdition] = [*copies, *editions]
    for copy in frozen:
        facts = _without(copy.facts, note, evidence_id)
        if facts != copy.facts:
            copy.facts = facts
            tx.add(copy)


def _without(facts: dict[str, Any], note: TakenNote | None, evidence_id: int | None) -> dict[str, Any]:
    updates = [
        update
        | {"note": _left_of(update, note)}
        | {"evidence": [proof for proof in update["evidence"] if proof["id"] != evidence_id]}
        for update in facts["updates"]
    ]
    measures = [
        measure
        | {"standings": [_unsaid(standing, measure["number"], note) for standing in measure["standings"]]}
        for measure in facts["measures"]
    ]
    return facts | {"updates": updates, "measures": measures}


def _left_of(update: dict[str, Any], note: TakenNote | None) -> str:
    words: str = update["note"]
    if note is None or update["measure_number"] != note.measure_number:
        return words
    if update["receipt"] == note.receipt:
        return ""
    # Where departments were published as one, their notes stand in one report under each other.
    joined = update["department"] != note.department and note.department in update["department"].split(", ")
    return words.replace(note.words, "").strip("\n") if joined else words


def _unsaid(standing: dict[str, Any], number: int, note: TakenNote | None) -> dict[str, Any]:
    if note is None or (number, standing["department"]) != (note.measure_number, note.department):
        return standing
    return standing | {"note": ""} if standing.get("note") == note.words else standing
