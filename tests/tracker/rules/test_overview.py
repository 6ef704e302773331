"""The figures of the weekly picture against the facts they are of."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.tracker.reports.conftest import history, measure_year, office
from tracker.facts import Standing, YearFacts
from tracker.rules.overview import KINDS, MOST_ROWS, Row, figures

__all__ = ["history", "measure_year", "office"]
BEFORE, AFTER = date(2024, 4, 30), date(2024, 5, 1)


def standing(department: str, status: str, reported: tuple[str, ...] = (), number: int = 1) -> Standing:
    percent = {"done": 100, "not_started": 0}.get(status, 40)
    return Standing(number, department, status, percent, 1, reported)


def year_of(known: YearFacts, *standings: Standing, **more: Any) -> YearFacts:
    """The year with one measure, due in both rounds, that these departments carry."""
    one = replace(known.measures[0], number=1, standings=standings, rounds=("6m", "12m"))
    names = tuple(dict.fromkeys(s.department for s in standings))
    return replace(known, measures=(one,), office=replace(known.office, departments=names), **more)


@pytest.mark.parametrize(
    ("status", "reported", "today", "kind"),
    [
        ("done", (), BEFORE, "done"),
        ("done", (), AFTER, "late"),  # done, but nothing was reported in the round that is over
        ("done", ("6m",), AFTER, "done"),
        ("in_progress", ("6m",), AFTER, "doing"),
        ("in_progress", (), BEFORE, "doing"),
        ("blocked", ("6m",), AFTER, "doing"),
        ("postponed", ("6m",), AFTER, "doing"),
        ("not_started", (), BEFORE, "waiting"),
        ("not_started", (), AFTER, "late"),
        ("not_started", ("6m",), AFTER, "waiting"),
        ("in_progress", ("6m",), date(2024, 11, 1), "late"),
    ],
)
def test_a_measure_is_counted_once_and_late_before_all(
    measure_year: YearFacts, status: str, reported: tuple[str, ...], today: date, kind: str
) -> None:
    shown = figures(year_of(measure_year, standing("กองช่าง", status, reported)), today)
    assert shown.rows == (Row(1, **{kind: 1}),)


def test_what_was_cancelled_is_not_counted(measure_year: YearFacts) -> None:
    assert figures(year_of(measure_year, standing("กองช่าง", "cancelled")), AFTER).rows == ()


def test_a_closed_round_makes_nobody_late(measure_year: YearFacts) -> None:
    rounds = tuple(replace(each, closed=True) for each in measure_year.rounds)
    known = year_of(measure_year, standing("กองช่าง", "not_started"), rounds=rounds)
    assert figures(known, AFTER).rows == (Row(1, waiting=1),)
    assert figures(known, AFTER).due is None


def test_all_the_office_is_counted_in_its_own_order(measure_year: YearFacts) -> None:
    shown = figures(measure_year, BEFORE)
    standings = [s for m in measure_year.measures for s in m.standings if s.status != "cancelled"]
    assert shown.sum.total == len(standings) > 9
    assert shown.sum.done == sum(s.status == "done" for s in standings)
    assert sum(row.total for row in shown.rows) == shown.sum.total


def test_the_round_is_the_one_that_falls_due_next(measure_year: YearFacts) -> None:
    for today, label in ((BEFORE, "รอบ 6 เดือน"), (AFTER, "รอบ 12 เดือน"), (date(2025, 1, 1), "รอบ 12 เดือน")):
        assert figures(measure_year, today).round_label == label
    assert figures(measure_year, date(2023, 1, 1)).round_label is None


def test_departments_beyond_what_a_picture_holds_are_one_row(measure_year: YearFacts) -> None:
    many = [standing(f"กองที่ {number}", "done", ("6m",), number) for number in range(1, 41)]
    shown = figures(year_of(measure_year, *many), BEFORE)
    assert len(shown.rows) == MOST_ROWS and shown.sum.done == 40
    assert shown.rows[-1] == Row(0, done=40 - MOST_ROWS + 1)


def test_an_office_without_measures_has_no_rows(measure_year: YearFacts) -> None:
    shown = figures(replace(measure_year, measures=()), BEFORE)
    assert shown.rows == () and [getattr(shown.sum, kind) for kind in KINDS] == [0, 0, 0, 0]
