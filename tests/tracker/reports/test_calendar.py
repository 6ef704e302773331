"""The due dates as a calendar: what a phone reads in it, when it reminds, and that an entry stays the same one."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from tracker.facts import YearFacts
from tracker.reports.calendar import Feed, build, over
from tracker.rules import ladder

BANGKOK = ZoneInfo("Asia/Bangkok")
CHANGED = datetime(2024, 3, 14, 3, 0, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\r\nBEGIN:VALARM\nATTACH:http://x\u202e;,\\\x00" + "ที่ำ้" * 2000


def feed(*years: YearFacts, department: str | None = "กองช่าง", **more: Any) -> Feed:
    return Feed(years, department, **({"revision": 7, "changed_at": CHANGED} | more))


def entries(made: bytes) -> list[Any]:
    """What a calendar program finds."""
    return list(Calendar.from_ical(made).walk("VEVENT"))


def reported(known: YearFacts, department: str, key: str) -> YearFacts:
    """The same year with everything of a department reported in a round."""
    measures = tuple(
        replace(
            measure,
            standings=tuple(
                replace(s, reported=(*s.reported, key)) if s.department == department else s
                for s in measure.standings
            ),
        )
        for measure in known.measures
    )
    return replace(known, measures=measures)


def test_each_round_is_an_entry_of_the_whole_day(measure_year: YearFacts) -> None:
    first, second = entries(build(feed(measure_year, pages={2567: "https://ita.example.go.th/o/b/2567"})))
    assert first["SUMMARY"] == "ส่งรายงานรอบ 6 เดือน ปี 2567 · กองช่าง"
    assert (first.start, first.end) == (date(2024, 4, 30), date(2024, 5, 1))
    assert first["DTSTART"].params["VALUE"] == "DATE"
    assert (second.start, first["URL"]) == (date(2024, 10, 31), "https://ita.example.go.th/o/b/2567")
    assert "รายงานแล้ว" in first["DESCRIPTION"] and "เทศบาลตำบลบึงเจริญ ปีงบประมาณ 2567" in first["DESCRIPTION"]
    assert first["DTSTAMP"].dt == first["LAST-MODIFIED"].dt == CHANGED


def test_the_description_counts_what_is_owed(measure_year: YearFacts) -> None:
    first = entries(build(feed(measure_year)))[0]
    mine = [
        s for m in measure_year.measures for s in m.standings if s.department == "กองช่าง" and "6m" in m.rounds
    ]
    done = [s for s in mine if "6m" in s.reported or s.status == "cancelled"]
    assert len(mine) > len(done)
    assert f"รายงานแล้ว {len(done)} จาก {len(mine)} มาตรการ" in first["DESCRIPTION"]
    listed = [line for line in first["DESCRIPTION"].splitlines() if line[:1].isdigit()]
    assert len(listed) == len(mine) - len(done)


def test_alarms_ring_with_the_ladder_on_working_days_at_half_past_eight(measure_year: YearFacts) -> None:
    first = entries(build(feed(measure_year)))[0]
    midnight = datetime.combine(date(2024, 4, 30), time(), BANGKOK)
    rings = sorted(midnight + alarm["TRIGGER"].dt for alarm in first.walk("VALARM"))
    wanted = sorted({rung.moment for rung in ladder.rungs(date(2024, 4, 30)) if not rung.overdue})
    assert (
        rings == wanted and len(rings) == 5
    )  # three days before is a Saturday, and rings with one day before
    assert rings[0].date() == date(2024, 4, 1) and rings[-1].date() == date(2024, 4, 30)
    assert {ring.time() for ring in rings} == {time(8, 30)}


def test_a_holiday_moves_an_alarm_and_none_rings_twice_or_too_late(measure_year: YearFacts) -> None:
    off = [date(2024, 4, 29), date(2024, 4, 30)]
    first = entries(build(feed(measure_year, days_off=off)))[0]
    midnight = datetime.combine(date(2024, 4, 30), time(), BANGKOK)
    rings = [(midnight + alarm["TRIGGER"].dt).date() for alarm in first.walk("VALARM")]
    # What would ring on the last two days would ring after the due date: the office is shut until then.
    assert sorted(rings) == [date(2024, 4, 1), date(2024, 4, 17), date(2024, 4, 23)]


@pytest.mark.parametrize("closed", [False, True])
def test_what_is_reported_or_closed_says_so_and_rings_no_more(measure_year: YearFacts, closed: bool) -> None:
    known = measure_year if closed else reported(measure_year, "กองช่าง", "6m")
    known = replace(known, rounds=tuple(replace(r, closed=closed and r.key == "6m") for r in known.rounds))
    first = entries(build(feed(known)))[0]
    assert first["SUMMARY"].startswith("ปิดรอบแล้ว: " if closed else "✓ ส่งครบแล้ว: ")
    assert not first.walk("VALARM") and first["STATUS"] == "CONFIRMED"


def test_a_department_with_nothing_due_has_an_empty_calendar(measure_year: YearFacts) -> None:
    assert entries(build(feed(measure_year, department="กองสวัสดิการสังคม"))) == []
    assert entries(build(feed())) == []


def test_the_whole_office_has_one_entry_a_round_with_who_still_owes(measure_year: YearFacts) -> None:
    first, second = entries(build(feed(measure_year, department=None)))
    assert first["SUMMARY"].endswith("เทศบาลตำบลบึงเจริญ")
    assert "กองช่าง: ค้าง" in first["DESCRIPTION"] and "ส่วนราชการ" in first["DESCRIPTION"]
    assert first["UID"] != second["UID"]


def test_a_moved_due_date_keeps_its_uid_and_a_renamed_department_too(measure_year: YearFacts) -> None:
    before = entries(build(feed(measure_year)))[0]
    rounds = tuple(replace(r, due=date(2024, 5, 15)) if r.key == "6m" else r for r in measure_year.rounds)
    after = entries(build(feed(replace(measure_year, rounds=rounds), revision=8)))[0]
    assert (before["UID"], before["SEQUENCE"]) == (after["UID"], after["SEQUENCE"] - 1)
    assert after.start == date(2024, 5, 15)
    renamed = tuple(
        replace(
            m,
            standings=tuple(
                replace(s, department="กองโยธา") if s.department == "กองช่าง" else s for s in m.standings
            ),
        )
        for m in measure_year.measures
    )
    called = entries(build(feed(replace(measure_year, measures=renamed), department="กองโยธา")))[0]
    assert called["UID"] == before["UID"]


def test_no_uid_is_there_twice_over_years(measure_year: YearFacts) -> None:
    found = entries(build(feed(measure_year, replace(measure_year, fiscal_year=2568), department=None)))
    assert len({entry["UID"] for entry in found}) == len(found) == 4


def test_the_same_facts_give_the_same_bytes(measure_year: YearFacts) -> None:
    assert build(feed(measure_year)) == build(feed(measure_year))


@pytest.mark.parametrize("department", ["กองช่าง", None])
def test_whatever_is_written_stays_words_and_every_line_is_short(
    measure_year: YearFacts, department: str | None
) -> None:
    measures = tuple(replace(m, title=HOSTILE) for m in measure_year.measures)
    rounds = tuple(replace(r, label=HOSTILE) for r in measure_year.rounds)
    office = replace(measure_year.office, name=HOSTILE)
    known = replace(measure_year, measures=measures, rounds=rounds, office=office)
    made = build(feed(known, department=department))
    for line in made.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")  # a letter is never cut in two
    assert b"\n" not in made.replace(b"\r\n", b"") and b"\x00" not in made and "\u202e".encode() not in made
    found = Calendar.from_ical(made)
    assert len(found.walk("VEVENT")) == 2 and not found.walk("VALARM")[0].get("ATTACH")
    plain = Calendar.from_ical(build(feed(measure_year, department=department)))
    assert len(found.walk("VALARM")) == len(plain.walk("VALARM"))
    assert all(len(entry["SUMMARY"]) < 300 for entry in found.walk("VEVENT"))


def test_what_a_calendar_needs_to_be_subscribed_to(measure_year: YearFacts) -> None:
    found = Calendar.from_ical(build(feed(measure_year)))
    assert found["X-WR-CALNAME"] == "กำหนดส่ง ITA · กองช่าง" and found["VERSION"] == "2.0"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H" in build(feed(measure_year))
    assert b"X-PUBLISHED-TTL:PT6H" in build(feed(measure_year))


def test_the_calendar_of_who_may_no_more_is_empty_and_says_why() -> None:
    found = Calendar.from_ical(over("ตำแหน่งสิ้นสุดแล้ว"))
    assert not found.walk("VEVENT") and found["X-WR-CALDESC"] == "ตำแหน่งสิ้นสุดแล้ว"
