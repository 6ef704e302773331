"""What reminders are made of: which departments still owe a round, and whom to tell."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from tracker.model import (
    Department,
    Measure,
    MeasureRound,
    Office,
    OfficeHoliday,
    Person,
    Post,
    ProgressEntry,
    Responsibility,
    Round,
    Tenure,
)
from tracker.store.people import in_force

# The ladder begins 30 days before the due date and ends some ten weeks after it; the rest is for long holidays.
LONGEST_BEFORE, LONGEST_AFTER = timedelta(days=31), timedelta(days=120)
REMINDED_ROLES = ("head", "officer")


@dataclass(frozen=True)
class Recipient:
    """Somebody to remind: a present head or officer of the department who follows the account."""

    person_id: int
    line_user_id: str
    role: str


@dataclass(frozen=True)
class OwedMeasure:
    """A measure the department has not reported in the round."""

    number: int
    title: str


@dataclass(frozen=True)
class OfficeClock:
    """An office and the days it has off besides the public holidays."""

    id: int
    slug: str
    name: str
    days_off: frozenset[date]


@dataclass(frozen=True)
class Owed:
    """A department that has not reported an open round. `total` counts the measures it is due with, the cancelled
    ones left out; `measures` are those still missing. The fiscal year is B.E., the due date A.D."""

    office: OfficeClock
    department_id: int
    department: str
    round_key: str
    round_label: str
    fiscal_year: int
    due: date
    total: int
    measures: tuple[OwedMeasure, ...]
    people: tuple[Recipient, ...]


@dataclass(frozen=True)
class Reminder:
    """One rung of one rule owed to one person. The key is the promise: a rung is told once."""

    key: str
    rule: str
    rung: str
    person: Recipient
    owed: Owed

    @property
    def facts(self) -> dict[str, Any]:
        """What the notice was about, for the record."""
        return {
            "rung": self.rung,
            "round": self.owed.round_key,
            "fiscal_year": self.owed.fiscal_year,
            "due": self.owed.due.isoformat(),
            "department": self.owed.department,
            "measures": [measure.number for measure in self.owed.measures],
        }


def reminder_facts(
    tx: Session, first: date, last: date, present: datetime, slug: str | None = None
) -> tuple[Owed, ...]:
    """Every department that owes a round which may be reminded of on a day from `first` to `last` (A.D.).

    Offices that turned reminders off and closed rounds are left out. `present` is the real moment: who holds a post is
    taken as it is now, whatever day is asked about.
    """
    offices = _offices(tx, slug)
    missing: dict[tuple[int, int, int], list[OwedMeasure]] = defaultdict(list)
    total: dict[tuple[int, int, int], int] = defaultdict(int)
    rounds: dict[tuple[int, int], Round] = {}
    for found, number, title, department_id, reported in _due_measures(tx, offices, first, last):
        key = (found.office_id, found.id, department_id)
        rounds[found.office_id, found.id] = found
        total[key] += 1
        if not reported:
            missing[key].append(OwedMeasure(number, title))
    people = _people(tx, {(office_id, department_id) for office_id, _, department_id in missing}, present)
    names = _department_names(tx, {office_id for office_id, _, _ in missing})
    return tuple(
        Owed(
            office=offices[office_id],
            department_id=department_id,
            department=names[office_id, department_id],
            round_key=rounds[office_id, round_id].key,
            round_label=rounds[office_id, round_id].label,
            fiscal_year=rounds[office_id, round_id].fiscal_year,
            due=rounds[office_id, round_id].due,
            total=total[office_id, round_id, department_id],
            measures=tuple(measures),
            people=tuple(people[office_id, department_id]),
        )
        for (office_id, round_id, department_id), measures in missing.items()
    )


def coordinators(tx: Session, office_id: int, present: datetime) -> list[tuple[int, str]]:
    """Person id and LINE id of an office's present coordinators."""
    query = (
        select(Person.id, Person.line_user_id)
        .join(Tenure, col(Tenure.person_id) == Person.id)
        .join(Post, _same(Post, Tenure, col(Post.id), col(Tenure.post_id)))
        .where(Post.office_id == office_id, Post.role == "coordinator", in_force(present))
        .distinct()
    )
    return sorted((person_id, line_user_id) for person_id, line_user_id in tx.exec(query).all())


def _offices(tx: Session, slug: str | None) -> dict[int, OfficeClock]:
    query = select(Office.id, Office.slug, Office.name).where(col(Office.reminders_on).is_(True))
    if slug is not None:
        query = query.where(Office.slug == slug)
    days: dict[int, set[date]] = defaultdict(set)
    for holiday in tx.exec(select(OfficeHoliday)).all():
        days[holiday.office_id].add(holiday.day)
    return {
        office_id: OfficeClock(office_id, its_slug, name, frozenset(days[office_id]))
        for office_id, its_slug, name in tx.exec(query).all()
    }


def _due_measures(
    tx: Session, offices: Collection[int], first: date, last: date
) -> list[tuple[Round, int, str, int, bool]]:
    """Round, measure number, title, department and whether that department reported it in that round."""
    its_measure = _same(MeasureRound, Round, col(MeasureRound.round_id), col(Round.id))
    carried = _same(
        Responsibility, MeasureRound, col(Responsibility.measure_id), col(MeasureRound.measure_id)
    )
    asked_about = and_(
        col(Round.office_id).in_(offices),
        col(Round.closed_at).is_(None),
        col(Round.due).between(first - LONGEST_AFTER, last + LONGEST_BEFORE),
    )
    query = (
        select(Round, Responsibility, Measure.number, Measure.title)
        .join(MeasureRound, its_measure)
        .join(Measure, _same(Measure, MeasureRound, col(Measure.id), col(MeasureRound.measure_id)))
        .join(Responsibility, carried)
        .where(asked_about, col(Responsibility.status) != "cancelled")
        .where(or_(col(Round.measure_id).is_(None), col(Round.measure_id) == Measure.id))
        .where(
            or_(col(Round.department_id).is_(None), col(Round.department_id) == Responsibility.department_id)
        )
        .order_by(col(Round.due), col(Round.office_id), col(Round.key), col(Measure.number))
    )
    reported = _reported(tx, asked_about)
    return [
        (found, number, title, row.department_id, (found.id, row.measure_id, row.department_id) in reported)
        for found, row, number, title in tx.exec(query).all()
    ]


def _reported(tx: Session, asked_about: ColumnElement[bool]) -> set[tuple[int | None, int, int]]:
    """Round, measure and department of every entry in force: not undone, not replaced by a correction."""
    newer, undo = aliased(ProgressEntry), aliased(ProgressEntry)
    undone = exists().where(
        col(undo.office_id) == newer.office_id, col(undo.replaces_id) == newer.id, col(undo.kind) == "undo"
    )
    replaced = exists().where(
        col(newer.office_id) == ProgressEntry.office_id, col(newer.replaces_id) == ProgressEntry.id, ~undone
    )
    query = (
        select(ProgressEntry.round_id, ProgressEntry.measure_id, ProgressEntry.department_id)
        .join(Round, _same(Round, ProgressEntry, col(Round.id), col(ProgressEntry.round_id)))
        .where(asked_about, col(ProgressEntry.kind).in_(("update", "correction")), ~replaced)
    )
    return {(round_id, measure_id, department_id) for round_id, measure_id, department_id in tx.exec(query)}


def _same(one: Any, other: Any, left: Any, right: Any) -> ColumnElement[bool]:
    """The rows of two tables that are of the same office and the same thing."""
    return and_(col(one.office_id) == other.office_id, left == right)


def _people(
    tx: Session, departments: Collection[tuple[int, int]], present: datetime
) -> dict[tuple[int, int], list[Recipient]]:
    """Who is reminded for a department: each person once, as head rather than as officer."""
    query = (
        select(Post, Person.id, Person.line_user_id)
        .join(Tenure, _same(Tenure, Post, col(Tenure.post_id), col(Post.id)))
        .join(Person, col(Person.id) == Tenure.person_id)
        .where(col(Post.office_id).in_({office_id for office_id, _ in departments}))
        .where(col(Post.role).in_(REMINDED_ROLES), col(Post.department_id).is_not(None))
        .where(col(Person.following).is_(True), in_force(present))
        .order_by(col(Post.role), col(Person.id))  # "head" comes before "officer"
    )
    found: dict[tuple[int, int], list[Recipient]] = defaultdict(list)
    for post, person_id, line_user_id in tx.exec(query).all():
        there = found[post.office_id, post.department_id or 0]
        if person_id not in {each.person_id for each in there}:
            there.append(Recipient(person_id, line_user_id, post.role))
    return found


def _department_names(tx: Session, offices: Collection[int]) -> dict[tuple[int, int], str]:
    query = select(Department.office_id, Department.id, Department.name)
    rows = tx.exec(query.where(col(Department.office_id).in_(offices))).all()
    return {(office_id, department_id): name for office_id, department_id, name in rows}
