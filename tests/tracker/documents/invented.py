"""Invented facts of an office for its workbook, and the draft that must come back."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from openpyxl import load_workbook

from tracker.documents import MeasureDraft, OfficeDraft, ResultDraft
from tracker.facts import AssessmentFacts, MeasureFacts, OfficeFacts, Standing, YearFacts
from tracker.rules import workbook as form
from tracker.rules.rounds import CADENCES

DEPARTMENTS = ("สำนักปลัด", "กองคลัง", "กองการศึกษา", "กอง, ที่ 2", 'ศูนย์ "ร่วมใจ"')
_LETTERS = "กขคงนมรลวสอญฐุูิี่้็ำาแเโะฯๆ๐๑๒๓0123456789,.;:=+-@\"'()/&<>%#_xoe …“”🙂"

texts = (
    st.text(_LETTERS, min_size=1, max_size=40)
    .map(str.strip)
    .filter(lambda text: text not in ("", "-", "–", "—"))
)
long_texts = st.builds(lambda text, times: text * times, texts, st.sampled_from((1, 1, 1, 60)))
lists = st.lists(texts, max_size=5).map(tuple)
# Between 0 and 1 a score cannot be told from a percent that a spreadsheet made a fraction of.
scores = st.decimals(0, 100, places=2).filter(lambda score: score == 0 or score > 1)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


def office(
    name: str = "เทศบาลตำบลสมมติ", departments: tuple[str, ...] = DEPARTMENTS, **changed: Any
) -> OfficeFacts:
    told = {"kind": "ทต.", "district": "เมือง", "province": "น่าน", **changed}
    return OfficeFacts(
        slug="somewhere", name=name, website=None, eit_url=None, weak_below=Decimal(85), strong_from=Decimal(90),
        due_6m=(4, 30), due_12m=(10, 31), departments=departments, **told,
    )  # fmt: skip


def measure(number: int, **changed: Any) -> MeasureFacts:
    names = changed.pop("departments", ("สำนักปลัด",))
    told: dict[str, Any] = {
        "fiscal_year": 2568, "title": f"มาตรการที่ {number}", "indicator": 4, "oit_item": "o42", "question": "i19",
        "steps": ("สำรวจ", "จัดทำ"), "all_departments": False, "period_start": date(2024, 10, 1),
        "period_end": date(2025, 9, 30), "cadence": "named_months", "months": (3, 9), "follow_up": "รายงานผล",
        "evidence_wanted": ("ภาพถ่าย",),
    }  # fmt: skip
    return MeasureFacts(
        id=number, number=number, assumed=False, rounds=(), source="เอกสาร",
        standings=tuple(Standing(at, name, "not_started", 0, 0, ()) for at, name in enumerate(names)),
        **{**told, **changed},
    )  # fmt: skip


def result(year: int, **changed: Any) -> AssessmentFacts:
    told: dict[str, Any] = {
        "overall": Decimal("86.32"), "letter": "A", "level": "ผ่าน", "uncertain": (),
        "indicators": {n: Decimal(text) for n, text in enumerate(
            "91.10 88.20 90.30 84.40 89.50 92.60 87.70 86.80 90.00 75.00".split(), start=1)},
    }  # fmt: skip
    return AssessmentFacts(fiscal_year=year, remark=None, source="เอกสาร", **{**told, **changed})


def years_of(
    about: OfficeFacts, results: tuple[AssessmentFacts, ...], measures: tuple[MeasureFacts, ...]
) -> tuple[YearFacts, ...]:
    """One YearFacts a year, as the store hands them out."""
    known = sorted({each.fiscal_year for each in (*results, *measures)})
    return tuple(
        YearFacts(about, year, results, tuple(m for m in measures if m.fiscal_year == year), (), ())
        for year in known
    )


@st.composite
def years(draw: st.DrawFn) -> tuple[YearFacts, ...]:
    """Any office with up to three results and four measures."""
    about = office(
        draw(texts.filter(lambda text: form.version_in(text) is None)), kind=draw(st.sampled_from(form.KINDS)),
        district=draw(st.none() | st.just("บ้านกรวด")), province=draw(st.none() | st.just("บุรีรัมย์")),
    )  # fmt: skip
    results = tuple(
        result(
            year, overall=draw(scores), letter=draw(maybe(st.sampled_from(form.LETTERS))),
            level=draw(maybe(st.sampled_from(form.LEVELS))),
            indicators=draw(st.dictionaries(st.integers(1, 10), scores)),
            uncertain=tuple(sorted(draw(st.sets(st.integers(1, 10))))),
            eit1=draw(maybe(scores)), eit2=draw(maybe(scores)),
        )
        for year in sorted(draw(st.sets(st.integers(2562, 2570), max_size=3)))
    )  # fmt: skip
    keys = draw(st.sets(st.tuples(st.integers(2565, 2568), st.integers(1, 40)), max_size=4))
    return years_of(about, results, tuple(draw(_measures(year, number)) for year, number in sorted(keys)))


@st.composite
def _measures(draw: st.DrawFn, year: int, number: int) -> MeasureFacts:
    starts, ends = sorted(draw(st.tuples(*[st.dates(date(2015, 1, 1), date(2030, 1, 1))] * 2)))
    dated = draw(st.booleans())
    return measure(
        number,
        fiscal_year=year,
        title=draw(long_texts),
        indicator=draw(maybe(st.integers(1, 10))),
        oit_item=draw(maybe(st.integers(1, 48).map("o{}".format))),
        question=draw(maybe(st.sampled_from(("e1", "e9", "e15", "i1", "i30")))),
        steps=draw(lists),
        departments=tuple(name for name in DEPARTMENTS if draw(st.booleans())),
        all_departments=draw(st.booleans()),
        period_start=starts if dated else None,
        period_end=ends if dated else None,
        cadence=draw(st.sampled_from(CADENCES)),
        months=tuple(draw(st.lists(st.integers(1, 12), unique=True, max_size=4))),
        follow_up=draw(maybe(long_texts)),
        evidence_wanted=draw(lists),
    )


def drafts_of(
    told: tuple[YearFacts, ...],
) -> tuple[OfficeDraft, list[ResultDraft], list[MeasureDraft]]:
    """What must come back, places left out."""
    about = told[0].office
    results = [
        ResultDraft(
            r.fiscal_year, r.overall, r.letter, r.level, r.indicators, r.uncertain, eit1=r.eit1, eit2=r.eit2
        )
        for r in told[0].history
    ]
    measures = [
        MeasureDraft(
            fiscal_year=m.fiscal_year, number=m.number, title=m.title, indicator=m.indicator, oit_item=m.oit_item,
            question=m.question, steps=m.steps, departments=() if m.all_departments else m.departments,
            all_departments=m.all_departments,
            period=(m.period_start, m.period_end) if m.period_start and m.period_end else None,
            cadence=m.cadence, months=m.months, evidence=m.evidence_wanted, follow_up=m.follow_up,
        )
        for year in told for m in year.measures
    ]  # fmt: skip
    return OfficeDraft(about.name, about.kind, about.district, about.province), results, measures


def edited(content: bytes, path: Path, change: Callable[[Any], None]) -> Path:
    """The workbook after an officer changed it and saved it again."""
    book = load_workbook(BytesIO(content))
    change(book)
    book.save(path)
    return path


def column(sheet: Any, heading: str) -> int:
    """The number of the column with this heading."""
    return next(cell.column for cell in sheet[1] if str(cell.value).startswith(heading))
