"""What will be sent in the next twelve months if nobody reports meanwhile: the reminders of who owes, day by day.

By the ladder and the facts the scheduler goes by (rules.ladder, store.reminders), so that the two say the same; what
executives and coordinators are told of a silence depends on answers nobody knows yet, and is left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response

from bot.pages.desk.frame import looked_at, shown
from bot.pages.desk.room import Room, furnish
from tracker.rules import fiscal, ladder, workdays
from tracker.store import notices, reminders
from tracker.store.reminders import Owed, Recipient

MONTHS_AHEAD = 12


@dataclass(frozen=True)
class Sent:
    """A reminder that will go: on which day (A.D.), of which rung, about what, to whom."""

    day: date
    rung: str
    owed: Owed
    person: Recipient


@dataclass(frozen=True)
class Line:
    """The reminders of a rung of a round on one day, in words. `people` get them."""

    day: str
    rung: str
    round: str
    departments: tuple[str, ...]
    people: int


@dataclass(frozen=True)
class Month:
    """A month with its lines. `messages` is how many pushes they take: a person gets one a day at most."""

    name: str
    messages: int
    lines: tuple[Line, ...]


def create_ahead(room: Room) -> Blueprint:
    """The route /desk/ahead."""
    pages = Blueprint("desk_ahead", __name__, url_prefix="/desk")

    @pages.get("/ahead")
    def ahead() -> Response:
        viewer = room.viewer()
        with room.store.read() as tx:
            asked, offices = looked_at(tx, room, viewer)
            first, last = asked.today + timedelta(days=1), _a_year_later(asked.today)
            slug = asked.office.slug if asked.office else None
            owed = reminders.reminder_facts(tx, first, last, asked.now, slug) if slug else ()
            told = notices.sent_keys(tx, asked.office.id) if asked.office else set()
            coming = list(foreseen(owed, told, first, last, room.zone))
        return shown(
            room, "desk_ahead.html", viewer, asked, offices, months=by_month(coming), here="/desk/ahead",
            total=sum(month.messages for month in by_month(coming)), until=fiscal.thai_date(last),
            on=asked.office is None or asked.office.reminders_on,
        )  # fmt: skip

    return furnish(room, pages)


def foreseen(owed: Iterable[Owed], told: set[str], first: date, last: date, zone: ZoneInfo) -> Iterator[Sent]:
    """The reminders of these that will go from `first` to `last` (A.D.). `told` are the keys of those that went.

    Of the rungs of a ladder that have come the newest goes, once, to the department's people, or to the coordinators
    where nobody of the department is reached.
    """
    for each in owed:
        rule, people = ("due", each.people) if each.people else ("stranded", each.coordinators)
        steps = ladder.steps(each.due, each.rests_until, each.office.days_off, zone)
        went = set[tuple[str, int]]()
        for now in _moments(steps, first, last, zone):
            if ladder.is_history(steps, each.opened_at, now):
                continue
            rung = ladder.newest_due(steps, now)
            for person in people if rung is not None else ():
                assert rung is not None
                key = f"{rule}:{each.subject}:{rung.key}:{person.person_id}"
                if key in told or (rung.key, person.person_id) in went:
                    continue
                if ladder.concerns(rung, person.since, now):
                    went.add((rung.key, person.person_id))
                    yield Sent(now.astimezone(zone).date(), rung.key, each, person)


def _moments(steps: Iterable[ladder.Rung], first: date, last: date, zone: ZoneInfo) -> list[datetime]:
    """When something may change: the first working moment, and each rung's."""
    begins = workdays.opening(workdays.workday_from(first), zone)
    ends = workdays.opening(last, zone)
    moments = {begins, *(rung.moment for rung in steps)}
    return sorted(each for each in moments if begins <= each <= ends)


def by_month(coming: Iterable[Sent]) -> list[Month]:
    """Reminders by month, and there by day, rung and round."""
    months: dict[tuple[int, int], list[Sent]] = defaultdict(list)
    for each in coming:
        months[each.day.year, each.day.month].append(each)
    return [
        Month(
            fiscal.thai_month(date(*month, 1)),
            len({(each.day, each.person.person_id) for each in sent}),
            tuple(_lines(sent)),
        )
        for month, sent in sorted(months.items())
    ]


def _lines(sent: Iterable[Sent]) -> Iterator[Line]:
    groups: dict[tuple[date, date, str, str], list[Sent]] = defaultdict(list)
    for each in sent:
        groups[each.day, each.owed.due, each.owed.round_label, each.rung].append(each)
    for (day, _, label, rung), group in sorted(groups.items(), key=lambda one: one[0]):
        yield Line(
            fiscal.thai_date(day),
            in_words(rung),
            f"{label} ปี {group[0].owed.fiscal_year}",
            tuple(dict.fromkeys(each.owed.department for each in group)),
            len({each.person.person_id for each in group}),
        )


def in_words(rung: str) -> str:
    """A rung of the ladder as people say it."""
    if rung.startswith("p"):
        return "ครบวันที่ขอเลื่อน" if "+" not in rung else f"หลังวันที่ขอเลื่อน {in_words(rung.partition('+')[2])}"
    kind, number = rung[0], rung[1:].lstrip("+-")
    if kind == "t":
        return f"อีก {number} วันครบกำหนด" if number != "0" else "วันครบกำหนด"
    return f"เลยกำหนด {number} วันทำการ" if kind == "o" else f"เลยกำหนด เตือนรายสัปดาห์ครั้งที่ {number}"


def _a_year_later(day: date) -> date:
    return fiscal.day_of(day.year + 1, day.month, day.day)
