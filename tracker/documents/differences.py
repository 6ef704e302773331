"""What a paper would change: known and said values side by side, merged field by field.

What a paper does not say stays as it is known; nothing is lost because a newer paper is silent on it. Everything here
is values in, values out: the same drafts that reading gives, whether they come from a paper or from the database.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rapidfuzz import fuzz

from tracker.documents.draft import MeasureDraft, ResultDraft
from tracker.documents.script import compact
from tracker.rubrics import RubricUnknown, rubric
from tracker.rules import fiscal
from tracker.rules.rounds import CADENCE_WORDS
from tracker.rules.scoring import total

SAME_TITLE = 90.0
"""Likeness, percent of 100, from which two titles are one measure's."""


@dataclass(frozen=True)
class FieldChange:
    """One value that differs, in words; `before` is "–" where nothing was known."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """What happens to a result (`number` None) or a measure. `effect`: added changed missing.

    `fields` of a changed one. A missing measure is known and not in the paper: it is kept, under `renumbered` when the
    paper gives its number to another.
    """

    effect: str
    fiscal_year: int
    number: int | None
    title: str
    fields: tuple[FieldChange, ...] = ()
    renumbered: int | None = None


def fingerprint(changes: Sequence[Change]) -> str:
    """The same for the same changes only: whether what was shown is still what would happen."""
    return hashlib.sha256(repr(tuple(changes)).encode()).hexdigest()


def merged_result(known: ResultDraft | None, said: ResultDraft) -> ResultDraft:
    """A result after the paper. Letter and level go with the total they were printed for; indicator scores that are
    only known are no longer certain when they do not add up to the new total."""
    if known is None:
        return said
    moved = said.overall is not None and said.overall != known.overall
    indicators = {**known.indicators, **said.indicators}
    kept = set(known.indicators) - set(said.indicators)
    uncertain = {number for number in known.uncertain if number in kept} | set(said.uncertain)
    overall = known.overall if said.overall is None else said.overall
    if moved and overall is not None and not _adds_up(said.fiscal_year, indicators, overall):
        uncertain |= kept
    return replace(
        said,
        overall=overall,
        grade=said.grade or (None if moved else known.grade),
        level=said.level or (None if moved else known.level),
        indicators=dict(sorted(indicators.items())),
        uncertain=tuple(sorted(uncertain)),
        eit1=said.eit1 if said.eit1 is not None else known.eit1,
        eit2=said.eit2 if said.eit2 is not None else known.eit2,
    )


def _adds_up(fiscal_year: int | None, scores: Mapping[int, Decimal], overall: Decimal) -> bool:
    try:
        computed = total(scores, rubric(fiscal_year)) if fiscal_year else None
    except RubricUnknown:
        return False
    return computed is not None and computed.consistent(overall)


def merged_measure(
    known: MeasureDraft | None, said: MeasureDraft, reporters: Collection[str] = ()
) -> MeasureDraft:
    """A measure after the paper. Departments that reported on it stay, whatever the paper says."""
    if known is None:
        return said
    said = _spaced_as_known(known, said)
    carried = bool(said.departments) or said.all_departments
    departments = (*said.departments, *(name for name in reporters if name not in said.departments))
    timed = said.cadence != "unknown"
    return replace(
        said,
        title=said.title or known.title,
        indicator=said.indicator or known.indicator,
        oit_item=said.oit_item or known.oit_item,
        question=said.question or known.question,
        steps=said.steps or known.steps,
        departments=departments if carried else known.departments,
        all_departments=said.all_departments if carried else known.all_departments,
        period=said.period or known.period,
        cadence=said.cadence if timed else known.cadence,
        months=said.months if timed else known.months,
        evidence=said.evidence or known.evidence,
        follow_up=said.follow_up or known.follow_up,
    )


def _spaced_as_known(known: MeasureDraft, said: MeasureDraft) -> MeasureDraft:
    """Texts that differ in blanks only are the known ones: a PDF's line ends are no change."""

    def texts(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
        return old if list(map(_close, old)) == list(map(_close, new)) else new

    follow_up = (
        known.follow_up if _close(known.follow_up or "") == _close(said.follow_up or "") else said.follow_up
    )
    return replace(
        said,
        title=known.title if _close(known.title) == _close(said.title) else said.title,
        steps=texts(known.steps, said.steps),
        evidence=texts(known.evidence, said.evidence),
        follow_up=follow_up,
    )


def _close(text: str) -> str:
    return re.sub(r"\s+", "", text)


Pairs = list[tuple[MeasureDraft | None, MeasureDraft]]


def paired(
    known: Sequence[MeasureDraft], said: Sequence[MeasureDraft], reported: Collection[int] = ()
) -> Pairs:
    """Each measure of a paper with the known one it is, by title first: progress must stay with the measure it was
    reported on when a newer paper counts anew. What no title matches is matched by number, but never a measure that
    was `reported` on (by known number): its progress was told of its title."""
    left = list(known)
    found: dict[int, MeasureDraft] = {}
    alike = [
        (_likeness(other, draft), other.number == draft.number, -at, other)
        for at, draft in enumerate(said)
        for other in known
    ]
    # The surest first, so that a near twin never takes the measure whose very title comes later in the paper.
    for likeness, _, minus, other in sorted(alike, key=lambda pair: pair[:3], reverse=True):
        if likeness >= SAME_TITLE and -minus not in found and other in left:
            found[-minus] = other
            left.remove(other)
    for at, draft in enumerate(said):
        same = next((other for other in left if other.number == draft.number), None)
        if at not in found and same is not None and same.number not in reported:
            found[at] = same
            left.remove(same)
    return [(found.get(at), draft) for at, draft in enumerate(said)]


def _likeness(one: MeasureDraft, other: MeasureDraft) -> float:
    return fuzz.ratio(compact(one.title), compact(other.title))


def result_changes(known: Mapping[int, ResultDraft], said: Sequence[ResultDraft]) -> list[Change]:
    """What happens to the results of the years a paper speaks of."""
    changes = []
    for draft in said:
        if draft.fiscal_year is None:
            continue
        before = known.get(draft.fiscal_year)
        fields = _fields(_RESULT, before, merged_result(before, draft)) + _scores(before, draft)
        changes += _change(before is None, draft.fiscal_year, None, f"ผลคะแนนปี {draft.fiscal_year}", fields)
    return changes


def measure_changes(
    known: Sequence[MeasureDraft],
    said: Sequence[MeasureDraft],
    fiscal_year: int,
    reported: Mapping[int, Collection[str]] | None = None,
) -> list[Change]:
    """What happens to the measures of one year; `reported`: by known number, the departments that reported on it."""
    reported = reported or {}
    changes = []
    pairs = paired(known, said, reported)
    for before, draft in pairs:
        reporters = reported.get(before.number, ()) if before else ()
        fields = _fields(_MEASURE, before, merged_measure(before, draft, reporters))
        changes += _change(before is None, fiscal_year, draft.number, draft.title, fields)
    moved = {id(before) for before, _ in pairs}
    missing = [each for each in known if id(each) not in moved]
    numbers = free_numbers(missing, [draft.number for draft in said])
    for each in missing:
        new = numbers.get(each.number)
        changes.append(Change("missing", fiscal_year, each.number, each.title, (), new))
    return changes


def free_numbers(missing: Sequence[MeasureDraft], taken: Sequence[int]) -> dict[int, int]:
    """New numbers for kept measures whose number the paper gives to another, after all others."""
    last = max([*taken, *(each.number for each in missing)], default=0)
    clashing = [each.number for each in missing if each.number in taken]
    return {number: last + at for at, number in enumerate(clashing, start=1)}


def _change(
    new: bool, year: int, number: int | None, title: str, fields: tuple[FieldChange, ...]
) -> list[Change]:
    if new:
        return [Change("added", year, number, title)]
    return [Change("changed", year, number, title, fields)] if fields else []


def _fields(
    table: Sequence[tuple[str, Callable[..., str]]], before: object | None, after: object
) -> tuple[FieldChange, ...]:
    if before is None:
        return ()
    found = ((name, words(before), words(after)) for name, words in table)
    return tuple(FieldChange(name, old or "–", new or "–") for name, old, new in found if old != new)


def _scores(before: ResultDraft | None, said: ResultDraft) -> tuple[FieldChange, ...]:
    if before is None:
        return ()
    after = merged_result(before, said)
    return tuple(
        FieldChange(f"ตัวชี้วัดที่ {number}", _score(before, number), _score(after, number))
        for number in sorted({*before.indicators, *after.indicators})
        if _score(before, number) != _score(after, number)
    )


def _score(result: ResultDraft, number: int) -> str:
    value = result.indicators.get(number)
    doubtful = " (ไม่แน่ชัด)" if number in result.uncertain else ""
    return "–" if value is None else f"{value:.2f}{doubtful}"


def departments_words(draft: MeasureDraft) -> str:
    """Who carries a measure."""
    return "ทุกส่วนราชการ" if draft.all_departments else ", ".join(sorted(draft.departments))


def period_words(draft: MeasureDraft) -> str:
    """When a measure is carried out, as far as it is said."""
    starts, ends = draft.period or (None, None)
    if starts and ends:
        return fiscal.thai_period((starts, ends))
    if ends:
        return f"ภายใน {fiscal.thai_date(ends)}"
    return f"ตั้งแต่ {fiscal.thai_date(starts)}" if starts else ""


_RESULT: tuple[tuple[str, Callable[[ResultDraft], str]], ...] = (
    ("คะแนนรวม", lambda draft: "" if draft.overall is None else f"{draft.overall:.2f}"),
    ("เกรด", lambda draft: draft.grade or ""),
    ("ระดับผล", lambda draft: draft.level or ""),
    ("EIT ส่วนที่ 1", lambda draft: "" if draft.eit1 is None else f"{draft.eit1:.2f}"),
    ("EIT ส่วนที่ 2", lambda draft: "" if draft.eit2 is None else f"{draft.eit2:.2f}"),
)
_MEASURE: tuple[tuple[str, Callable[[MeasureDraft], str]], ...] = (
    ("เลขที่", lambda draft: str(draft.number)),
    ("ชื่อมาตรการ", lambda draft: draft.title),
    ("ตัวชี้วัด", lambda draft: str(draft.indicator or "")),
    ("ข้อ OIT", lambda draft: draft.oit_item or ""),
    ("ข้อคำถาม", lambda draft: draft.question or ""),
    ("ขั้นตอน", lambda draft: " / ".join(draft.steps)),
    ("ผู้รับผิดชอบ", departments_words),
    ("ระยะเวลา", period_words),
    ("การรายงาน", lambda draft: CADENCE_WORDS[draft.cadence] + _months(draft)),
    ("หลักฐาน", lambda draft: " / ".join(draft.evidence)),
    ("การติดตาม", lambda draft: draft.follow_up or ""),
)


def _months(draft: MeasureDraft) -> str:
    return " " + ", ".join(fiscal.SHORT_MONTHS[month - 1] for month in draft.months) if draft.months else ""
