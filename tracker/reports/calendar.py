"""The due dates of a department (ส่วนราชการ) or of a whole office as a calendar a phone subscribes to (RFC 5545).

Facts in, bytes out, and the same facts give the same bytes: a phone that asks every few hours is told that nothing has
changed. An entry keeps its UID for ever; what moved it gives it a higher SEQUENCE.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard, vDuration, vText

from tracker.facts import RoundFacts, YearFacts
from tracker.rules import fiscal, ladder, owing
from tracker.rules.plain_text import one_line
from tracker.rules.workdays import BANGKOK

ASK_AGAIN, ASK_SELDOM = timedelta(hours=6), timedelta(days=7)
TITLE, NAME, LISTED = 90, 120, 40
"""Letters of a measure's title and of a name, and how many lines a description lists: a phone shows no more."""


@dataclass(frozen=True)
class Feed:
    """What a calendar is made of. `department` is a full name, None for the whole office; `pages` the public page of
    a fiscal year (B.E.) where there is one; `revision` grows, and `changed_at` (aware) moves on, with every act that
    may have changed a due date or what was reported; `days_off` are those of the office besides public holidays."""

    years: tuple[YearFacts, ...]
    department: str | None
    revision: int
    changed_at: datetime
    pages: Mapping[int, str] = field(default_factory=dict)
    days_off: Collection[date] = ()


def build(feed: Feed, zone: ZoneInfo = BANGKOK) -> bytes:
    """The calendar: an all-day entry on each due date, with the reminders still ahead of it while it is owed."""
    office = feed.years[0].office.name if feed.years else ""
    calendar = _empty(f"กำหนดส่ง ITA · {one_line(feed.department or office, NAME)}")
    if feed.department is not None:
        calendar["X-WR-CALDESC"] = vText(
            f"กำหนดส่งรายงานมาตรการ ITA ของ{one_line(feed.department, NAME)} {one_line(office, NAME)}"
        )
    for known in feed.years:
        for found in sorted(known.rounds, key=lambda each: (each.due, each.key)):
            entry = _entry(feed, known, found, zone)
            if entry is not None:
                calendar.add_component(entry)
    return _whole(calendar)


def over(why: str) -> bytes:
    """The calendar of somebody who may not read it any more: nothing in it, and why in its description. A phone that
    takes it lets go of the dates it had, and need not ask so often any more."""
    calendar = _empty("สิ้นสุดแล้ว · กำหนดส่ง ITA", ASK_SELDOM)
    calendar["X-WR-CALDESC"] = vText(one_line(why, 300))
    return _whole(calendar)


def _whole(calendar: Calendar) -> bytes:
    """RFC 5545 wants one component at least, and strict readers refuse a calendar without and keep the old one: where
    there is no entry, it is the time zone, which shows nothing."""
    if not calendar.subcomponents:
        standard, bangkok = TimezoneStandard(), Timezone()
        standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001  (RFC 5545: the local time it holds from)
        standard.add("tzoffsetfrom", timedelta(hours=7))
        standard.add("tzoffsetto", timedelta(hours=7))
        bangkok.add("tzid", "Asia/Bangkok")
        bangkok.add_component(standard)
        calendar.add_component(bangkok)
    made: bytes = calendar.to_ical()
    return made


def _empty(name: str, ask_again: timedelta = ASK_AGAIN) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Prongsai//ITA due dates//TH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Bangkok")
    calendar.add("refresh-interval", vDuration(ask_again, params={"VALUE": "DURATION"}))
    calendar.add("x-published-ttl", vDuration(ask_again))
    return calendar


def _entry(feed: Feed, known: YearFacts, found: RoundFacts, zone: ZoneInfo) -> Event | None:
    """The due date of a round, None where nobody this is for has anything due in it."""
    due = _of(feed.department, owing.due_measures(known, found))
    if not due:
        return None
    owed = _of(feed.department, owing.owed_measures(known, found))
    entry = Event()
    place = str(_department_id(known, feed.department)) if feed.department else "office"
    entry.add(
        "uid", f"{known.office.slug}-{known.fiscal_year}-{found.key.replace(':', '-')}-{place}@prongsai"
    )
    entry.add("sequence", feed.revision)
    entry.add("dtstamp", feed.changed_at)
    entry.add("last-modified", feed.changed_at)
    entry.add("dtstart", found.due)
    entry.add("dtend", found.due + timedelta(days=1))
    entry.add("summary", _summary(feed, known, found, bool(owed)))
    entry.add("description", "\n".join(_description(feed, known, found, due, owed)))
    # The day stays free for meetings, and done is said in the title: an entry of a calendar knows no "done".
    entry.add("status", "CONFIRMED")
    entry.add("transp", "TRANSPARENT")
    if known.fiscal_year in feed.pages:
        entry.add("url", feed.pages[known.fiscal_year])
    if owed and not found.closed:
        for before in _alarms(found.due, feed.days_off, zone):
            entry.add_component(_alarm(before, _summary(feed, known, found, True)))
    return entry


def _summary(feed: Feed, known: YearFacts, found: RoundFacts, owed: bool) -> str:
    done = "✓ ส่งครบแล้ว: " if not owed else "ปิดรอบแล้ว: " if found.closed else ""
    who = one_line(feed.department or known.office.name, NAME)
    what = "ส่งรายงาน" + one_line(found.label, NAME).removeprefix("รายงาน")
    return f"{done}{what} ปี {known.fiscal_year} · {who}"


def _description(
    feed: Feed,
    known: YearFacts,
    found: RoundFacts,
    due: Mapping[str, Sequence[int]],
    owed: Mapping[str, Sequence[int]],
) -> Iterator[str]:
    total, left = (sum(len(numbers) for numbers in each.values()) for each in (due, owed))
    yield f"{one_line(known.office.name, NAME)} ปีงบประมาณ {known.fiscal_year}"
    yield f"ครบกำหนด {fiscal.thai_date(found.due)}" + (" · ผู้ประสาน ITA ปิดรอบแล้ว" if found.closed else "")
    if feed.department is None:
        yield f"ส่งครบแล้ว {len(due) - len(owed)} จาก {len(due)} ส่วนราชการ"
        lines = [
            f"{one_line(name, NAME)}: ค้าง {len(n)} จาก {len(due[name])} มาตรการ" for name, n in owed.items()
        ]
    else:
        yield f"รายงานแล้ว {total - left} จาก {total} มาตรการ"
        numbers = owed.get(feed.department, ())
        titles = {measure.number: measure.title for measure in known.measures}
        lines = [f"{number}. {one_line(titles[number], TITLE)}" for number in numbers]
    if lines:
        yield "ยังไม่ได้รายงาน:"
        yield from lines[:LISTED]
    if len(lines) > LISTED:
        yield f"และอีก {len(lines) - LISTED} รายการ"


def _alarms(due: date, days_off: Collection[date], zone: ZoneInfo) -> list[timedelta]:
    """How far from the first moment of the due date the reminders go, as the chat's own do: on working days at 08:30.
    Those that a holiday moves onto one day are one, and one it moves past the due date comes too late."""
    midnight = datetime.combine(due, time(), zone)
    ahead = (rung.moment for rung in ladder.rungs(due, days_off, zone) if not rung.overdue)
    return sorted({moment - midnight for moment in ahead if moment.astimezone(zone).date() <= due})


def _alarm(before: timedelta, words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", before)
    alarm.add("description", words)
    return alarm


def _of(department: str | None, found: Mapping[str, Sequence[int]]) -> dict[str, Sequence[int]]:
    return {name: numbers for name, numbers in found.items() if department in (None, name)}


def _department_id(known: YearFacts, department: str) -> int:
    """It stays when the department is renamed."""
    ids = (s.department_id for m in known.measures for s in m.standings if s.department == department)
    return next(ids)
