"""Tables of one paper that disagree: which of them the published total proves, and what it leaves open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations, product

from tracker.rubrics import INSTRUMENTS, Rubric
from tracker.rules.audit import Finding, fits, severity_of, sum_in_words
from tracker.rules.items import possible
from tracker.rules.scoring import Scores, Total, total

_MOST_MIXED = 6


@dataclass(frozen=True)
class Choice:
    """Of tables that disagree, the one that fits the published total (None: arithmetic cannot decide).

    `unproved` are the indicators whose own score even the chosen table does not prove, because other orders
    inside their instrument give the same total.
    """

    chosen: str | None
    unproved: tuple[int, ...]
    finding: Finding


def compare_tables(
    rubric: Rubric, tables: Mapping[str, Scores], published: Decimal, where: str | None = None
) -> Choice | None:
    """tables-disagree: tables of one paper (by name) give an indicator different scores. None when they agree.

    The one whose weighted sum fits the published total is chosen; between several that fit, the one whose OIT
    scores items can add up to.
    """
    differing = _differing(tables)
    if not differing:
        return None
    totals = {name: total(scores, rubric) for name, scores in tables.items()}
    fitting = [
        name for name, found in totals.items() if found is not None and fits(found, tables[name], published)
    ]
    if len(fitting) > 1:
        fitting = [name for name in fitting if _oit_possible(tables[name], rubric)]
    chosen = fitting[0] if len(fitting) == 1 else None
    unproved = _unproved(tables[chosen], tables, differing, published, rubric) if chosen else differing
    listed = ", ".join(str(number) for number in differing)
    results = " ".join(_table_in_words(name, tables[name], rubric, found) for name, found in totals.items())
    verdict = (
        f"จึงใช้ “{chosen}” ซึ่งตรงกับคะแนนรวมที่ประกาศ {published}"
        if chosen
        else f"การคำนวณชี้ขาดไม่ได้ว่าตารางใดถูก (คะแนนรวมที่ประกาศ {published})"
    )
    message = f"ตารางให้คะแนนตัวชี้วัดที่ {listed} ไม่ตรงกัน {results} {verdict}"
    if chosen and unproved:
        message += (
            f" แต่ยังยืนยันคะแนนรายตัวของตัวชี้วัดที่ {', '.join(map(str, unproved))} ไม่ได้"
            " เพราะสลับกันภายในแบบวัดเดียวกันแล้วคะแนนรวมไม่เปลี่ยน"
        )
    return Choice(
        chosen, unproved, Finding("tables-disagree", severity_of(rubric, "weights"), message, where)
    )


def _differing(tables: Mapping[str, Scores]) -> tuple[int, ...]:
    numbers = sorted({number for scores in tables.values() for number in scores})
    return tuple(n for n in numbers if len({table[n] for table in tables.values() if n in table}) > 1)


def _oit_possible(scores: Scores, rubric: Rubric) -> bool:
    """False only where the year's structure proves that an OIT score cannot be."""
    numbers = [number for number in rubric.indicators_of("OIT") if number in scores]
    return all(possible(number, scores[number], rubric) is not False for number in numbers)


def _unproved(
    scores: Scores,
    tables: Mapping[str, Scores],
    differing: tuple[int, ...],
    published: Decimal,
    rubric: Rubric,
) -> tuple[int, ...]:
    """Of the indicators the tables dispute, those whose score the total does not prove.

    What all tables agree on is not doubted. Two disputed scores of one instrument could be exchanged and give the
    same total; so could another mixture of what the tables say.
    """
    others = [*_exchanged(scores, differing, rubric)]
    if len(differing) <= _MOST_MIXED:
        said = [sorted({table[n] for table in tables.values() if n in table}) for n in differing]
        others += [{**scores, **dict(zip(differing, values, strict=True))} for values in product(*said)]
    alive = [
        each
        for each in others
        if (found := total(each, rubric))
        and fits(found, each, published)
        and _oit_alive(each, scores, rubric)
    ]
    return tuple(n for n in differing if any(each[n] != scores[n] for each in alive))


def _oit_alive(scores: Scores, chosen: Scores, rubric: Rubric) -> bool:
    """Whether other OIT scores than the chosen ones can be; asked only where they are others, for it takes long."""
    numbers = [n for n in rubric.indicators_of("OIT") if scores.get(n) != chosen.get(n)]
    return not numbers or _oit_possible({n: scores[n] for n in numbers if n in scores}, rubric)


def _exchanged(scores: Scores, differing: tuple[int, ...], rubric: Rubric) -> Iterator[Scores]:
    """The scores with the disputed ones of an instrument in every other order."""
    for instrument in INSTRUMENTS:
        numbers = [n for n in rubric.indicators_of(instrument) if n in differing]
        values = tuple(scores[n] for n in numbers)
        for order in set(permutations(values)) - {values}:
            yield {**scores, **dict(zip(numbers, order, strict=True))}


def _table_in_words(name: str, scores: Scores, rubric: Rubric, computed: Total | None) -> str:
    if computed is None:
        return f"“{name}” คำนวณคะแนนรวมไม่ได้"
    return f"“{name}” คำนวณได้ {sum_in_words(scores, rubric, computed)}"
