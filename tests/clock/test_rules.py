"""What each rule says at a moment, row by row."""

from datetime import UTC, date, datetime

import pytest

from scheduler.digest import Digest, affordable
from scheduler.reminders import due, escalate, service
from tests.clock.known import COORDINATOR, EXECUTIVE, HEAD, OFFICE, at, known, owed, watched
from tests.scheduler.office import BANGKOK
from tracker.rules import ladder
from tracker.rules.quota import Quota, reserve_of
from tracker.store.reminders import Recipient, Reminder, Situation

LATER = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "opened", "rung"),
    [
        ("2024-04-23 09:00", None, "t-7"),
        ("2024-07-15 08:29", None, "w8"),
        ("2024-07-15 08:30", None, None),  # nobody knows when it was opened: silent as before
        ("2024-07-15 08:30", LATER, None),  # opened here when all was over: history
        ("2024-04-23 09:00", LATER, "t-7"),  # asked about the past, it is what it was then
        ("2024-07-15 08:30", at("2024-07-08 08:30"), "w8"),  # opened in time for the last rung
        (
            "2027-01-04 09:00",
            at("2023-10-01 00:00"),
            "w8",
        ),  # an outage of years: the last rung is owed all the same
    ],
)
def test_history_is_silent_and_an_outage_of_any_length_is_made_up_for(
    moment: str, opened: datetime | None, rung: str | None
) -> None:
    told = due.notices(known(opened_at=opened), at(moment), BANGKOK)
    assert [each.rung for each in told] == ([rung] if rung else [])


def test_of_a_ladder_long_over_only_those_are_told_who_were_there() -> None:
    new = Recipient(9, "U9", "officer", at("2026-12-01 09:00"))
    told = due.notices(known(people=(HEAD, new)), at("2027-01-04 09:00"), BANGKOK)
    assert [each.person for each in told] == [HEAD]


@pytest.mark.parametrize(
    ("until", "moment", "rung"),
    [
        (date(2024, 4, 29), "2024-04-23 09:00", None),  # rests over its t-7
        (date(2024, 4, 29), "2024-04-29 08:30", "p20240429"),
        (date(2024, 4, 29), "2024-04-30 09:00", "t-0"),  # then the old ladder goes on
        (date(2024, 5, 22), "2024-05-22 08:29", None),  # Visakha Bucha is a holiday
        (date(2024, 5, 22), "2024-05-22 09:00", None),
        (date(2024, 5, 22), "2024-05-23 08:30", "p20240522"),
        (
            date(2024, 5, 20),
            "2024-05-21 08:30",
            "p20240520+o+1",
        ),  # outlasts the due date: counted from its end
        (date(2024, 5, 20), "2024-09-30 09:00", "p20240520+w8"),
    ],
)
def test_a_department_that_may_rest_is_reminded_on_the_day_its_rest_ends(
    until: date, moment: str, rung: str | None
) -> None:
    told = due.notices(known(rests_until=until, answered=True), at(moment), BANGKOK)
    assert [each.rung for each in told] == ([rung] if rung else [])


@pytest.mark.parametrize(
    ("changes", "moment", "rung"),
    [
        ({}, "2024-05-07 08:29", None),
        ({}, "2024-05-07 08:30", "e"),  # 1 May and 6 May are holidays: the third working day is the 7th
        ({}, "2024-05-13 09:00", "e"),
        ({}, "2024-05-20 08:30", "e20240520"),  # the first Monday a week later, then each Monday
        ({}, "2024-06-03 09:00", "e20240527"),  # the Queen's birthday: the line of the week comes on Tuesday
        ({}, "2024-06-04 09:00", "e20240603"),
        ({}, "2024-09-30 09:00", "e20240708"),  # eight weeks; the last is owed after an outage too
        ({"opened_at": None}, "2024-07-15 09:00", None),
        ({"opened_at": LATER}, "2024-05-07 08:30", "e"),  # asked about the past
        ({"opened_at": LATER}, "2026-12-01 09:00", None),  # history
        (
            {"opened_at": at("2024-05-09 10:00")},
            "2024-05-13 09:00",
            None,
        ),  # opened late: three days from then
        ({"opened_at": at("2024-05-09 10:00")}, "2024-05-14 09:00", "e"),
        ({"reminded_on": date(2024, 4, 23)}, "2024-04-25 16:00", None),
        ({"reminded_on": date(2024, 4, 23)}, "2024-04-26 08:30", "e"),  # silent for three working days
        ({"reminded_on": date(2024, 4, 23), "answered": True}, "2024-04-26 08:30", None),
        (
            {"reminded_on": date(2024, 4, 23), "total": 3},
            "2024-04-26 08:30",
            None,
        ),  # it has reported something
        ({"rests_until": date(2024, 5, 20), "answered": True}, "2024-05-07 08:30", None),
        ({"rests_until": date(2024, 5, 20), "answered": True}, "2024-05-24 08:30", "e"),
        ({"executives": ()}, "2024-05-07 08:30", None),
    ],
)
def test_when_the_executives_are_told(changes: dict, moment: str, rung: str | None) -> None:  # type: ignore[type-arg]
    told = escalate.notices(known(**changes), at(moment), BANGKOK)
    assert [(each.rung, each.person) for each in told] == ([(rung, EXECUTIVE)] if rung else [])


def test_where_nobody_can_be_reached_the_coordinators_climb_the_same_ladder() -> None:
    assert due.stranded(known(), at("2024-04-23 09:00"), BANGKOK) == []
    [told] = due.stranded(known(people=()), at("2024-04-23 09:00"), BANGKOK)
    assert (told.person, told.rung, told.rule) == (COORDINATOR, "t-7", "stranded")
    assert due.notices(known(people=()), at("2024-04-23 09:00"), BANGKOK) == []


@pytest.mark.parametrize(
    ("changes", "moment", "told"),
    [
        ({}, "2024-04-23 09:00", [("stranded", "t-7")]),
        ({}, "2024-05-02 08:30", [("stranded", "o+1")]),
        ({}, "2024-05-07 08:30", [("escalate", "e")]),  # not twice about the same department
        (
            {"reminded_on": date(2024, 4, 23)},
            "2024-04-26 08:30",
            [("escalate", "e")],
        ),  # it was reached, then lost
        ({"people": (HEAD,)}, "2024-04-23 09:00", []),
        ({"coordinators": (COORDINATOR,)}, "2024-04-23 09:00", []),
        ({"executives": ()}, "2024-04-23 09:00", []),
    ],
)
def test_where_no_coordinator_can_be_reached_either_the_executives_are_told(
    changes: dict,
    moment: str,
    told: list[tuple[str, str]],  # type: ignore[type-arg]
) -> None:
    nobody = known(**{"people": (), "coordinators": (), **changes})
    said = [*escalate.stranded(nobody, at(moment), BANGKOK), *escalate.notices(nobody, at(moment), BANGKOK)]
    assert [(each.rule, each.rung) for each in said] == told
    assert all(each.person == EXECUTIVE for each in said)


@pytest.mark.parametrize(
    ("counts", "told", "late", "moment", "rungs", "news"),
    [
        ({"failed": 0}, None, False, "2024-04-22 08:30", ["w20240422"], {}),  # Monday: a line in any case
        ({"failed": 0}, None, False, "2024-04-22 08:29", [], {}),
        ({"failed": 0}, None, False, "2024-04-25 09:00", ["w20240422"], {}),  # still owed after a late start
        (
            {"failed": 0},
            None,
            False,
            "2024-05-06 09:00",
            [],
            {},
        ),  # Coronation Day: the week begins on Tuesday
        ({"failed": 0}, None, False, "2024-05-07 09:00", ["w20240506"], {}),
        ({"failed": 2}, {"failed": 2}, False, "2024-04-25 09:00", ["w20240422"], {}),  # told already
        ({"failed": 3}, {"failed": 2}, False, "2024-04-25 09:00", ["w20240422", "d20240425"], {"failed": 1}),
        ({"failed": 1}, {"failed": 2}, False, "2024-04-25 09:00", ["w20240422"], {}),  # tidied up
        ({}, {}, True, "2024-04-25 09:00", ["w20240422", "d20240425"], {"backup": 1}),
    ],
)
def test_what_the_coordinator_hears_of_the_service(
    counts: dict,
    told: dict | None,
    late: bool,
    moment: str,
    rungs: list[str],
    news: dict,  # type: ignore[type-arg]
) -> None:
    said = service.notices(watched(counts, told, late), at(moment), BANGKOK)
    assert [each.rung for each in said] == rungs
    assert all({one.kind: one.count for one in each.news} == news and not each.urgent for each in said)


def test_the_months_pushes_are_warned_of_once_from_four_fifths_on() -> None:
    def told(used: int, month: str = "2024-04", allowed: int | None = 300) -> list[str]:
        seen = watched({})
        seen = Situation((), seen.watched, Quota(month, allowed, used))
        return [each.key for each in service.warnings(seen, at("2024-04-25 09:00"), BANGKOK)]

    assert told(239) == []
    assert told(240) == [f"quota:2024-04:{COORDINATOR.person_id}"]
    assert told(300, month="2024-03") == [] and told(9999, allowed=None) == []


@pytest.mark.parametrize(
    ("allowed", "urgent", "reserve"),
    [(None, 500, 0), (300, 0, 30), (300, 20, 30), (300, 90, 90), (300, 900, 150), (0, 5, 0), (15, 0, 2)],
)
def test_the_reserve_is_a_tenth_or_what_will_be_overdue_and_at_most_a_half(
    allowed: int | None, urgent: int, reserve: int
) -> None:
    assert reserve_of(allowed, urgent) == reserve


def digest(person: int, rung: str) -> Digest:
    to = Recipient(person, f"U{person}", "head")
    return Digest(person, f"U{person}", date(2024, 4, 23), (Reminder("k", "due", rung, to, owed()),))


@pytest.mark.parametrize(
    ("quota", "going"),
    [
        (None, [1, 2, 3, 4]),
        (Quota("2024-04", None, 9999), [1, 2, 3, 4]),
        (Quota("2024-04", 300, 200, reserve=30), [2, 4, 1, 3]),
        (Quota("2024-04", 300, 267, reserve=30), [2, 4, 1]),  # three above the reserve, late ones first
        (Quota("2024-04", 300, 268, reserve=30), [2, 4]),
        (Quota("2024-04", 300, 290, reserve=30), [2, 4]),  # the reserve is for what is late
        (Quota("2024-04", 300, 300, reserve=30), [2, 4]),  # LINE's own limit decides about those
    ],
)
def test_ordinary_digests_leave_the_reserve_alone(quota: Quota | None, going: list[int]) -> None:
    made = [digest(1, "t-7"), digest(2, "o+1"), digest(3, "t-0"), digest(4, "w1")]
    assert [each.person_id for each in affordable(made, quota)] == going


@pytest.mark.parametrize(
    ("key", "overdue", "earnest"),
    [("t-30", False, False), ("t-14", False, False), ("t-7", False, True), ("t-0", False, True),
     ("o+1", True, True), ("w8", True, True), ("p20240520", True, True)],
)  # fmt: skip
def test_which_rungs_want_an_answer(key: str, overdue: bool, earnest: bool) -> None:
    assert (ladder.is_overdue(key), ladder.is_earnest(key)) == (overdue, earnest)


def test_the_days_off_of_an_office_count_for_the_executives_too() -> None:
    from dataclasses import replace

    resting = replace(OFFICE, days_off=frozenset({date(2024, 5, 7)}))
    assert escalate.notices(known(office=resting), at("2024-05-07 09:00"), BANGKOK) == []
    assert len(escalate.notices(known(office=resting), at("2024-05-08 09:00"), BANGKOK)) == 1
