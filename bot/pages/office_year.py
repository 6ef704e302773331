"""The public page of an office in a fiscal year as values: a pure function of what was published."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import segno

from bot.pages.addresses import ON_PAPER
from bot.pages.chart import Chart, chart
from bot.pages.indicators import InstrumentTable, instrument_tables
from bot.pages.measures import MeasureCard, measure_card, web_address
from bot.pages.readme import LICENCE
from bot.pages.scores import Difference, Result, difference, result_view, rubric_of, shown_result
from tracker.facts import AssessmentFacts, FindingFacts, OfficeFacts, YearFacts
from tracker.rubrics import Rubric
from tracker.rules import status
from tracker.rules.fiscal import thai_date

_SEVERITIES = {"error": ("ไม่ตรงกัน", "weak"), "warning": ("ควรตรวจสอบ", "late"), "note": ("หมายเหตุ", "")}
_CERTAINTIES = {
    "sourced": "",
    "proved": "",
    "background": "ตามที่ใช้กันทั่วไป ยังไม่มีเอกสารยืนยัน",
    "open": "ยังไม่ยืนยัน",
}
_UNSOURCED = "ยังไม่ยืนยัน อนุมานจากปีที่มีข้อมูลล่าสุด"
_BEST_FIRST = ("done", "in_progress", "blocked", "postponed", "not_started", "cancelled")
_LONGEST_QR = 1000


@dataclass(frozen=True)
class Qr:
    """A QR code as one SVG path of runs of unit squares, `size` units wide with its quiet zone."""

    url: str
    size: int
    path: str


@dataclass(frozen=True)
class OfficePage:
    """Everything the template places. Dates are Thai text, scores text with two decimals."""

    office: OfficeFacts
    place: str
    fiscal_year: int
    years: tuple[int, ...]
    published: str
    published_iso: str
    result: Result | None
    change: Difference | None
    chart: Chart | None
    instruments: tuple[InstrumentTable, ...]
    uncertain: str
    measures: tuple[MeasureCard, ...]
    tally: tuple[dict[str, Any], ...]
    shares: int
    rounds: tuple[dict[str, Any], ...]
    items: tuple[dict[str, str], ...]
    findings: tuple[dict[str, Any], ...]
    eit: Qr | None
    website: str | None
    licence: dict[str, str]
    papers: tuple[tuple[str, str], ...]


def view(facts: YearFacts, years: Sequence[int], zone: ZoneInfo) -> OfficePage:
    """The page of a published year. `years` are the fiscal years with a page; instants are shown in `zone`."""
    found = shown_result(facts)
    standings = [standing.status for measure in facts.measures for standing in measure.standings]
    published = facts.published_at.astimezone(zone) if facts.published_at else None
    return OfficePage(
        office=facts.office,
        place=place(facts.office.district, facts.office.province),
        fiscal_year=facts.fiscal_year,
        years=tuple(sorted(years, reverse=True)),
        published=f"{thai_date(published.date())} {published:%H:%M} น." if published else "",
        published_iso=published.isoformat(timespec="minutes") if published else "",
        result=result_view(found) if found else None,
        change=difference(facts, found) if found else None,
        chart=chart(facts, found.fiscal_year) if found else None,
        instruments=instrument_tables(facts, found) if found else (),
        uncertain=_uncertain(found),
        measures=tuple(measure_card(facts, measure) for measure in facts.measures),
        tally=_tally(standings),
        shares=len(standings),
        rounds=tuple(
            {"label": each.label, "due": thai_date(each.due), "closed": each.closed} for each in facts.rounds
        ),
        items=_items(rubric_of(facts.fiscal_year)),
        findings=_findings(facts),
        eit=qr(facts.office.eit_url),
        website=web_address(facts.office.website),
        licence=LICENCE,
        papers=papers(facts),
    )


def papers(facts: YearFacts) -> tuple[tuple[str, str], ...]:
    """The reports there are of a published year, as kind and title."""
    there = {
        "analysis": facts.assessment is not None and rubric_of(facts.fiscal_year) is not None,
        "measures": bool(facts.measures),
        "progress": bool(facts.measures),
    }
    return tuple((kind, title) for kind, title in ON_PAPER.items() if there[kind])


def place(district: str | None, province: str | None) -> str:
    """Where an office is, as in อำเภอบ้านกรวด จังหวัดบุรีรัมย์."""
    parts = [f"อำเภอ{district}" if district else "", f"จังหวัด{province}" if province else ""]
    return " ".join(part for part in parts if part)


@lru_cache(maxsize=256)  # drawing one takes a third of the time of a page
def qr(url: str | None) -> Qr | None:
    """The QR code of a web address, or None where there is none or it is too long to scan."""
    address = web_address(url)
    if address is None or len(address) > _LONGEST_QR:
        return None
    return drawn(address)


def drawn(text: str) -> Qr:
    """The QR code of a short text."""
    code = segno.make_qr(text)
    path = "".join(
        f"M{x} {y}h{width}v1h-{width}z"
        for y, row in enumerate(code.matrix_iter(border=4))
        for x, width in _dark_runs(row)
    )
    return Qr(text, int(code.symbol_size(border=4)[0]), path)


def _dark_runs(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where the dark squares of a row begin, and how many stand side by side."""
    at = 0
    for dark, squares in groupby(row):
        width = len(list(squares))
        if dark:
            yield at, width
        at += width


def indicator_names(fiscal_year: int) -> dict[int, str]:
    """The names of a fiscal year's indicators by number; none where no rubric is known."""
    rules = rubric_of(fiscal_year)
    return {each.number: each.name for each in rules.indicators} if rules else {}


def _tally(standings: Sequence[str]) -> tuple[dict[str, Any], ...]:
    """How many departments' measures are in each state, and where that part lies in a bar of 100."""
    counted, start = Counter(standings), 0.0
    parts = []
    for each in _BEST_FIRST:
        if counted[each]:
            width = round(counted[each] * 100 / len(standings), 2)
            label = status.LABELS[each]
            parts.append(
                {"status": each, "label": label, "count": counted[each], "start": start, "width": width}
            )
            start = round(start + width, 2)
    return tuple(parts)


def _uncertain(found: AssessmentFacts | None) -> str:
    if found is None or not found.uncertain:
        return ""
    numbers = ", ".join(map(str, found.uncertain))
    return (
        f"คะแนนของตัวชี้วัดที่ {numbers} ยืนยันจากเอกสารได้เพียงว่าอยู่ในแบบวัดเดียวกัน "
        "แต่ยืนยันไม่ได้ว่าคะแนนใดเป็นของตัวชี้วัดใด ค่าเฉลี่ยของแบบวัดและคะแนนรวมไม่ได้รับผลกระทบ"
    )


def _items(rules: Rubric | None) -> tuple[dict[str, str], ...]:
    if rules is None:
        return ()
    certainty = _CERTAINTIES.get(rules.basis("measure_items").certainty, _UNSOURCED)
    asked = (("มาตรการ", rules.plan_item), ("รายงานผลตามมาตรการ", rules.progress_item))
    return tuple(
        {"what": what, "number": item.item, "title": item.title or "", "certainty": certainty}
        for what, item in asked
        if item is not None
    )


def _findings(facts: YearFacts) -> tuple[dict[str, Any], ...]:
    """The findings of the years this page speaks of."""
    spoken_of = [result for result in (facts.assessment, facts.earlier) if result and result.findings]
    return tuple(
        {"fiscal_year": result.fiscal_year, "rows": [_finding(each) for each in result.findings]}
        for result in spoken_of
    )


def _finding(found: FindingFacts) -> dict[str, Any]:
    severity, kind = _SEVERITIES.get(found.severity, (found.severity, ""))
    return {
        "code": found.code,
        "severity": severity,
        "kind": kind,
        "message": found.message,
        "place": found.place,
    }
