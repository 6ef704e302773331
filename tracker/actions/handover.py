"""What a new holder of a post finds: what is open, what is due next, what was reported last, and who came before."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker.facts import MeasureFacts, Standing, YearFacts
from tracker.rules import fiscal
from tracker.rules.workdays import BANGKOK
from tracker.store import facts, organisations, people

SETTLED = ("done", "cancelled")


@dataclass(frozen=True)
class OpenMeasure:
    """A measure a department has not finished. `due`: of the next round it has not reported (A.D.); `reported_on`:
    the day of the last report, None when there was none."""

    number: int
    title: str
    department: str
    status: str
    percent: int
    due: date | None
    reported_on: date | None


@dataclass(frozen=True)
class Handover:
    """A post as it is handed over. The one who held it before is told as the post, and how and when they left."""

    office: str
    role: str
    department: str | None
    fiscal_year: int
    done: int
    open: tuple[OpenMeasure, ...]
    left_on: date | None = None
    left_as: str | None = None


def handover(
    tx: Session,
    office_id: int,
    role: str,
    department_id: int | None,
    now: datetime,
    zone: ZoneInfo = BANGKOK,
) -> Handover:
    """What is open in a post at a moment: of its department, of the whole office without one."""
    today = now.astimezone(zone).date()
    years = facts.measure_years(tx, office_id)
    this_year = fiscal.fiscal_year_of(today)
    year = this_year if this_year in years or not years else years[-1]
    known = facts.year_facts(tx, office_id, year, None)
    carried = [
        (measure, standing)
        for measure in known.measures
        for standing in measure.standings
        if department_id in (None, standing.department_id)
    ]
    left = people.last_tenure(tx, office_id, people.post_for(tx, office_id, role, department_id).id, now)
    return Handover(
        office=organisations.office(tx, office_id).name,
        role=role,
        department=facts.department_named(tx, office_id, department_id) if department_id else None,
        fiscal_year=year,
        done=sum(standing.status in SETTLED for _, standing in carried),
        open=tuple(
            _open(measure, standing, known, zone)
            for measure, standing in carried
            if standing.status not in SETTLED
        ),
        left_on=left.valid_to.astimezone(zone).date() if left and left.valid_to else None,
        left_as=left.ended_as if left else None,
    )


def _open(measure: MeasureFacts, standing: Standing, known: YearFacts, zone: ZoneInfo) -> OpenMeasure:
    owed = [
        found.due
        for found in known.rounds
        if found.key in measure.rounds and found.key not in standing.reported and not found.closed
    ]
    reported = standing.updated_at.astimezone(zone).date() if standing.updated_at else None
    return OpenMeasure(
        measure.number,
        measure.title,
        standing.department,
        standing.status,
        standing.percent,
        min(owed, default=None),
        reported,
    )
