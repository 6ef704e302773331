"""What departments reported: entries in force, the state they leave, receipt numbers, rounds."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, bindparam
from sqlmodel import Session, col, func, select

from tracker.model import Measure, Office, ProgressEntry, Responsibility, Round
from tracker.model.columns import new_id
from tracker.store import reviews
from tracker.store.aliases import alias_of
from tracker.store.plain import ask, columns, entity_of, table, tell
from tracker.store.ready import Ready, Row

# Made once: to make another name for a table takes longer than to ask it.
_NEWER, _UNDO = alias_of(ProgressEntry), alias_of(ProgressEntry)


def locked_responsibility(tx: Session, office_id: int, measure_id: int, department_id: int) -> Row | None:
    """How a measure stands in a department (a row of all columns), locked until the transaction ends; None when it is
    not theirs."""
    its = {"office": office_id, "measure": measure_id, "department": department_id}
    rows = ask(tx, _CARRIER, its)
    return rows[0] if rows else None


def stand(tx: Session, standing: Row, status: str, percent: int, entry_id: int | None) -> None:
    """A measure stands otherwise in a department from now on; whoever saw it as it was (`standing`, locked) is late."""
    its = {"office": standing.office_id, "measure": standing.measure_id, "department": standing.department_id}
    tell(tx, _STAND, its | {"now": status, "reached": percent, "by": entry_id, "after": standing.version + 1})


def enter(tx: Session, values: Mapping[str, Any]) -> ProgressEntry:
    """Write down an entry, given the values of its columns but `id` and what has a default."""
    its = _ENTRY_DEFAULTS | {"id": new_id()} | dict(values)
    tell(tx, _ENTER, its)
    return entity_of(tx, ProgressEntry, its)


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


def in_force(tx: Session, office_id: int, fiscal_year: int, measure_id: int | None = None) -> Sequence[Row]:
    """The entries in force (as `effective_entries` says) of a year's measures, or of one, as rows of all columns."""
    if measure_id is None:
        return ask(tx, _IN_FORCE, {"office": office_id, "year": fiscal_year})
    return ask(tx, _IN_FORCE_OF, {"office": office_id, "measure": measure_id})


def reported_rounds(
    tx: Session, office_id: int, fiscal_year: int, measure_id: int | None = None
) -> defaultdict[tuple[int, int], list[int]]:
    """The rounds (by id) each measure and department of a year has an entry in force of that is not sent back, the
    first reported first; of one measure where it is given."""
    found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    back = reviews.sent_back_of(tx, office_id)
    its = {"office": office_id, "year": fiscal_year}
    rows = (
        ask(tx, _REPORTED, its)
        if measure_id is None
        else ask(tx, _REPORTED_OF, {"office": office_id, "measure": measure_id})
    )
    for measure, department_id, round_id, newest in rows:
        if newest > back.get((round_id, measure, department_id), 0):
            found[measure, department_id].append(round_id)
    return found


def carried(tx: Session, office_id: int, fiscal_year: int) -> Sequence[Any]:
    """What departments carry of a year's measures: measure_id, department_id, status, percent, version, and the note of
    what they said last and recorded_at; None where they have said nothing yet."""
    return ask(tx, _CARRIED, {"office": office_id, "year": fiscal_year})


def round_by_key(tx: Session, office_id: int, fiscal_year: int, key: str) -> Round | None:
    """The round of a year with this key, or None."""
    return tx.execute(_ROUND, {"office": office_id, "year": fiscal_year, "key": key}).scalars().first()


def round_now(tx: Session, office_id: int, fiscal_year: int, key: str) -> Row | None:
    """The same at this moment, as a row of all columns."""
    rows = ask(tx, _ROUND_NOW, {"office": office_id, "year": fiscal_year, "key": key})
    return rows[0] if rows else None


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
# The measures of a year, given `office` and `year`.
OF_YEAR = sqlalchemy.select(col(Measure.id)).where(
    col(Measure.office_id) == bindparam("office"), col(Measure.fiscal_year) == bindparam("year")
)


def _in_force(which: ColumnElement[bool]) -> Ready:
    return Ready(
        sqlalchemy.select(*columns(ProgressEntry))
        .where(col(ProgressEntry.office_id) == bindparam("office"), which)
        .where(col(ProgressEntry.kind) != "undo", col(ProgressEntry.id).not_in(_replaced()))
        .order_by(col(ProgressEntry.recorded_at), col(ProgressEntry.id))
    )


_IN_FORCE = _in_force(col(ProgressEntry.measure_id).in_(OF_YEAR))
_IN_FORCE_OF = _in_force(col(ProgressEntry.measure_id) == bindparam("measure"))


def _reported(which: ColumnElement[bool]) -> Ready:
    return Ready(
        sqlalchemy.select(*_PLACE, func.max(col(ProgressEntry.id)))
        .where(col(ProgressEntry.office_id) == bindparam("office"), which)
        .where(col(ProgressEntry.kind) != "undo", col(ProgressEntry.round_id).is_not(None))
        .where(col(ProgressEntry.id).not_in(_replaced()))
        .group_by(*_PLACE)
        .order_by(func.min(col(ProgressEntry.recorded_at)), func.min(col(ProgressEntry.id)))
    )


_REPORTED = _reported(col(ProgressEntry.measure_id).in_(OF_YEAR))
_REPORTED_OF = _reported(col(ProgressEntry.measure_id) == bindparam("measure"))
_OF_OFFICE: Any = bindparam("office")
_CARRIER = Ready(
    sqlalchemy.select(*columns(Responsibility))
    .where(col(Responsibility.office_id) == _OF_OFFICE)
    .where(col(Responsibility.measure_id) == bindparam("measure"))
    .where(col(Responsibility.department_id) == bindparam("department"))
    .with_for_update()
)
_STAND = Ready(
    sqlalchemy.update(table(Responsibility))
    .where(col(Responsibility.office_id) == _OF_OFFICE)
    .where(col(Responsibility.measure_id) == bindparam("measure"))
    .where(col(Responsibility.department_id) == bindparam("department"))
    .values(
        status=bindparam("now"),
        percent=bindparam("reached"),
        entry_id=bindparam("by"),
        version=bindparam("after"),
    )
)
_ENTRY_DEFAULTS: dict[str, Any] = {"kind": "update", "note": "", "late": False} | dict.fromkeys(
    ("replaces_id", "round_id", "person_id", "post_id", "draft_id", "line_message_id")
)
_ENTER = Ready(
    sqlalchemy.insert(table(ProgressEntry)), [str(column.key) for column in columns(ProgressEntry)]
)
_ONE_ROUND = (
    col(Round.office_id) == _OF_OFFICE,
    col(Round.fiscal_year) == bindparam("year"),
    col(Round.key) == bindparam("key"),
)
_ROUND = select(Round).where(*_ONE_ROUND)
_ROUND_NOW = Ready(sqlalchemy.select(*columns(Round)).where(*_ONE_ROUND))
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
_CARRIED = Ready(
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
    .where(col(Responsibility.measure_id).in_(OF_YEAR))
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
