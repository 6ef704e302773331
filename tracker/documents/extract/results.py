"""One result per fiscal year out of everything a paper says of it.

Where places disagree, the weighted sum decides; what it cannot decide is left out, for a wrong figure is worse than
none.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar

from tracker.documents.draft import ResultDraft
from tracker.documents.extract.rankings import scores_in_order
from tracker.documents.extract.scoreset import ScoreSet, contradicting
from tracker.documents.extract.statements import Overall, Sentences, Single
from tracker.rubrics import Rubric, RubricUnknown, rubric
from tracker.rules import audit, scoring, tables
from tracker.rules.scoring import rounded

Said = TypeVar("Said", str, Decimal)
_BY_ORDER = "จึงใช้คะแนนตามตารางจัดอันดับ เพราะอีกค่าหนึ่งขัดกับลำดับ"


@dataclass(frozen=True)
class Settled:
    """A year's result with what it was made from: named tables, and the finding where they disagree. Figures have
    the decimals they are printed with; every total, grade, level and instrument mean comes with its place. `refused`:
    indicator, figure and place of what no score can be."""

    draft: ResultDraft
    tables: dict[str, ScoreSet]
    disagreement: audit.Finding | None
    totals: tuple[tuple[Decimal, str], ...]
    grades: tuple[tuple[str, str], ...] = ()
    levels: tuple[tuple[str, str], ...] = ()
    totals_disagree: audit.Finding | None = None
    instruments: dict[str, tuple[Decimal, str]] = field(default_factory=dict)
    refused: tuple[tuple[int, str, str], ...] = ()


def rubric_of(fiscal_year: int | None) -> Rubric | None:
    """The year's rubric, None where none is known."""
    try:
        return rubric(fiscal_year) if fiscal_year else None
    except RubricUnknown:
        return None


def settle(sets: list[ScoreSet], said: Sentences) -> list[Settled]:
    """Results in the order of their years."""
    sets = [*sets, *filter(None, map(contradicting, sets))]
    sets += _from_sentences(sets, said.singles)
    years = {each.fiscal_year for each in sets} | {
        each.year for each in said.overalls if each.overall is not None
    }
    if None in years and len(years) == 2:
        # A figure without a year, in a paper that knows one year of results, is that year's.
        only = next(year for year in years if year is not None)
        sets = [replace(each, fiscal_year=each.fiscal_year or only) for each in sets]
        said = replace(said, overalls=tuple(replace(each, year=each.year or only) for each in said.overalls))
        years = {only}
    settled = [
        _settle_year(
            year,
            [each for each in sets if each.fiscal_year == year],
            [each for each in said.overalls if each.year == year],
            _contradicting(year, sets, said.singles),
        )
        for year in sorted(years, key=lambda year: year or 0)
    ]
    return [each for each in settled if each.draft.overall is not None or each.draft.indicators]


def _from_sentences(sets: list[ScoreSet], singles: tuple[Single, ...]) -> list[ScoreSet]:
    """Scores told in running text as sets of their own, where no table gives them; instruments for every year."""
    found: list[ScoreSet] = []
    for year in dict.fromkeys(single.year for single in singles):
        of_year = [single for single in singles if single.year == year]
        tabled = {number for each in sets if each.fiscal_year == year for number in each.scores}
        told = [single for single in of_year if isinstance(single.of, int) and single.of not in tabled]
        if year is None and len(told) < 3:
            told = []
        each = ScoreSet(", ".join(dict.fromkeys(single.place for single in told or of_year)), year, told=True)
        for single in told:
            _tell(each, single)
        for single in of_year:
            if isinstance(single.of, str):
                each.instruments.setdefault(single.of, (single.value, single.place))
        found += [each] if each.scores or each.instruments else []
        found += [other] if (other := contradicting(each)) else []
    return found


def _tell(each: ScoreSet, single: Single) -> None:
    assert isinstance(single.of, int)
    if each.scores.setdefault(single.of, single.value) != single.value:
        each.twice[single.of] = single.value
    each.places.setdefault(single.of, single.place)


def _settle_year(
    year: int | None, sets: list[ScoreSet], told: list[Overall], against: ScoreSet | None
) -> Settled:
    said = [
        *(
            Overall(year, each.place, each.overall, each.grade, each.level, not each.weak_total)
            for each in sets
        ),
        *told,
    ]
    totals = _totals(said, sets)
    overall = _most([value for value, _ in totals])
    totals_disagree = None
    if len({rounded(value) for value, _ in totals}) > 1:
        overall, totals_disagree = _which_total(year, totals, [each.scores for each in sets])
    tables = {_name(each): each for each in sets if each.scores or each.words}
    scores = {name: each.scores for name, each in tables.items() if each.scores}
    if against:
        scores[against.place] = {**_agreed(sets), **against.scores}
        tables[against.place] = against
    indicators, uncertain, disagreement = _choose(year, _whole(scores), overall)
    ordered = {n: value for n, value in scores_in_order(tables).items() if n not in indicators}
    if ordered and disagreement:
        indicators, uncertain = {**indicators, **ordered}, (*uncertain, *ordered)
        disagreement = replace(disagreement, message_th=f"{disagreement.message_th} {_BY_ORDER}")
    grades = [(each.grade, each.place) for each in said if each.grade]
    levels = [(each.level, each.place) for each in said if each.level]
    draft = ResultDraft(
        fiscal_year=year,
        overall=None if overall is None else rounded(overall),
        grade=_most([grade for grade, _ in grades]),
        level=_most([level for level, _ in levels]),
        indicators={number: rounded(value) for number, value in sorted(indicators.items())},
        uncertain=uncertain,
        place=_place(overall, totals, tables.values()),
        places=_places(indicators, tables.values()),
    )
    instruments = {name: printed for each in reversed(sets) for name, printed in each.instruments.items()}
    refused = tuple(dict.fromkeys(each for one in sets for each in one.refused))
    return Settled(
        draft,
        tables,
        disagreement,
        tuple(totals),
        tuple(grades),
        tuple(levels),
        totals_disagree,
        instruments,
        refused,
    )


def _which_total(
    year: int | None, totals: list[tuple[Decimal, str]], scores: list[dict[int, Decimal]]
) -> tuple[Decimal | None, audit.Finding]:
    """Of totals that disagree the one the indicators give, else the one printed most often; none where both are
    as often."""
    rules = rubric_of(year)
    whole = [each for each in scores if rules and scoring.total(each, rules)]
    fitting = [
        value
        for value in dict.fromkeys(value for value, _ in totals)
        if rules and any(audit.check_total(rules, each, value) is None for each in whole)
    ]
    counted = Counter(value for value, _ in totals).most_common(2)
    often = counted[0][0] if counted[0][1] > counted[1][1] else None
    chosen = fitting[0] if len(fitting) == 1 else often
    listed = ", ".join(f"{value} ({place})" for value, place in totals)
    why = "ซึ่งตรงกับที่คำนวณจากตัวชี้วัด" if len(fitting) == 1 else "ซึ่งพิมพ์ไว้มากแห่งกว่า แต่การคำนวณยืนยันไม่ได้"
    verdict = f"จึงใช้ {chosen} {why}" if chosen is not None else "การคำนวณชี้ขาดไม่ได้ จึงไม่ใช้คะแนนรวม"
    message = f"คะแนนรวมปีงบประมาณ {year} พิมพ์ไว้ไม่ตรงกัน: {listed} {verdict}"
    return chosen, audit.Finding("tables-disagree", "error", message)


def _totals(said: list[Overall], sets: list[ScoreSet]) -> list[tuple[Decimal, str]]:
    """The totals that are called so; what only stands where a total would is one when nothing else is, and no
    indicator has the same score."""
    told = [each for each in said if each.overall is not None]
    explicit = [each for each in told if each.explicit]
    scores = {value for each in sets for value in each.scores.values()}
    left = explicit or [each for each in told if each.overall not in scores]
    return [(each.overall, each.place) for each in left if each.overall is not None]


def _place(
    overall: Decimal | None, totals: Iterable[tuple[Decimal, str]], tables: Iterable[ScoreSet]
) -> str | None:
    """Where the total stands, or the scores where there is none."""
    printed = [place for value, place in totals if value == overall]
    return next(iter([*printed, *(each.place for each in tables)]), None)


def _places(indicators: dict[int, Decimal], tables: Iterable[ScoreSet]) -> dict[int, str]:
    """Where each indicator's score stands, the first place that has it."""
    found: dict[int, str] = {}
    for each in tables:
        for number, value in indicators.items():
            if each.scores.get(number) == value and number in each.places:
                found.setdefault(number, each.places[number])
    return dict(sorted(found.items()))


def _most(values: Iterable[Said]) -> Said | None:
    """What is said most often, the first where that is a tie."""
    counted = Counter(values)
    return max(counted, key=lambda value: counted[value]) if counted else None


def _name(each: ScoreSet) -> str:
    if each.told:
        return f"ข้อความ {each.place}"
    return f"{'ตารางจัดอันดับ' if each.ranked else 'ตารางคะแนน'} {each.place}"


def _agreed(sets: list[ScoreSet]) -> dict[int, Decimal]:
    together: dict[int, Decimal] = {}
    for each in sets:
        for number, value in each.scores.items():
            together.setdefault(number, value)
    return together


def _contradicting(year: int | None, sets: list[ScoreSet], singles: tuple[Single, ...]) -> ScoreSet | None:
    """Sentences whose scores no table of the year has, as a set of its own; single scores fill no table. A score
    that is another year's, in a sentence that names no year, contradicts nothing."""
    own = [each for each in sets if each.fiscal_year == year]
    other = [
        single
        for single in singles
        if single.year == year
        and isinstance(single.of, int)
        and any(single.of in each.scores for each in own)
        and not any(each.scores.get(single.of) == single.value for each in (own if single.sure else sets))
    ]
    if not other:
        return None
    place = "ข้อความ " + ", ".join(dict.fromkeys(single.place for single in other))
    against = ScoreSet(place, year, told=True)
    for single in other:
        assert isinstance(single.of, int)
        against.scores[single.of] = single.value
        against.places[single.of] = single.place
    return against


def _whole(scores: dict[str, dict[int, Decimal]]) -> dict[str, dict[int, Decimal]]:
    """Tables that share no indicator as one, for a paper may give each instrument a table of its own: only together
    can a total prove them."""
    most = max(map(len, scores.values()), default=0)
    parts = {name: each for name, each in scores.items() if len(each) < most} or scores
    told = [number for each in parts.values() for number in each]
    if len(parts) < 2 or len(told) != len(set(told)):
        return scores
    together = {number: value for each in parts.values() for number, value in each.items()}
    return {" กับ ".join(parts): together, **{n: each for n, each in scores.items() if n not in parts}}


def _choose(
    year: int | None, scores: dict[str, dict[int, Decimal]], overall: Decimal | None
) -> tuple[dict[int, Decimal], tuple[int, ...], audit.Finding | None]:
    together: dict[int, Decimal] = {}
    disputed = {n for a in scores.values() for b in scores.values() for n in a if n in b and a[n] != b[n]}
    for each in scores.values():
        for number, value in each.items():
            together.setdefault(number, value)
    if not disputed:
        return together, (), None
    rules = rubric_of(year)
    choice = tables.compare_tables(rules, scores, overall) if rules and overall is not None else None
    if choice and choice.chosen:
        chosen = scores[choice.chosen]
        return {**together, **chosen}, choice.unproved, choice.finding
    finding = choice.finding if choice else _undecided(scores, disputed)
    return {n: value for n, value in together.items() if n not in disputed}, (), finding


def _undecided(scores: dict[str, dict[int, Decimal]], disputed: set[int]) -> audit.Finding:
    listed = ", ".join(str(number) for number in sorted(disputed))
    message = f"{' กับ '.join(scores)} ให้คะแนนตัวชี้วัดที่ {listed} ไม่ตรงกัน และไม่มีคะแนนรวมให้ตรวจสอบ จึงไม่ใช้คะแนนเหล่านี้"
    return audit.Finding("tables-disagree", "error", message)
