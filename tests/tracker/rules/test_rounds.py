"""Rounds from cadences, and to which of them an update belongs."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules import fiscal
from tracker.rules.rounds import CADENCES, CadenceUnknown, RoundSpan, completion_round, round_for, rounds_of

SIX, TWELVE = date(2024, 4, 30), date(2024, 10, 31)


def keys_and_dues(cadence: str, **given: object) -> list[tuple[str, date]]:
    return [(spec.key, spec.due) for spec in rounds_of(cadence, 2567, 3, **given)]  # type: ignore[arg-type]


def spans(cadence: str) -> tuple[RoundSpan, ...]:
    return tuple((spec.key, spec.starts, spec.ends) for spec in rounds_of(cadence, 2567, 3))


@pytest.mark.parametrize(
    ("cadence", "expected"),
    [
        ("semiannual", [("6m", SIX), ("12m", TWELVE)]),
        ("annual", [("12m", TWELVE)]),
        ("continuous", [("6m", SIX), ("12m", TWELVE)]),
        ("unknown", [("6m", SIX), ("12m", TWELVE)]),
        ("named_months", [("6m", SIX), ("12m", TWELVE)]),  # none was named
        (
            "quarterly",
            [
                ("q1", date(2024, 1, 30)),
                ("q2", date(2024, 4, 30)),
                ("q3", date(2024, 7, 30)),
                ("q4", date(2024, 10, 30)),
            ],
        ),
        ("once", [("once:3", date(2024, 10, 30))]),
        ("on_completion", []),
    ],
)
def test_rounds_and_due_dates_of_2567(cadence: str, expected: list[tuple[str, date]]) -> None:
    assert keys_and_dues(cadence) == expected


@pytest.mark.parametrize("cadence", ["continuous", "unknown", "named_months"])
def test_what_the_paper_leaves_open_is_marked_assumed(cadence: str) -> None:
    assert all(spec.assumed for spec in rounds_of(cadence, 2567, 3))


@pytest.mark.parametrize("cadence", ["semiannual", "annual", "quarterly", "monthly", "once"])
def test_what_the_paper_says_is_not_assumed(cadence: str) -> None:
    assert not any(spec.assumed for spec in rounds_of(cadence, 2567, 3))


def test_the_halves_decide_which_round_a_day_falls_in() -> None:
    first, second = rounds_of("semiannual", 2567, 3)
    assert (first.starts, first.ends) == (date(2023, 10, 1), date(2024, 3, 31))
    assert (second.starts, second.ends) == (date(2024, 4, 1), date(2024, 9, 30))
    assert (first.label_th, second.label_th) == ("รอบ 6 เดือน", "รอบ 12 เดือน (ทั้งปี)")


def test_an_office_may_move_its_due_dates() -> None:
    dues = keys_and_dues("semiannual", due_6m=(4, 5), due_12m=(10, 15))
    assert dues == [("6m", date(2024, 4, 5)), ("12m", date(2024, 10, 15))]


def test_a_12_month_date_in_january_is_the_one_after_the_year_and_31_april_is_the_30th() -> None:
    dues = keys_and_dues("semiannual", due_6m=(4, 31), due_12m=(1, 15))
    assert dues == [("6m", date(2024, 4, 30)), ("12m", date(2025, 1, 15))]


def test_months_follow_the_fiscal_year_and_fall_due_30_days_after_they_end() -> None:
    found = rounds_of("monthly", 2567, 3)
    assert [spec.key for spec in found][:4] == ["m10", "m11", "m12", "m01"]
    assert len(found) == 12
    assert found[0].label_th == "รอบเดือน ต.ค. 2566"
    assert found[4].due == date(2024, 3, 30)  # 29 February and 30 days


def test_named_months_are_put_in_the_order_of_the_fiscal_year() -> None:
    found = rounds_of("named_months", 2567, 3, months=[2, 11])
    assert [(spec.key, spec.starts) for spec in found] == [
        ("m11", date(2023, 11, 1)),
        ("m02", date(2024, 2, 1)),
    ]


def test_once_spans_the_measures_period() -> None:
    (found,) = rounds_of("once", 2567, 3, period=(date(2023, 11, 1), date(2024, 1, 31)))
    assert (found.code, found.starts, found.due) == ("once", date(2023, 11, 1), date(2024, 3, 1))


def test_completion_falls_due_30_days_after_it_was_done() -> None:
    found = completion_round(3, date(2024, 6, 1))
    assert (found.key, found.code, found.due) == ("completion:3", "completion", date(2024, 7, 1))


def test_an_unknown_cadence_is_refused() -> None:
    with pytest.raises(CadenceUnknown):
        rounds_of("weekly", 2567, 3)


@pytest.mark.parametrize(
    ("day", "reported", "closed", "named", "expected"),
    [
        (date(2024, 3, 31), (), (), None, "6m"),
        (date(2024, 4, 1), (), (), None, "12m"),
        (date(2024, 4, 1), (), (), "6m", "6m"),
        (date(2024, 4, 1), (), (), "q1", "12m"),
        (date(2024, 3, 31), (), ("6m",), None, "6m"),
        (date(2024, 3, 31), ("6m",), (), None, "6m"),
        (date(2026, 11, 21), (), (), None, "6m"),
        (date(2026, 11, 21), ("6m",), (), None, "12m"),
        (date(2026, 11, 21), ("6m", "12m"), (), None, "12m"),
        (date(2023, 9, 30), (), (), None, "6m"),
    ],
)
def test_to_which_round_an_update_belongs(
    day: date, reported: tuple[str, ...], closed: tuple[str, ...], named: str | None, expected: str
) -> None:
    assert round_for(day, spans("semiannual"), reported, closed, named) == expected


def test_of_two_rounds_that_hold_the_day_the_open_one_then_the_narrower_one_wins() -> None:
    both = (*spans("once"), *spans("quarterly"))
    assert round_for(date(2024, 2, 1), both) == "q2"
    assert round_for(date(2024, 2, 1), both, closed={"q2"}) == "once:3"


def test_without_rounds_there_is_none() -> None:
    assert round_for(date(2024, 2, 1), ()) is None


@given(st.sampled_from(CADENCES), st.integers(2560, 2580))
def test_rounds_are_in_order_and_fall_due_after_they_end(cadence: str, year: int) -> None:
    found = rounds_of(cadence, year, 1, months=(1, 6))
    assert list(found) == sorted(found, key=lambda spec: spec.ends)
    assert len({spec.key for spec in found}) == len(found)
    for spec in found:
        assert spec.starts <= spec.ends < spec.due
        assert fiscal.within(spec.starts, fiscal.span(year)) and fiscal.within(spec.ends, fiscal.span(year))


@given(
    st.sampled_from(["semiannual", "quarterly", "monthly", "once"]),
    st.dates(date(2023, 10, 1), date(2024, 9, 30)),
)
def test_every_day_of_the_year_belongs_to_the_round_that_holds_it(cadence: str, day: date) -> None:
    key = round_for(day, spans(cadence))
    assert [each for each, starts, ends in spans(cadence) if starts <= day <= ends] == [key]
