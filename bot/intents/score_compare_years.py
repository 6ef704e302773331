"""Two fiscal years beside each other: the change in points and in percent."""

from decimal import Decimal

from bot.figures import Result, grade_words, result, result_of
from bot.scene import Answer, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import scores as voice
from tracker.rules.comparison import change, changes
from tracker.rules.grading import INSTRUMENT_WORDS
from tracker.rules.scoring import rounded

NAME = "score_compare_years"
EXAMPLE = "เทียบปี 65 กับ 66"

RULE = Rule(
    cases=(
        ("two_years", 0.72),
        ("two_years compare|change|score|how_much", 0.9),
        ("compare score|indicator|instrument|year|latest|basis_year|ita", 0.8),
        ("compare", 0.62),
        ("change score|how_much|year|latest|basis_year|indicator|instrument|question|which_indicator", 0.75),
        ("change", 0.55),
        ("basis_year change|compare|how_much", 0.85),
    ),
    slots=("compared_years", "indicator", "instrument", "office"),
    lowers=(
        ("foreign", 0.6),
        ("if", 0.5),
        ("measure_no format remind due send", 0.4),
        ("measure", 0.3),
        ("report", 0.2),
        ("goal", 0.25),
        ("lack percent", 0.1),
    ),
)


def matches(reading: Reading) -> Match | None:
    """A question about a change between years."""
    return RULE.match(reading)


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """Two years side by side, in points and in percent of the earlier one."""
    later = result_of(meaning.slots, scene)
    if isinstance(later, Answer):
        return later
    wanted = meaning.slots.get("compare_year") or later.year - 1
    if wanted >= later.year:  # "the year before" was said of now, and the newest result is that very year
        wanted = later.year - 1
    facts = later.known.result(wanted)
    if facts is None:
        return Answer([voice.no_result(later.office.name, wanted, scene.result_years())], topic=later.topic())
    earlier = result(later.office, later.known, facts)
    indicator, instrument = meaning.slots.get("indicator"), meaning.slots.get("instrument")
    if indicator in facts.indicators and indicator in later.facts.indicators:
        title, before, after = (
            later.name(indicator),
            facts.indicators[indicator],
            later.facts.indicators[indicator],
        )
        doubts = [*earlier.doubts(indicator), *later.doubts(indicator)]
        return _compared(earlier, later, title, before, after, [], doubts)
    before_mean, after_mean = earlier.standing.means.get(instrument), later.standing.means.get(instrument)
    if before_mean is not None and after_mean is not None:
        title = f"แบบวัด {INSTRUMENT_WORDS[instrument]}"
        return _compared(earlier, later, title, rounded(before_mean), rounded(after_mean), [], [])
    moved = changes(facts.indicators, later.facts.indicators)
    rows = [(later.name(n), each.earlier, each.later, each.points) for n, each in sorted(moved.items())]
    notes = _scheme_notes(earlier, later)
    return _compared(earlier, later, "คะแนนรวม", facts.overall, later.facts.overall, rows, notes)


def _compared(
    earlier: Result, later: Result, title: str, before: Decimal, after: Decimal,
    rows: list[tuple[str, Decimal, Decimal, Decimal]], notes: list[str],
) -> Answer:  # fmt: skip
    moved = change(before, after)
    source = later.source if later.source == earlier.source else f"{earlier.source}; {later.source}"
    said = voice.comparison(
        later.office.name, earlier.year, later.year, title, before, after, moved.points, moved.percent,
        rows, notes, source,
    )  # fmt: skip
    return Answer([said], topic=later.topic(compare_year=earlier.year))


def _scheme_notes(earlier: Result, later: Result) -> list[str]:
    words = f"ระดับ: ปี {earlier.year} {grade_words(earlier.official, earlier.facts.letter)}"
    return [f"{words}, ปี {later.year} {grade_words(later.official, later.facts.letter)}"]
