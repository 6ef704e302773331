"""Evidence rows: a queue until LINE's copy was fetched, then proof beside an entry."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy
from sqlalchemy import ColumnElement, bindparam
from sqlmodel import Session, col, func, select, text

from tracker.model import Evidence, Measure, ProgressEntry
from tracker.model.measures import NO_SMALL_COPY
from tracker.store import progress
from tracker.store.plain import ask, columns, entity
from tracker.store.ready import Ready, Row

LEASE = timedelta(seconds=60)


def by_message(tx: Session, line_message_id: str) -> Evidence | None:
    """The evidence a LINE message brought, locked until the transaction ends, or None."""
    query = select(Evidence).where(Evidence.line_message_id == line_message_id)
    return tx.exec(query.with_for_update()).first()


def locked(tx: Session, office_id: int, evidence_id: int) -> Evidence | None:
    """A piece of evidence as it is now, locked until the transaction ends."""
    return tx.get(Evidence, (office_id, evidence_id), with_for_update=True, populate_existing=True)


def unattached(tx: Session, person_id: int, since: datetime) -> list[Evidence]:
    """What a person sent since a moment without it being known what it proves, oldest first."""
    return [entity(tx, Evidence, row) for row in ask(tx, _UNATTACHED, {"person": person_id, "since": since})]


# Made once: every report asks for it, and to make such a statement takes longer than to ask.
_UNATTACHED = Ready(
    sqlalchemy.select(*columns(Evidence))
    .where(col(Evidence.person_id) == bindparam("person"), col(Evidence.entry_id).is_(None))
    .where(col(Evidence.state) != "removed", col(Evidence.state) != "staged")
    .where(col(Evidence.received_at) >= bindparam("since"))
    .order_by(col(Evidence.received_at))
)


def of_measures(
    tx: Session, office_id: int, fiscal_year: int, measure_id: int | None = None
) -> Sequence[Row]:
    """What proves the reports on a year's measures, or on one, as rows of all columns, the first received first."""
    if measure_id is None:
        return ask(tx, _OF_YEAR, {"office": office_id, "year": fiscal_year})
    return ask(tx, _OF_MEASURE, {"office": office_id, "measure": measure_id})


def _proving(which: ColumnElement[bool]) -> Ready:
    entries = sqlalchemy.select(col(ProgressEntry.id)).where(
        col(ProgressEntry.office_id) == bindparam("office"), which
    )
    return Ready(
        sqlalchemy.select(*columns(Evidence))
        .where(col(Evidence.office_id) == bindparam("office"), col(Evidence.entry_id).in_(entries))
        .where(col(Evidence.state) != "removed")
        .order_by(col(Evidence.received_at))
    )


_OF_YEAR = _proving(col(ProgressEntry.measure_id).in_(progress.OF_YEAR))
_OF_MEASURE = _proving(col(ProgressEntry.measure_id) == bindparam("measure"))


def of_report(
    tx: Session, office_id: int, person_id: int, ids: Collection[int], *, locked: bool = False
) -> list[Evidence]:
    """Of these, the photos a person sent from a page for an office: with reports that are not confirmed yet, or with
    another one that was confirmed meanwhile (the same photo may prove two measures); oldest first."""
    query = select(Evidence).where(Evidence.office_id == office_id, Evidence.person_id == person_id)
    query = query.where(Evidence.kind == "photo", col(Evidence.line_message_id).is_(None))
    query = query.where(col(Evidence.id).in_(ids), col(Evidence.state).in_(("staged", "stored")))
    query = query.order_by(col(Evidence.id))
    return list(tx.exec(query.with_for_update() if locked else query).all())


def staged_alike(tx: Session, office_id: int, person_id: int, sha256: str) -> Evidence | None:
    """The staged photo of a person with this very content, or None."""
    query = select(Evidence).where(Evidence.office_id == office_id, Evidence.person_id == person_id)
    return tx.exec(query.where(Evidence.sha256 == sha256, Evidence.state == "staged")).first()


def staged_before(tx: Session, moment: datetime) -> list[Evidence]:
    """Staged photos no report was told with since a moment, locked until the transaction ends."""
    query = select(Evidence).where(Evidence.state == "staged", col(Evidence.next_at) < moment)
    return list(tx.exec(query.with_for_update()).all())


def count_of_entry(tx: Session, office_id: int, entry_id: int) -> int:
    """How many pieces of evidence an entry has."""
    query = select(func.count()).select_from(Evidence).where(Evidence.office_id == office_id)
    return tx.exec(query.where(Evidence.entry_id == entry_id, Evidence.state != "removed")).one()


def count_of_person(tx: Session, person_id: int, since: datetime) -> int:
    """How many photos and files a person has sent since a moment; those that could not be kept count too."""
    query = select(func.count()).select_from(Evidence).where(Evidence.person_id == person_id)
    return tx.exec(query.where(Evidence.kind != "link", Evidence.received_at >= since)).one()


def bytes_of_department(tx: Session, office_id: int, department_id: int, since: datetime) -> int:
    """How many bytes of evidence of a department's reports came since a moment and are stored or on their way."""
    query = (
        select(func.coalesce(func.sum(Evidence.size), 0))
        .join(
            ProgressEntry,
            (col(ProgressEntry.office_id) == Evidence.office_id)
            & (col(ProgressEntry.id) == Evidence.entry_id),
        )
        .where(Evidence.office_id == office_id, ProgressEntry.department_id == department_id)
        .where(col(Evidence.state).in_(("received", "stored")), Evidence.received_at >= since)
    )
    return int(tx.exec(query).one() or 0)


def claim(tx: Session, now: datetime, limit: int = 4) -> list[Evidence]:
    """Take what waits to be fetched; nobody else takes it for a minute."""
    query = (
        select(Evidence)
        .where(Evidence.state == "received", col(Evidence.next_at) <= now)
        .order_by(col(Evidence.next_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = list(tx.exec(query).all())
    for row in rows:
        row.next_at = now + LEASE
        row.attempts += 1
        tx.add(row)
    return rows


def without_small_copy(tx: Session, now: datetime, limit: int = 10) -> list[Evidence]:
    """Photos that are kept and reported with and have no small copy, whose turn has come."""
    query = (
        select(Evidence)
        # Spelled as the partial index is, for the database to see that it fits.
        .where(text(NO_SMALL_COPY), Evidence.next_at <= now)
        # By `next_at` those that no report was told with are forgotten: they get theirs once it was.
        .where(Evidence.state != "staged")
        .order_by(col(Evidence.next_at))
        .limit(limit)
    )
    return list(tx.exec(query).all())


def entries_to_attach_to(
    tx: Session, office_id: int, department_id: int | None, limit: int
) -> list[tuple[ProgressEntry, Measure]]:
    """The newest entries in force (of a department), each with its measure: what a photo may belong to."""
    query = (
        select(ProgressEntry, Measure)
        .join(
            Measure,
            (col(Measure.office_id) == ProgressEntry.office_id)
            & (col(Measure.id) == ProgressEntry.measure_id),
        )
        .where(ProgressEntry.office_id == office_id, ProgressEntry.kind != "undo")
        .where(col(ProgressEntry.id).not_in(progress.replaced(office_id)))
        .order_by(col(ProgressEntry.recorded_at).desc())
        .limit(limit)
    )
    if department_id is not None:
        query = query.where(ProgressEntry.department_id == department_id)
    return [(entry, measure) for entry, measure in tx.exec(query).all()]


def move(tx: Session, office_id: int, from_entry: int, to_entry: int) -> None:
    """Let evidence follow its report: to the correction that replaced it, and back when that is undone."""
    query = select(Evidence).where(Evidence.office_id == office_id, Evidence.entry_id == from_entry)
    for row in tx.exec(query).all():
        row.entry_id = to_entry
        tx.add(row)


def of_person(tx: Session, evidence_id: int, person_id: int) -> Evidence | None:
    """A piece of evidence a person sent, locked until the transaction ends, or None."""
    query = select(Evidence).where(Evidence.id == evidence_id, Evidence.person_id == person_id)
    query = query.where(Evidence.state != "staged")  # a page decides about those
    return tx.exec(query.with_for_update()).first()
