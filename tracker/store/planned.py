"""What is planned for a year: its measures, its rounds, and which are due when. Papers and settings say so, and it
stays on the shelf while they do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy
from sqlalchemy import bindparam
from sqlmodel import Session, col

from tracker.model import Measure, MeasureRound, Round
from tracker.store.plain import ask, columns
from tracker.store.ready import Ready, Row
from tracker.store.shelf import kept


@dataclass(frozen=True)
class Planned:
    """A year's plan in rows of all columns: measures by number, rounds by key, and of each measure (by id) the rounds
    it is due in, by due date, each with whether that was assumed. Shared: nobody changes it."""

    measures: Mapping[int, Row]
    rounds: Mapping[str, Row]
    due: Mapping[int, tuple[tuple[Row, bool], ...]]

    def rounds_of(self, measure_id: int, department_id: int) -> list[Row]:
        """The rounds a department's share of a measure is due in, by due date: another department's completion rounds
        are left out."""
        return [
            found for found, _ in self.due.get(measure_id, ()) if found.department_id in (None, department_id)
        ]


def planned(tx: Session, office_id: int, fiscal_year: int) -> Planned:
    """The plan of an office's fiscal year (B.E.); empty where there is none."""
    return kept(tx, office_id, ("plan", fiscal_year), lambda: _read(tx, office_id, fiscal_year))


def _read(tx: Session, office_id: int, fiscal_year: int) -> Planned:
    its = {"office": office_id, "year": fiscal_year}
    rounds = ask(tx, ROUNDS, its)
    by_id, due = {found.id: found for found in rounds}, dict[int, list[tuple[Row, bool]]]()
    for measure_id, round_id, assumed in ask(tx, DUE, its):
        if round_id in by_id:
            due.setdefault(measure_id, []).append((by_id[round_id], assumed))
    order: Any = lambda each: (each[0].due, each[0].key)  # noqa: E731
    return Planned(
        measures={measure.number: measure for measure in ask(tx, MEASURES, its)},
        rounds={found.key: found for found in rounds},
        due={measure_id: tuple(sorted(theirs, key=order)) for measure_id, theirs in due.items()},
    )


# Made once: to make such a statement takes longer than to carry it out, and rows take less than entities.
ROUNDS = Ready(
    sqlalchemy.select(*columns(Round))
    .where(col(Round.office_id) == bindparam("office"), col(Round.fiscal_year) == bindparam("year"))
    .order_by(col(Round.due), col(Round.key))
)
MEASURES = Ready(
    sqlalchemy.select(*columns(Measure))
    .where(col(Measure.office_id) == bindparam("office"), col(Measure.fiscal_year) == bindparam("year"))
    .order_by(col(Measure.number))
)
DUE = Ready(
    sqlalchemy.select(col(MeasureRound.measure_id), col(MeasureRound.round_id), col(MeasureRound.assumed))
    .join(
        Measure,
        (col(Measure.office_id) == MeasureRound.office_id) & (col(Measure.id) == MeasureRound.measure_id),
    )
    .where(col(Measure.office_id) == bindparam("office"), col(Measure.fiscal_year) == bindparam("year"))
)
