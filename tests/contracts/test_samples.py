"""The sample offices: their figures agree with the rubrics' arithmetic, and the practice office is alive on any day."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.contracts.clerk import BANGKOK
from tracker import samples
from tracker.actions.load_samples import load_samples
from tracker.rubrics import rubric
from tracker.rules import grading, rounds, scoring
from tracker.samples import SLUGS, SampleResult, sample
from tracker.store import Store, facts, organisations, schema
from tracker.store.reminders import reminder_facts

RULES = rubric(2567)  # the weights 30/30/40 and both schemes
DAYS = [
    (2026, 10, 1),
    (2026, 10, 20),
    (2026, 12, 31),
    (2027, 2, 28),
    (2027, 5, 2),
    (2027, 7, 15),
    (2027, 9, 30),
]
RESULTS = [(slug, result) for slug in SLUGS for result in sample(slug).results]


@pytest.mark.parametrize(("slug", "result"), RESULTS, ids=lambda value: getattr(value, "year", value))
def test_every_total_and_grade_follows_from_the_indicators(slug: str, result: SampleResult) -> None:
    scores = dict(enumerate(result.indicators, start=1))
    computed = scoring.total(scores, RULES)
    assert computed is not None
    assert computed.consistent(result.overall)
    means = scoring.instrument_means(scores, RULES, result.eit1, result.eit2)
    if result.letter is not None:
        assert result.letter == grading.letter(result.overall, RULES)
    if result.level is not None:
        assert result.level == grading.level(result.overall, means, RULES).name
    if result.eit1 is not None and result.eit2 is not None:
        assert means["EIT"] is not None
        assert abs((result.eit1 + result.eit2) / 2 - means["EIT"]) < Decimal("0.01")


def test_the_practice_office_says_that_it_is_invented() -> None:
    assert [slug for slug in SLUGS if sample(slug).practice] == ["tuayang"]
    assert "สมมติ" in sample("tuayang").source.title


def test_the_practice_office_has_a_measure_of_every_cadence_that_reports() -> None:
    cadences = {measure.cadence for measure in sample("tuayang").measures}
    assert cadences == set(rounds.CADENCES) - {"continuous"}


def test_half_of_what_its_departments_carry_has_been_reported() -> None:
    told = sample("tuayang")
    carried = sum(len(measure.departments or told.departments) for measure in told.measures)
    reported = sum(len(measure.progress) for measure in told.measures)
    assert 0.4 <= reported / carried <= 0.6


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_on_any_day_there_is_something_to_remind_of(tmp_path: Path, day: tuple[int, int, int]) -> None:
    now = datetime(*day, 3, tzinfo=UTC)
    store = Store(f"sqlite:///{tmp_path}/facts.db")
    schema.migrate(store)
    with store.begin() as tx:
        load_samples(tx, now, BANGKOK)
    with store.read() as tx:
        owed = reminder_facts(tx, now.date(), now.date(), now, "tuayang")
        office = organisations.office_by_slug(tx, "tuayang")
        year = facts.year_facts(tx, office.id, 2570)
    store.close()
    assert owed
    # Whatever falls due is due 30 days after its end, so nothing can be late in October.
    assert any(each.due < now.date() for each in owed) == (day > (2026, 10, 31))
    assert all(update.event_date >= datetime(2026, 10, 1, tzinfo=UTC).date() for update in year.updates)
    assert all(update.recorded_at <= now for update in year.updates)
    receipts = [update.receipt for update in year.updates]
    assert sorted(receipts) == [f"70-{number:04d}" for number in range(1, len(receipts) + 1)]


BROKEN = [
    ("kind = ", "colour = ", "colour"),
    ("84.50, 75.00]", "84.50]", "needs ten scores"),
    ('"semiannual"', '"fortnightly"', "no cadence"),
    ("number = 2\n", "number = 1\n", "twice"),
    ('departments = ["กองคลัง", "กองช่าง"]', 'departments = ["กองประปา"]', "does not carry it"),
    ('status = "blocked"', 'status = "stuck"', "no status"),
]


@pytest.mark.parametrize(("right", "wrong", "problem"), BROKEN, ids=[row[2] for row in BROKEN])
def test_a_sample_file_that_is_wrong_is_refused(right: str, wrong: str, problem: str) -> None:
    text = (Path(samples.__file__).parent / "tuayang.toml").read_text("utf-8")
    assert right in text
    with pytest.raises(ValueError, match=problem):
        samples.read("tuayang", text.replace(right, wrong))
