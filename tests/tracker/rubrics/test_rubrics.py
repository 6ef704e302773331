"""The dated rules: complete, with their source, and honest about what is not certain."""

from decimal import Decimal

import pytest

from tracker.rubrics import Basis, MeasureItem, RubricUnknown, known_years, rubric

YEARS = range(2562, 2570)
CERTAINTIES = {"sourced", "proved", "background", "open"}


def test_every_year_from_2562_to_2569_has_a_file() -> None:
    assert known_years() == tuple(YEARS)


@pytest.mark.parametrize("year", YEARS)
def test_every_block_names_its_source_and_certainty(year: int) -> None:
    rules = rubric(year)
    assert rules.fiscal_year == year
    for block in ("weights", "indicators", "letters", "target", "structure", "items", "questions"):
        assert rules.basis(block).source, block
        assert rules.basis(block).certainty in CERTAINTIES, block


@pytest.mark.parametrize("year", YEARS)
def test_the_ten_indicators_belong_to_their_instruments(year: int) -> None:
    rules = rubric(year)
    assert rules.indicators_of("IIT") == (1, 2, 3, 4, 5)
    assert rules.indicators_of("EIT") == (6, 7, 8)
    assert rules.indicators_of("OIT") == (9, 10)
    assert len({each.name for each in rules.indicators}) == 10


@pytest.mark.parametrize("year", YEARS)
def test_both_names_of_indicator_8_are_known_in_every_year(year: int) -> None:
    eighth = rubric(year).indicator(8)
    assert eighth is not None
    assert {eighth.name, *eighth.variants} == {"การปรับปรุงการทำงาน", "การปรับปรุงระบบการทำงาน"}


@pytest.mark.parametrize("year", range(2562, 2569))
def test_weights_are_30_30_40_and_add_up(year: int) -> None:
    weights = rubric(year).weights
    assert weights is not None
    assert [weights.of(name) for name in ("IIT", "EIT", "OIT")] == [Decimal(30), Decimal(30), Decimal(40)]


def test_2566_weighs_the_two_parts_of_eit_apart() -> None:
    weights = rubric(2566).weights
    assert weights is not None
    assert [name for name, _ in weights.percent] == ["IIT", "EIT1", "EIT2", "OIT"]
    assert weights.of("EIT1") == weights.of("EIT2") == Decimal(15)


def test_the_weights_of_2569_are_open() -> None:
    assert rubric(2569).weights is None
    assert rubric(2569).basis("weights").certainty == "open"


@pytest.mark.parametrize(
    ("year", "certain"),
    [
        (2562, False),
        (2563, True),
        (2564, True),
        (2565, True),
        (2566, True),
        (2567, True),
        (2568, False),
        (2569, False),
    ],
)
def test_weights_are_certain_only_where_a_source_or_arithmetic_says_so(year: int, certain: bool) -> None:
    assert rubric(year).certain("weights") is certain


@pytest.mark.parametrize("year", YEARS)
def test_bands_fall_from_the_best_to_zero(year: int) -> None:
    rules = rubric(year)
    for scheme in filter(None, (rules.letters, rules.levels)):
        floors = [band.floor for band in scheme.bands]
        assert floors == sorted(floors, reverse=True)
        assert floors[-1] == 0


@pytest.mark.parametrize(
    ("year", "official", "letters"),
    [(year, "letters", "official") for year in range(2562, 2566)]
    + [(2566, "levels", "in_documents"), (2567, "levels", "informal")]
    + [(2568, "levels", "informal"), (2569, "levels", "none")],
)
def test_which_scheme_is_official(year: int, official: str, letters: str) -> None:
    assert rubric(year).official_scheme == official
    assert rubric(year).letters.standing == letters
    assert (rubric(year).levels is None) is (official == "letters")


@pytest.mark.parametrize("year", YEARS)
def test_the_pass_mark_is_85(year: int) -> None:
    assert rubric(year).pass_mark == Decimal("85.00")


@pytest.mark.parametrize(
    ("year", "plan", "progress", "certain"),
    [
        (2562, None, None, False),
        (2563, "o42", "o43", False),
        (2564, "o42", "o43", False),
        (2565, "o42", "o43", True),
        (2566, "o42", "o43", True),
        (2567, "o34", "o35", False),
        (2568, "o27", "o28", False),
        (2569, "o25", "o26", False),
    ],
)
def test_the_items_of_measures_and_of_progress(
    year: int, plan: str | None, progress: str | None, certain: bool
) -> None:
    rules = rubric(year)

    def item(found: MeasureItem | None) -> str | None:
        return found.item if found else None

    assert (item(rules.plan_item), item(rules.progress_item)) == (plan, progress)
    assert rules.certain("measure_items") is certain


def test_2562_knew_seven_separate_measures_instead() -> None:
    assert len(rubric(2562).measure_topics) == 7


@pytest.mark.parametrize(
    ("year", "count"),
    [(2562, 48), (2563, 43), (2564, 43), (2565, 43), (2566, 43), (2567, 35), (2568, 28), (2569, 26)],
)
def test_how_many_oit_items_a_year_has(year: int, count: int) -> None:
    assert rubric(year).item_count == count


@pytest.mark.parametrize("year", YEARS)
def test_the_oit_structure_covers_every_item_once_or_is_left_out(year: int) -> None:
    rules = rubric(year)
    if year not in range(2563, 2567):
        assert rules.parts is None
        assert rules.basis("structure").certainty == "open"
        return
    assert rules.parts is not None
    items = [item for part in rules.parts for item in part.items]
    assert items == [f"o{number}" for number in range(1, 44)]


def test_question_counts_are_left_out_from_2567_on() -> None:
    assert rubric(2566).questions == (("IIT", 30), ("EIT", 15))
    assert all(rubric(year).questions is None for year in (2567, 2568, 2569))


def test_a_later_year_takes_the_last_rubric_as_an_assumption() -> None:
    later = rubric(2571)
    assert (later.fiscal_year, later.assumed_from) == (2571, 2569)
    assert later.basis("indicators").certainty == "assumed"
    assert not any(basis.certain for _, basis in later.bases)


def test_what_was_open_is_not_made_better_by_assuming_it() -> None:
    assert rubric(2570).basis("weights").certainty == "open"


def test_before_2562_there_is_no_rubric() -> None:
    with pytest.raises(RubricUnknown):
        rubric(2561)


def test_a_block_nobody_wrote_is_open() -> None:
    assert rubric(2565).basis("levels") == Basis("not in this year's rubric", "open")
