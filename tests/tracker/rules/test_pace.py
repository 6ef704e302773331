"""A bucket of tokens: what may go now, what LINE's complaints do to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tracker.rules.pace import BURST, RATES, SLOWEST, Pace, rate_of, slowed, taken

NOW, FULL = 1_800_000_000.0, 1500.0


def test_in_no_second_more_than_the_rate_and_a_burst_go_however_greedy_the_takers_are() -> None:
    pace, went = Pace(), list[float]()
    for tick in range(3000):
        now = NOW + tick / 1000
        pace, granted = taken(pace, FULL, 500, now)
        went += [now] * granted
    for begin in range(0, 2000, 100):
        within = [at for at in went if NOW + begin / 1000 <= at < NOW + begin / 1000 + 1]
        assert len(within) <= FULL * (1 + BURST) + 1
    assert len(went) >= 3 * FULL * 0.99, "and the rate is reached"


@given(some.lists(some.tuples(some.floats(0, 0.5), some.integers(1, 400)), max_size=60), some.floats(5, 2000))
def test_whatever_is_asked_when_never_more_than_time_has_brought(
    asked: list[tuple[float, int]], full: float
) -> None:
    pace, now, went = Pace(), NOW, 0
    for after, wanted in asked:
        now += after
        pace, granted = taken(pace, full, wanted, now)
        went += granted
        assert went <= (now - NOW) * full + max(1.0, BURST * full) + 1


def test_one_call_at_a_time_may_always_go_in_the_end() -> None:
    pace, went = Pace(rate=SLOWEST, slowed_at=NOW), 0
    for tick in range(100):
        pace, granted = taken(pace, FULL, 10, NOW + tick / 100)
        went += granted
    assert 5 <= went <= 7


def test_what_was_not_used_is_not_saved_up() -> None:
    assert taken(Pace(open_at=NOW - 3600), FULL, 10_000, NOW)[1] == FULL * BURST


def test_a_clock_that_was_put_back_keeps_nobody_waiting() -> None:
    pace, _ = taken(Pace(), FULL, 150, NOW)
    assert taken(pace, FULL, 10, NOW - 3600)[1] > 0


def test_a_complaint_halves_the_rate_and_several_at_once_are_one() -> None:
    pace = slowed(Pace(), FULL, NOW)
    assert rate_of(pace, FULL, NOW) == FULL / 2
    assert slowed(pace, FULL, NOW + 0.5) == pace
    assert rate_of(slowed(pace, FULL, NOW + 1), FULL, NOW + 1) == pytest.approx(FULL / 4, rel=0.1)
    for second in range(100):
        pace = slowed(pace, FULL, NOW + 2 * second)
    assert rate_of(pace, FULL, NOW + 198) == SLOWEST


def test_it_is_as_fast_as_ever_again_after_a_while() -> None:
    pace = slowed(Pace(), FULL, NOW)
    assert rate_of(pace, FULL, NOW + 10) == FULL and rate_of(pace, FULL, NOW + 10_000_000) == FULL


def test_a_quarter_of_what_line_allows_is_left_to_others() -> None:
    allowed = {"push": 2000, "reply": 2000, "multicast": 200}
    assert {call: 0.75 * rate for call, rate in allowed.items()} == RATES
