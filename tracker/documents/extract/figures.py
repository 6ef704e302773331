"""Findings by arithmetic: totals, tables, grades, trends, changes, years and targets against each other."""

from collections.abc import Iterator
from decimal import Decimal

from tracker.documents.draft import FindingDraft
from tracker.documents.extract.indicators import indicator_in, printed_number, title_of
from tracker.documents.extract.reading import Reading, finding_of
from tracker.documents.extract.results import Settled, rubric_of
from tracker.documents.extract.scores import ScoreSet
from tracker.documents.extract.statements import labelled, said_changes, targets
from tracker.documents.paper import Table
from tracker.rules import audit, fiscal
from tracker.rules.scoring import instrument_means


def findings(reading: Reading) -> Iterator[FindingDraft]:
    """Every finding that figures alone prove."""
    for settled in reading.results:
        yield from _of_year(settled)
        yield from _ranks_as_numbers(settled)
    yield from _numbered_by_rank(reading)
    for earlier, later in zip(reading.results, reading.results[1:], strict=False):
        yield from _trends(earlier, later)
    yield from _changes(reading)
    yield from _labels(reading)
    yield from _targets(reading)
    yield from _periods(reading)


def _of_year(settled: Settled) -> Iterator[FindingDraft]:
    draft, rules = settled.draft, rubric_of(settled.draft.fiscal_year)
    where = " และ ".join(settled.tables) or draft.place or ""
    if settled.disagreement:
        yield finding_of(settled.disagreement, where, draft.fiscal_year)
    if len({value for value, _ in settled.totals}) > 1:
        listed = ", ".join(f"{value} ({place})" for value, place in settled.totals)
        message = f"คะแนนรวมปีงบประมาณ {draft.fiscal_year} พิมพ์ไว้ไม่ตรงกัน: {listed}"
        yield FindingDraft("tables-disagree", "error", message, where, draft.fiscal_year)
    if rules is None or draft.overall is None:
        return
    for name, each in settled.tables.items():
        mismatch = audit.check_total(rules, each.scores, draft.overall, name)
        if mismatch:
            yield finding_of(mismatch, name, draft.fiscal_year)
    means = instrument_means(draft.indicators, rules)
    place = settled.grade_place or where
    for found in audit.check_grade(rules, draft.overall, means, draft.grade, draft.level, place):
        yield finding_of(found, place, draft.fiscal_year)


def _ranks_as_numbers(settled: Settled) -> Iterator[FindingDraft]:
    """A table whose indicator 1, 2, 3 … has the score of place 1, 2, 3 … of the paper's own ranking."""
    for ranking in settled.tables.values():
        for name, each in settled.tables.items():
            alike = [n for n, value in each.scores.items() if ranking.ranked.get(n) == value]
            by_name = [n for n in alike if ranking.scores.get(n) == each.scores[n]]
            if each is not ranking and len(alike) >= 8 and len(by_name) < 5:
                message = (
                    f"คะแนนตัวชี้วัดที่ 1 ถึง {max(alike)} ตรงกับคะแนนของอันดับที่ 1 ถึง {max(alike)} ใน{ranking.place} "
                    f"เช่น อันดับที่ 1 คือ{title_of(_of_rank(ranking, 1))} {ranking.ranked.get(1)} "
                    "แต่ในตารางนี้เป็นคะแนนของตัวชี้วัดที่ 1 "
                    "จึงอาจนำอันดับมาใช้เป็นเลขตัวชี้วัด"
                )
                yield FindingDraft("rank-as-number", "warning", message, name, settled.draft.fiscal_year)


def _of_rank(ranking: ScoreSet, rank: int) -> int:
    return next((n for n, value in ranking.scores.items() if value == ranking.ranked.get(rank)), 0)


def _numbered_by_rank(reading: Reading) -> Iterator[FindingDraft]:
    """A table that prints other numbers before the names than the indicators have."""
    for block in reading.paper.blocks:
        if not isinstance(block, Table):
            continue
        texts = [text for row in block.rows for text in row.texts if len(text) < 80]
        wrong = [
            (printed, number)
            for text in texts
            if (number := indicator_in(text)) and (printed := printed_number(text)) and printed != number
        ]
        if len(wrong) >= 2:
            printed, number = wrong[0]
            message = (
                f"เลขหน้าชื่อตัวชี้วัดในตารางไม่ใช่เลขตัวชี้วัด เช่น พิมพ์ {printed} หน้า{title_of(number)} ซึ่งเป็นตัวชี้วัดที่ {number} "
                "จึงอ่านตามชื่อ"
            )
            yield FindingDraft("rank-as-number", "warning", message, block.place)


def _trends(earlier: Settled, later: Settled) -> Iterator[FindingDraft]:
    """The words of a table's column of changes against its own two columns of scores."""
    for each in later.tables.values():
        before = next((other for other in earlier.tables.values() if other.place == each.place), None)
        for number, (text, place) in each.words.items():
            old, new = (_figure(before, number), _figure(each, number)) if before else (None, None)
            word = next((word for word in audit.TREND_WORDS if word in text), None)
            if word and old is not None and new is not None:
                subject = f"ตัวชี้วัดที่ {number} {title_of(number)} " if number else "คะแนนรวม"
                wrong = audit.check_trend(old, new, word, subject, place)
                if wrong:
                    yield finding_of(wrong, place, each.fiscal_year)


def _figure(each: ScoreSet, number: int) -> Decimal | None:
    return each.scores.get(number) if number else each.overall


def _changes(reading: Reading) -> Iterator[FindingDraft]:
    totals = [
        (each.draft.fiscal_year, each.draft.overall)
        for each in reading.results
        if each.draft.overall is not None
    ]
    if len(totals) < 2:
        return
    (_, old), (year, new) = totals[-2:]
    assert old is not None and new is not None
    for said in said_changes(reading.paper):
        wrong = audit.check_change(old, new, said.points, said.percent, said.place)
        trend = audit.check_trend(old, new, said.word, where=said.place) if said.word else None
        yield from (finding_of(found, said.place, year) for found in (wrong, trend) if found)


def _labels(reading: Reading) -> Iterator[FindingDraft]:
    """A total that a calculation gives to another year than its own."""
    totals = {each.draft.fiscal_year: each.draft.overall for each in reading.results}
    for said in labelled(reading.paper):
        right = next((year for year, total in totals.items() if total == said.value), None)
        if right and said.year in totals and totals[said.year] != said.value:
            message = (
                f"{said.value} เป็นคะแนนรวมของปีงบประมาณ {right} "
                f"แต่ในวิธีคิดระบุว่าเป็นของปี {said.year} ซึ่งได้ {totals[said.year]}"
            )
            yield FindingDraft("year-conflict", "error", message, said.place, right)


def _targets(reading: Reading) -> Iterator[FindingDraft]:
    found = targets(reading.paper)
    year = reading.results[-1].draft.fiscal_year if reading.results else None
    rules = rubric_of(year)
    for share, what, unit in ((False, "เกณฑ์ผ่าน", "คะแนน"), (True, "ค่าเป้าหมายสัดส่วนหน่วยงานที่ผ่านเกณฑ์", "ร้อยละ")):
        values = {target.value: target.place for target in found if target.share is share}
        if len(values) < 2:
            continue
        said = " แต่ ".join(
            f"{f'{unit} {value}' if share else f'{value} {unit}'} ที่{place}" for value, place in values.items()
        )
        right = (
            f" เกณฑ์ของปี {year} คือ {rules.pass_mark} คะแนน"
            if rules and not share and rules.certain("target")
            else ""
        )
        message = f"{what}ในเอกสารไม่ตรงกัน: {said}{right}"
        severity = "error" if right else "warning"
        yield FindingDraft("target-conflict", severity, message, ", ".join(values.values()), year)


def _periods(reading: Reading) -> Iterator[FindingDraft]:
    """A measure whose period lies wholly outside the fiscal year its table is for."""
    for measure in reading.measures:
        if measure.fiscal_year is None or measure.period is None:
            continue
        first, last = fiscal.span(measure.fiscal_year)
        starts, ends = (day or measure.period[1 - at] for at, day in enumerate(measure.period))
        if starts and ends and (ends < first or starts > last):
            message = (
                f"มาตรการที่ {measure.number} เป็นของปีงบประมาณ {measure.fiscal_year} "
                f"({fiscal.thai_period((first, last))}) แต่ระยะเวลาดำเนินการคือ {fiscal.thai_period((starts, ends))}"
            )
            yield FindingDraft("year-conflict", "warning", message, measure.place or "", measure.fiscal_year)
