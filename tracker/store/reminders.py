"""What is to be reminded of: which departments still owe a round, whom to tell, what they answered."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time

from sqlmodel import Session, col, select

from tracker.model import Department, Message, Notice, Office, OfficeHoliday, Round
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
)
from tracker.store.recipients import NOBODY, REFUSED_FOR, Recipient, coordinators

__all__ = [
    "Matter", "OfficeClock", "Overseen", "Owed", "OwedMeasure", "Recipient", "Remark", "Reminder", "Situation",
    "Watched", "Weekly", "coordinators", "reminder_facts", "resting_offices", "situation",
]  # fmt: skip


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
    staff = recipients.staff_of(tx, offices, present, datetime.combine(first, time(), UTC) - REFUSED_FOR)
    owed = _owed(tx, offices, staff, first, last)
    led = [office for office in offices.values() if staff[office.id].coordinators]
    services = service.services(tx, [office.id for office in led], present, asked_at or present)
    watched = tuple(Watched(each, staff[each.id].coordinators, services[each.id]) for each in led)
    return Situation(owed, watched, quota, overseeing.overseen(tx, offices, staff, first, last))


def reminder_facts(
    tx: Session, first: date, last: date, present: datetime, slug: str | None = None
) -> tuple[Owed, ...]:
    """Every department that owes a round which may be reminded of on a day from `first` to `last`, as in
    `situation`."""
    return situation(tx, first, last, present, slug and [slug]).owed


def resting_offices(tx: Session, day: date) -> frozenset[int]:
    """The offices that have a day of their own off."""
    return frozenset(tx.exec(select(OfficeHoliday.office_id).where(OfficeHoliday.day == day)).all())


def _owed(
    tx: Session,
    offices: Mapping[int, OfficeClock],
    staff: Mapping[int, recipients.Staff],
    first: date,
    last: date,
) -> tuple[Owed, ...]:
    missing: dict[tuple[int, int, int], list[OwedMeasure]] = defaultdict(list)
    total: dict[tuple[int, int, int], int] = defaultdict(int)
    rounds: dict[tuple[int, int], Round] = {}
    for found, number, title, department_id, reported in owing.due_measures(tx, offices.keys(), first, last):
        key = (found.office_id, found.id, department_id)
        rounds[found.office_id, found.id] = found
        total[key] += 1
        if not reported:
            missing[key].append(OwedMeasure(number, title))
    names = _department_names(tx, {office_id for office_id, _, _ in missing})
    answers = acknowledgements.standings(tx, {(office_id, round_id) for office_id, round_id, _ in missing})
    led = {office_id for office_id, _, _ in missing if staff[office_id].executives}
    reminded = _reminded(tx, led, first)
    made = []
    for (office_id, round_id, department_id), measures in missing.items():
        found, people = rounds[office_id, round_id], staff.get(office_id, NOBODY)
        answered, rests_until = answers.get((office_id, round_id, department_id), (False, None))
        each = Owed(
            office=offices[office_id],
            department_id=department_id,
            department=names[office_id, department_id],
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
        )
        made.append(replace(each, reminded_on=reminded.get((office_id, each.subject))))
    return tuple(made)


def _reminded(tx: Session, offices: set[int], first: date) -> dict[tuple[int, str], date]:
    """The first day on which an earnest reminder of an office and subject was taken by LINE."""
    if not offices:
        return {}
    query = (
        select(col(Notice.office_id), col(Notice.key), col(Message.day))
        .join(Message, col(Message.id) == Notice.message_id)
        .where(col(Notice.office_id).in_(offices), Notice.rule == ladder.DUE, Message.state == "sent")
        .where(col(Message.day) >= first - 2 * owing.LONGEST_AFTER)
    )
    days: dict[tuple[int, str], date] = {}
    for office_id, key, day in tx.exec(query).all():
        subject, rung, _ = key.partition(":")[2].rsplit(":", 2)
        if day is not None and ladder.is_earnest(rung):
            days[office_id, subject] = min(day, days.get((office_id, subject), day))
    return days


def _offices(tx: Session, slugs: Collection[str] | None) -> dict[int, OfficeClock]:
    query = select(Office.id, Office.slug, Office.name).where(col(Office.reminders_on).is_(True))
    if slugs is not None:
        query = query.where(col(Office.slug).in_(slugs))
    found = tx.exec(query).all()
    days: dict[int, set[date]] = defaultdict(set)
    own = select(col(OfficeHoliday.office_id), col(OfficeHoliday.day))
    for office_id, day in tx.exec(
        own.where(col(OfficeHoliday.office_id).in_([row[0] for row in found]))
    ).all():
        days[office_id].add(day)
    return {
        office_id: OfficeClock(office_id, its_slug, name, frozenset(days[office_id]))
        for office_id, its_slug, name in found
    }


def _department_names(tx: Session, offices: set[int]) -> dict[tuple[int, int], str]:
    query = select(Department.office_id, Department.id, Department.name)
    rows = tx.exec(query.where(col(Department.office_id).in_(offices))).all()
    return {(office_id, department_id): name for office_id, department_id, name in rows}
