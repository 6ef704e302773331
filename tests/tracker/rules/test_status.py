"""Status and percent of a measure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import PercentContradictsStatus, PercentOutOfRange
from tracker.rules.status import LABELS, STATUSES, StatusUnknown, in_words, overall, settle, status_of


@pytest.mark.parametrize(
    ("status", "percent", "old", "expected"),
    [
        (None, 0, ("in_progress", 40), ("not_started", 0)),
        (None, 1, ("not_started", 0), ("in_progress", 1)),
        (None, 99, ("not_started", 0), ("in_progress", 99)),
        (None, 100, ("in_progress", 60), ("done", 100)),
        (None, 60, ("blocked", 40), ("in_progress", 60)),
        ("done", None, ("in_progress", 60), ("done", 100)),
        ("not_started", None, ("in_progress", 60), ("not_started", 0)),
        ("in_progress", None, ("not_started", 0), ("in_progress", 0)),
        ("in_progress", None, ("done", 100), ("in_progress", 0)),
        ("blocked", None, ("in_progress", 60), ("blocked", 60)),
        ("cancelled", None, ("in_progress", 60), ("cancelled", 60)),
        ("blocked", 40, ("in_progress", 60), ("blocked", 40)),
        ("in_progress", 80, ("not_started", 0), ("in_progress", 80)),
        (None, None, ("in_progress", 60), ("in_progress", 60)),
    ],
)
def test_the_state_after_a_report(
    status: str | None, percent: int | None, old: tuple[str, int], expected: tuple[str, int]
) -> None:
    assert settle(status, percent, *old, number=2) == expected


@pytest.mark.parametrize("percent", [150, -5, 101, True, 50.5])
def test_a_percent_outside_0_to_100_is_refused_with_a_sentence(percent: int) -> None:
    with pytest.raises(PercentOutOfRange) as caught:
        settle(None, percent, "not_started", 0, number=2)
    assert "0 ถึง 100" in caught.value.sentence


@pytest.mark.parametrize(
    ("status", "percent"),
    [("done", 60), ("done", 0), ("not_started", 10), ("in_progress", 100), ("postponed", 100)],
)
def test_a_status_that_contradicts_its_percent_is_refused_with_a_sentence(status: str, percent: int) -> None:
    with pytest.raises(PercentContradictsStatus) as caught:
        settle(status, percent, "not_started", 0, number=2)
    assert LABELS[status] in caught.value.sentence


def test_an_unknown_status_is_refused() -> None:
    with pytest.raises(StatusUnknown):
        settle("finished", None, "not_started", 0, number=2)


@pytest.mark.parametrize(
    ("status", "percent", "words"),
    [
        ("in_progress", 60, "อยู่ระหว่างดำเนินการ 60%"),
        ("in_progress", 0, "อยู่ระหว่างดำเนินการ"),
        ("done", 100, "ดำเนินการแล้ว"),
        ("blocked", 40, "ติดขัด 40%"),
    ],
)
def test_a_state_in_words(status: str, percent: int, words: str) -> None:
    assert in_words(status, percent) == words


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([], ("not_started", 0)),
        ([("done", 100), ("done", 100)], ("done", 100)),
        ([("done", 100), ("not_started", 0)], ("in_progress", 50)),
        ([("done", 100), ("in_progress", 99)], ("in_progress", 99)),
        ([("not_started", 0), ("not_started", 0)], ("not_started", 0)),
        ([("done", 100), ("blocked", 20)], ("blocked", 60)),
        ([("done", 100), ("cancelled", 10)], ("done", 100)),
        ([("cancelled", 10), ("cancelled", 20)], ("cancelled", 15)),
        ([("done", 100), ("postponed", 0)], ("postponed", 50)),
        ([("in_progress", 33), ("in_progress", 34)], ("in_progress", 34)),
    ],
)
def test_the_overall_state_of_several_departments(
    states: list[tuple[str, int]], expected: tuple[str, int]
) -> None:
    assert overall(states) == expected


@given(st.integers(0, 100), st.sampled_from(STATUSES), st.integers(0, 100))
def test_a_percent_alone_always_brings_its_own_status(percent: int, old: str, old_percent: int) -> None:
    assert settle(None, percent, old, old_percent, number=1) == (status_of(percent), percent)
