"""Open the rounds a measure is reported in, from its cadence and the office's due dates."""

from datetime import date, datetime

from sqlmodel import Session

from tracker.model import Measure, MeasureRound, Office, Round
from tracker.rules import rounds as rules
from tracker.store import papers, progress
from tracker.store.ready import Row


def open_rounds(tx: Session, office: Office, measure: Measure, now: datetime) -> list[Round]:
    """Link a measure to its rounds, making those the year does not have yet. A measure that had others before is due
    in these only, and in those it was reported in. Returns them by due date."""
    period = (
        (measure.period_start, measure.period_end) if measure.period_start and measure.period_end else None
    )
    specs = rules.rounds_of(
        cadence=measure.cadence,
        fiscal_year=measure.fiscal_year,
        measure_number=measure.number,
        months=tuple(measure.months),
        period=period,
        due_6m=(office.due_6m_month, office.due_6m_day),
        due_12m=(office.due_12m_month, office.due_12m_day),
    )
    linked = [_link(tx, office.id, measure, spec, now) for spec in specs]
    papers.leave_rounds(tx, measure, [found.id for found in linked])
    return linked


def open_completion_round(
    tx: Session, office_id: int, measure: Row, department_id: int, done_on: date, now: datetime
) -> Round:
    """Open the round that follows completion of a measure (a row), for the department that reported it done."""
    spec = rules.completion_round(measure.number, done_on)
    key = f"{spec.key}:{department_id}"
    found = progress.round_by_key(tx, office_id, measure.fiscal_year, key)
    if found is not None:
        found.starts, found.ends, found.due = spec.starts, spec.ends, spec.due
        # An undo had closed it; done again, its report is owed again.
        found.closed_at, found.closed_by, found.opened_at = None, None, now
        return found
    made = Round(
        office_id=office_id,
        fiscal_year=measure.fiscal_year,
        key=key,
        code=spec.code,
        label=spec.label_th,
        starts=spec.starts,
        ends=spec.ends,
        due=spec.due,
        measure_id=measure.id,
        department_id=department_id,
        opened_at=now,
    )
    tx.add(made)
    tx.flush()
    tx.add(MeasureRound(office_id=office_id, measure_id=measure.id, round_id=made.id))
    return made


def _link(tx: Session, office_id: int, measure: Measure, spec: rules.RoundSpec, now: datetime) -> Round:
    found = progress.round_by_key(tx, office_id, measure.fiscal_year, spec.key)
    if found is None:
        found = Round(
            office_id=office_id,
            fiscal_year=measure.fiscal_year,
            key=spec.key,
            code=spec.code,
            label=spec.label_th,
            starts=spec.starts,
            ends=spec.ends,
            due=spec.due,
            measure_id=measure.id if spec.code == "once" else None,
            opened_at=now,
        )
        tx.add(found)
        tx.flush()
    if found.measure_id == measure.id and found.closed_at is None:
        # Its own round moves with its period.
        found.label, found.starts, found.ends, found.due = spec.label_th, spec.starts, spec.ends, spec.due
        tx.add(found)
    link = tx.get(MeasureRound, (office_id, measure.id, found.id))
    link = link or MeasureRound(office_id=office_id, measure_id=measure.id, round_id=found.id)
    link.assumed = spec.assumed
    tx.add(link)
    tx.flush()
    return found


def move_due_date(
    tx: Session, office: Office, code: str, month: int, day: int, fiscal_year: int
) -> list[Round]:
    """Give the 6m or 12m round a new due date, in this fiscal year and those after it. Returns what moved."""
    due_6m, due_12m = (office.due_6m_month, office.due_6m_day), (office.due_12m_month, office.due_12m_day)
    if code == "6m":
        office.due_6m_month, office.due_6m_day = due_6m = (month, day)
    else:
        office.due_12m_month, office.due_12m_day = due_12m = (month, day)
    tx.add(office)
    moved = []
    for later in range(fiscal_year, fiscal_year + 2):
        found = progress.round_by_key(tx, office.id, later, code)
        if found is not None and found.closed_at is None:
            specs = rules.rounds_of("semiannual", later, 0, (), None, due_6m, due_12m)
            found.due = next(spec.due for spec in specs if spec.key == code)
            tx.add(found)
            moved.append(found)
    return moved
