"""What is to be reminded of: which departments still owe a round, whom to tell, what they answered."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time

from sqlalchemy import func, literal_column, or_, select
from sqlmodel import Session, col

from tracker.model import Department, Message, Notice, Office, OfficeHoliday
from tracker.rules import ladder
from tracker.rules.quota import Quota
from tracker.store import acknowledgements, overseeing, owing, recipients, service
from tracker.store.matters import (
    Matter,
    OfficeClock,
    Overseen,
    Owed,
    OwedMeasure,
    Remark,
    Reminder,
    Situation,
    Watched,
    Weekly,
    subject_of,
)
from tracker.store.plain import ask
from tracker.store.ready import Row
from tracker.store.recipients import NOBODY, REFUSED_FOR, Recipient, coordinators

__all__ = [
    "Matter", "OfficeClock", "Overseen", "Owed", "OwedMeasure", "Recipient", "Remark", "Reminder", "Situation",
    "Watched", "Weekly", "coordinators", "owed_alone", "reminder_facts", "resting_offices", "situation",
]  # fmt: skip


_UNNAMED = OwedMeasure(0, "")


def situation(
    tx: Session,
    first: date,
    last: date,
    present: datetime,
    slugs: Collection[str] | None = None,
    quota: Quota | None = None,
    asked_at: datetime | None = None,
) -> Situation:
    """What is owed and how the service does in offices (by slug; None: in all), for the days from `first` to `last`
    (A.D.).

    Offices that turned reminders off and closed rounds are left out. `present` is the real moment: who holds a post is
    taken as it is now, whatever day is asked about. `asked_at` is the moment asked about (default `present`).
    """
    offices = _offices(tx, slugs)
    staff = _staff(tx, offices, first, present)
    owed = _owed(tx, offices, staff, first, last)
    led = [office for office in offices.values() if staff[office.id].coordinators]
    services = service.services(tx, [office.id for office in led], present, asked_at or present)
    watched = tuple(Watched(each, staff[each.id].coordinators, services[each.id]) for each in led)
    return Situation(owed, watched, quota, overseeing.overseen(tx, offices, staff, first, last))


def owed_alone(
    tx: Session, first: date, last: date, present: datetime, slugs: Collection[str] | None = None
) -> Situation:
    """The same for a look at who owes, which in season is asked about a whole country every half minute: without the
    service and what executives oversee, without names of departments and measures (which are counted), in no order."""
    offices = _offices(tx, slugs)
    return Situation(_owed(tx, offices, _staff(tx, offices, first, present), first, last, named=False))


def reminder_facts(
    tx: Session, first: date, last: date, present: datetime, slug: str | None = None
) -> tuple[Owed, ...]:
    """Every department that owes a round which may be reminded of on a day from `first` to `last`, as in
    `situation`."""
    return situation(tx, first, last, present, slug and [slug]).owed


def resting_offices(tx: Session, day: date) -> frozenset[int]:
    """The offices that have a day of their own off."""
    resting = select(col(OfficeHoliday.office_id)).where(col(OfficeHoliday.day) == day)
    return frozenset(office_id for (office_id,) in ask(tx, resting))


def _staff(
    tx: Session, offices: Collection[int], first: date, present: datetime
) -> dict[int, recipients.Staff]:
    return recipients.staff_of(tx, offices, present, datetime.combine(first, time(), UTC) - REFUSED_FOR)


def _owed(
    tx: Session,
    offices: Mapping[int, OfficeClock],
    staff: Mapping[int, recipients.Staff],
    first: date,
    last: date,
    named: bool = True,
) -> tuple[Owed, ...]:
    missing: dict[tuple[int, int, int], list[OwedMeasure]] = defaultdict(list)
    total: dict[tuple[int, int, int], int] = defaultdict(int)
    rounds: dict[tuple[int, int], Row] = {}
    due = owing.due_measures(tx, offices.keys(), first, last, named)
    for found, number, title, department_id, reported in due:
        key = (found.office_id, found.id, department_id)
        rounds[found.office_id, found.id] = found
        total[key] += 1
        if not reported:
            missing[key].append(OwedMeasure(number, title) if named else _UNNAMED)
    names = _department_names(tx, {office_id for office_id, _, _ in missing}) if named else {}
    answers = acknowledgements.standings(tx, {(office_id, round_id) for office_id, round_id, _ in missing})
    silent = {
        (office_id, round_id)
        for (office_id, round_id, department_id), measures in missing.items()
        if len(measures) == total[office_id, round_id, department_id]
        and staff[office_id].executives
        and not answers.get((office_id, round_id, department_id), (False, None))[0]
    }
    reminded = _reminded(tx, [rounds[each] for each in silent], first)
    made = []
    for (office_id, round_id, department_id), measures in missing.items():
        found, people = rounds[office_id, round_id], staff.get(office_id, NOBODY)
        answered, rests_until = answers.get((office_id, round_id, department_id), (False, None))
        subject = office_id, subject_of(found.fiscal_year, found.key, found.due, department_id)
        each = Owed(
            office=offices[office_id],
            department_id=department_id,
            department=names[office_id, department_id] if named else "",
            round_key=found.key,
            round_label=found.label,
            fiscal_year=found.fiscal_year,
            due=found.due,
            total=total[office_id, round_id, department_id],
            measures=tuple(measures),
            people=people.departments.get(department_id, ()),
            coordinators=people.coordinators,
            executives=people.executives,
            round_id=round_id,
            opened_at=found.opened_at,
            rests_until=rests_until,
            answered=answered,
            reminded_on=reminded.get(subject),
        )
        made.append(each)
    return tuple(made)


def _reminded(tx: Session, rounds: Collection[Row], first: date) -> dict[tuple[int, str], date]:
    """The first day on which an earnest reminder of an office and subject was taken by LINE, of rounds in which some
    department is silent: of no other it matters.

    People are told of a round a dozen times and of many rounds in a year, so the database leaves out what lies before
    any ladder of these, and puts together what is of one department and rung."""
    if not rounds:
        return {}
    earliest = min(found.due for found in rounds) - owing.LONGEST_BEFORE
    rung = func.rtrim(
        col(Notice.key), literal_column("'0123456789'")
    )  # the key without the person at its end
    query = (
        select(col(Notice.office_id), rung, func.min(col(Message.day)))
        .join(Message, col(Message.id) == Notice.message_id)
        .where(col(Notice.office_id).in_({found.office_id for found in rounds}))
        .where(col(Notice.rule) == ladder.DUE, col(Message.state) == "sent")
        .where(or_(*(col(Notice.key).like(f"{ladder.DUE}:{year}-%") for year in _years(rounds))))
        .where(col(Message.day) >= max(earliest, first - 2 * owing.LONGEST_AFTER))
        .group_by(col(Notice.office_id), rung)
    )
    days: dict[tuple[int, str], date] = {}
    for office_id, key, day in ask(tx, query):
        subject, step, _ = key.partition(":")[2].rsplit(":", 2)
        if ladder.is_earnest(step):
            days[office_id, subject] = min(day, days.get((office_id, subject), day))
    return days


def _years(rounds: Collection[Row]) -> list[int]:
    return sorted({found.fiscal_year for found in rounds})


def _offices(tx: Session, slugs: Collection[str] | None) -> dict[int, OfficeClock]:
    query = select(col(Office.id), col(Office.slug), col(Office.name)).where(
        col(Office.reminders_on).is_(True)
    )
    if slugs is not None:
        query = query.where(col(Office.slug).in_(slugs))
    found = ask(tx, query)
    days: dict[int, set[date]] = defaultdict(set)
    own = select(col(OfficeHoliday.office_id), col(OfficeHoliday.day))
    for office_id, day in ask(tx, own.where(col(OfficeHoliday.office_id).in_([row[0] for row in found]))):
        days[office_id].add(day)
    return {
        office_id: OfficeClock(office_id, its_slug, name, frozenset(days[office_id]))
        for office_id, its_slug, name in found
    }


def _department_names(tx: Session, offices: set[int]) -> dict[tuple[int, int], str]:
    query = select(col(Department.office_id), col(Department.id), col(Department.name))
    rows = ask(tx, query.where(col(Department.office_id).in_(offices)))
    return {(office_id, department_id): name for office_id, department_id, name in rows}
