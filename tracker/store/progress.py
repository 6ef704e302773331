"""What departments reported: entries in force, the state they leave, receipt numbers, rounds."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, bindparam
from sqlmodel import Session, col, func, select

from tracker.model import Measure, MeasureRound, Office, ProgressEntry, Responsibility, Round
from tracker.store import reviews
from tracker.store.aliases import alias_of
from tracker.store.plain import ask
from tracker.store.ready import Ready

# Made once: to make another name for a table takes longer than to ask it.
_NEWER, _UNDO = alias_of(ProgressEntry), alias_of(ProgressEntry)


def measure_by_number(tx: Session, office_id: int, fiscal_year: int, number: int) -> Measure | None:
    """The measure of a year with this number, or None."""
    its = {"office": office_id, "year": fiscal_year, "number": number}
    return tx.execute(_MEASURE, its).scalars().first()


def locked_responsibility(
    tx: Session, office_id: int, measure_id: int, department_id: int
) -> Responsibility | None:
    """The state of a measure in a department, locked until the transaction ends; None when not theirs."""
    its = {"office": office_id, "measure": measure_id, "department": department_id}
    return tx.execute(_CARRIER, its).scalars().first()


def carriers(tx: Session, office_id: int, measure_id: int) -> list[Responsibility]:
    """Every department's state of a measure."""
    query = select(Responsibility).where(Responsibility.office_id == office_id)
    return list(tx.exec(query.where(Responsibility.measure_id == measure_id)).all())


def effective_entries(
    tx: Session,
    office_id: int,
    measures: Collection[int] | None = None,
    department_id: int | None = None,
) -> list[ProgressEntry]:
    """Entries in force, oldest first: not undone, not replaced by a correction, and no undo themselves. Of some
    measures (by id), of one department, where they are given."""
    query = (
        select(ProgressEntry)
        .where(ProgressEntry.office_id == office_id, ProgressEntry.kind != "undo")
        .where(col(ProgressEntry.id).not_in(replaced(office_id)))
        .order_by(col(ProgressEntry.recorded_at), col(ProgressEntry.id))
    )
    if measures is not None:
        query = query.where(col(ProgressEntry.measure_id).in_(measures))
    if department_id is not None:
        query = query.where(ProgressEntry.department_id == department_id)
    return list(tx.exec(query).all())


def reported_rounds(
    tx: Session, office_id: int, measures: Collection[int]
) -> defaultdict[tuple[int, int], list[int]]:
    """The rounds (by id) each measure and department has an entry in force of that is not sent back, the first reported
    first."""
    found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    back = reviews.sent_back(tx, (office_id,))
    wanted = {"office": office_id, "measures": list(measures)}
    for measure_id, department_id, round_id, newest in ask(tx, _REPORTED, wanted):
        if newest > back.get((round_id, measure_id, department_id), 0):
            found[measure_id, department_id].append(round_id)
    return found


def carried(tx: Session, office_id: int, measures: Collection[int]) -> Sequence[Any]:
    """What departments carry of measures (by id): measure_id, department_id, status, percent, version, and the note of
    what they said last and recorded_at; None where they have said nothing yet."""
    return ask(tx, _CARRIED, {"office": office_id, "measures": list(measures)})


def rounds_of_measure(
    tx: Session, office_id: int, measure_id: int, department_id: int | None = None
) -> list[tuple[Round, bool]]:
    """The rounds a measure is due in, by due date, each with whether it was assumed.

    With a department, another department's completion rounds are left out.
    """
    rows = tx.execute(_ROUNDS_OF, {"office": office_id, "measure": measure_id}).all()
    return [
        (found, assumed)
        for found, assumed in rows
        if department_id is None or found.department_id in (None, department_id)
    ]


def round_by_key(tx: Session, office_id: int, fiscal_year: int, key: str) -> Round | None:
    """The round of a year with this key, or None."""
    return tx.execute(_ROUND, {"office": office_id, "year": fiscal_year, "key": key}).scalars().first()


def rounds_of_year(tx: Session, office_id: int, fiscal_year: int) -> list[Round]:
    """Every round of a fiscal year, by due date."""
    query = select(Round).where(Round.office_id == office_id, Round.fiscal_year == fiscal_year)
    return list(tx.exec(query.order_by(col(Round.due), col(Round.key))).all())


def entry_by_receipt(tx: Session, office_id: int, receipt: str) -> ProgressEntry | None:
    """The entry a receipt number stands for, or None."""
    query = select(ProgressEntry).where(
        ProgressEntry.office_id == office_id, ProgressEntry.receipt == receipt
    )
    return tx.exec(query).first()


def entries_of_message(tx: Session, line_message_id: str) -> list[ProgressEntry]:
    """The entries whose notes came with a LINE message: one message may tell of several measures."""
    return list(tx.exec(select(ProgressEntry).where(ProgressEntry.line_message_id == line_message_id)).all())


def replaced_by(tx: Session, office_id: int, entry_id: int) -> ProgressEntry | None:
    """The entry that undid or corrected this one and is itself in force, or None."""
    query = select(ProgressEntry).where(
        ProgressEntry.office_id == office_id, ProgressEntry.replaces_id == entry_id
    )
    return tx.exec(query.where(_not_undone(office_id))).first()


def _not_undone(office_id: int) -> ColumnElement[bool]:
    """An entry that no undo names: a correction that was undone replaces nothing any more."""
    undone = select(_UNDO.replaces_id).where(_UNDO.office_id == office_id, _UNDO.kind == "undo")
    return col(ProgressEntry.id).not_in(undone)


def replaced(office_id: int) -> Any:
    """The ids of entries that something in force replaces."""
    undone = select(_UNDO.replaces_id).where(_UNDO.office_id == office_id, _UNDO.kind == "undo")
    return select(_NEWER.replaces_id).where(
        _NEWER.office_id == office_id, col(_NEWER.replaces_id).is_not(None), col(_NEWER.id).not_in(undone)
    )


def _replaced() -> Any:
    office: Any = bindparam("office")
    undone = sqlalchemy.select(col(_UNDO.replaces_id)).where(
        col(_UNDO.office_id) == office, col(_UNDO.kind) == "undo"
    )
    return sqlalchemy.select(col(_NEWER.replaces_id)).where(
        col(_NEWER.office_id) == office, col(_NEWER.replaces_id).is_not(None), col(_NEWER.id).not_in(undone)
    )


# Made once: to make such a statement takes longer than to carry it out.
_PLACE = (col(ProgressEntry.measure_id), col(ProgressEntry.department_id), col(ProgressEntry.round_id))
_REPORTED = (
    sqlalchemy.select(*_PLACE, func.max(col(ProgressEntry.id)))
    .where(col(ProgressEntry.office_id) == bindparam("office"))
    .where(col(ProgressEntry.measure_id).in_(bindparam("measures", expanding=True)))
    .where(col(ProgressEntry.kind) != "undo", col(ProgressEntry.round_id).is_not(None))
    .where(col(ProgressEntry.id).not_in(_replaced()))
    .group_by(*_PLACE)
    .order_by(func.min(col(ProgressEntry.recorded_at)), func.min(col(ProgressEntry.id)))
)
_OF_OFFICE: Any = bindparam("office")
_MEASURE = (
    select(Measure)
    .where(col(Measure.office_id) == _OF_OFFICE, col(Measure.number) == bindparam("number"))
    .where(col(Measure.fiscal_year) == bindparam("year"))
)
_CARRIER = (
    select(Responsibility)
    .where(col(Responsibility.office_id) == _OF_OFFICE)
    .where(col(Responsibility.measure_id) == bindparam("measure"))
    .where(col(Responsibility.department_id) == bindparam("department"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_ROUND = (
    select(Round)
    .where(col(Round.office_id) == _OF_OFFICE, col(Round.fiscal_year) == bindparam("year"))
    .where(col(Round.key) == bindparam("key"))
)
_ROUNDS_OF = (
    select(Round, MeasureRound.assumed)
    .join(
        MeasureRound,
        (col(MeasureRound.office_id) == Round.office_id) & (col(MeasureRound.round_id) == Round.id),
    )
    .where(col(MeasureRound.office_id) == _OF_OFFICE)
    .where(col(MeasureRound.measure_id) == bindparam("measure"))
    .order_by(col(Round.due), col(Round.key))
)
_QUEUE = Ready(
    sqlalchemy.select(col(Office.id)).where(col(Office.id) == _OF_OFFICE).with_for_update(key_share=True)
)
_OF_PREFIX = (
    col(ProgressEntry.office_id) == _OF_OFFICE,
    col(ProgressEntry.receipt).startswith(bindparam("prefix")),
)
# Longer numbers are greater: past 9999 the order of the text alone would be wrong.
_LONGEST = (
    sqlalchemy.select(func.max(func.length(ProgressEntry.receipt))).where(*_OF_PREFIX).scalar_subquery()
)
_NEWEST_RECEIPT = Ready(
    sqlalchemy.select(func.max(ProgressEntry.receipt)).where(
        *_OF_PREFIX, func.length(ProgressEntry.receipt) == _LONGEST
    )
)
_CARRIED = (
    sqlalchemy.select(
        col(Responsibility.measure_id),
        col(Responsibility.department_id),
        col(Responsibility.status),
        col(Responsibility.percent),
        col(Responsibility.version),
        col(ProgressEntry.note),
        col(ProgressEntry.recorded_at),
    )
    .outerjoin(
        ProgressEntry,
        (col(ProgressEntry.office_id) == Responsibility.office_id)
        & (col(ProgressEntry.id) == Responsibility.entry_id),
    )
    .where(col(Responsibility.office_id) == bindparam("office"))
    .where(col(Responsibility.measure_id).in_(bindparam("measures", expanding=True)))
)


def last_entry_of_person(tx: Session, person_id: int) -> ProgressEntry | None:
    """What a person recorded last and is still in force, in any office."""
    query = (
        select(ProgressEntry)
        .where(ProgressEntry.person_id == person_id, ProgressEntry.kind != "undo")
        .order_by(col(ProgressEntry.recorded_at).desc(), col(ProgressEntry.id).desc())
    )
    entry = tx.exec(query).first()
    return entry if entry and replaced_by(tx, entry.office_id, entry.id) is None else None


def recorded_at(tx: Session, office_id: int, person_id: int, at: datetime) -> list[ProgressEntry]:
    """What a person recorded in an office at one moment, as with one message; undos are left out."""
    query = (
        select(ProgressEntry)
        .where(ProgressEntry.office_id == office_id, ProgressEntry.kind != "undo")
        .where(ProgressEntry.person_id == person_id, ProgressEntry.recorded_at == at)
    )
    return list(tx.exec(query.order_by(col(ProgressEntry.id))).all())


def next_receipt(tx: Session, office_id: int, fiscal_year: int) -> str:
    """The next receipt number of a fiscal year, as in 67-0012. Call it inside the writing transaction."""
    # Two departments at once would find the same number free: the office's row is the queue they stand in.
    ask(tx, _QUEUE, {"office": office_id})
    prefix = f"{fiscal_year % 100:02d}-"
    ((newest,),) = ask(tx, _NEWEST_RECEIPT, {"office": office_id, "prefix": prefix})
    newest = newest or f"{prefix}0000"
    return f"{prefix}{int(newest.removeprefix(prefix)) + 1:04d}"


def round_key_of(tx: Session, entry: ProgressEntry) -> str | None:
    """The key of the round an entry belongs to, None when it belongs to none."""
    found = tx.get(Round, (entry.office_id, entry.round_id)) if entry.round_id else None
    return found.key if found else None


def current_entry(tx: Session, entry: ProgressEntry) -> ProgressEntry | None:
    """The entry that stands for this one now: itself, its newest correction, or None once it was undone."""
    while (newer := replaced_by(tx, entry.office_id, entry.id)) is not None:
        if newer.kind == "undo":
            return None
        entry = newer
    return entry


def year_and_number(tx: Session, office_id: int, measure_id: int) -> tuple[int, int]:
    """The fiscal year and number of a measure."""
    found = tx.get_one(Measure, (office_id, measure_id))
    return found.fiscal_year, found.number
