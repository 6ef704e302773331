"""Findings by arithmetic: totals, tables, grades, trends, changes, years and targets against each other."""

import re
from collections.abc import Iterator
from decimal import Decimal

from tracker.documents.draft import FindingDraft
from tracker.documents.extract.indicators import indicator_in, printed_number, title_of
from tracker.documents.extract.reading import Reading, finding_of
from tracker.documents.extract.results import Settled, rubric_of
from tracker.documents.extract.scoreset import ScoreSet, score
from tracker.documents.extract.statements import SaidChange, goals, labelled, said_changes, targets
from tracker.documents.paper import Table
from tracker.documents.script import compact
from tracker.rubrics import Rubric
from tracker.rules import audit, fiscal
from tracker.rules.scoring import Means, instrument_means, rounded

_SLIPS = 2
_AS_INDICATOR = re.compile(r"(?:ตัวชี้วัด|ตชว\.?)(?:ita)?(?:ที่|ข้อที่|เลขที่)|(?:เลข|หมายเลข|เลขที่)ตัวชี้วัด")


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
    yield from _goals(reading)
    yield from _periods(reading)


def _of_year(settled: Settled) -> Iterator[FindingDraft]:
    draft, rules = settled.draft, rubric_of(settled.draft.fiscal_year)
    where = " และ ".join(settled.tables) or draft.place or ""
    for found in (settled.disagreement, settled.totals_disagree):
        if found:
            yield finding_of(found, where, draft.fiscal_year)
    yield from _refused(settled)
    if rules is None:
        return
    scores = _as_printed(settled)
    printed = {name: value for name, (value, _) in settled.instruments.items()}
    places = ", ".join(dict.fromkeys(place for _, place in settled.instruments.values()))
    total = next((value for value, _ in settled.totals if draft.overall == rounded(value)), None)
    for found in audit.check_instruments(rules, scores, printed, total, places or where):
        yield finding_of(found, where, draft.fiscal_year)
    if total is None or draft.overall is None:
        return
    tabled = any(not each.told for each in settled.tables.values())
    settles = settled.disagreement is not None and audit.check_total(rules, scores, total) is None
    for name, each in settled.tables.items():
        if settles and 0 < sum(scores.get(n) != value for n, value in each.scores.items()) <= _SLIPS:
            continue  # a figure or two mistyped in this table are told as a disagreement of tables
        mismatch = None if each.told and tabled else audit.check_total(rules, each.scores, total, name)
        if mismatch:
            yield finding_of(mismatch, name, draft.fiscal_year)
    means = {**printed, **{n: mean for n, mean in instrument_means(draft.indicators, rules).items() if mean}}
    yield from _graded(settled, rules, draft.overall, {**dict.fromkeys(("EIT1", "EIT2")), **means})


def _as_printed(settled: Settled) -> dict[int, Decimal]:
    """The settled scores with the decimals they are printed with."""
    return {
        number: next(
            (each.scores[number] for each in settled.tables.values() if each.scores.get(number) == value),
            value,
        )
        for number, value in settled.draft.indicators.items()
    }


def _graded(settled: Settled, rules: Rubric, overall: Decimal, means: Means) -> Iterator[FindingDraft]:
    """Every grade and level that is printed, each once."""
    year = settled.draft.fiscal_year
    for letter, place in {letter: place for letter, place in reversed(settled.grades)}.items():
        for found in audit.check_grade(rules, overall, means, letter, None, place):
            yield finding_of(found, place, year)
    for level, place in {level: place for level, place in reversed(settled.levels)}.items():
        for found in audit.check_grade(rules, overall, means, None, level, place):
            yield finding_of(found, place, year)


def _refused(settled: Settled) -> Iterator[FindingDraft]:
    """Figures that stand where a score should, and can be none."""
    for number, text, place in settled.refused:
        nought = score(text) is not None
        why = "แบบวัดการรับรู้ไม่อาจได้ศูนย์ทั้งตัวชี้วัด" if nought else "คะแนนต้องอยู่ระหว่าง 0 ถึง 100"
        message = f"คะแนนตัวชี้วัดที่ {number} {title_of(number)} พิมพ์ไว้ {text} ซึ่งเป็นไปไม่ได้ ({why}) จึงไม่ใช้คะแนนนี้"
        severity = "warning" if nought else "error"
        yield FindingDraft("score-impossible", severity, message, place, settled.draft.fiscal_year)


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
        wrong = [(printed, number) for printed, number in _printed_numbers(block) if printed != number]
        if len(wrong) >= 2:
            printed, number = wrong[0]
            message = (
                f"เลขหน้าชื่อตัวชี้วัดในตารางไม่ใช่เลขตัวชี้วัด เช่น พิมพ์ {printed} หน้า{title_of(number)} ซึ่งเป็นตัวชี้วัดที่ {number} "
                "จึงอ่านตามชื่อ"
            )
            yield FindingDraft("rank-as-number", "warning", message, block.place)


def _printed_numbers(table: Table) -> Iterator[tuple[int, int]]:
    """The number printed before each indicator's name, in the same cell or in a column headed as indicators, with the
    number that indicator has."""
    head = [compact(text) for text in table.rows[0].texts]
    beside = next((at for at, text in enumerate(head) if _AS_INDICATOR.fullmatch(text)), None)
    for row in table.rows:
        short = [(at, text) for at, text in enumerate(row.texts) if len(text) < 80]
        for at, text in short:
            number, own = indicator_in(text), printed_number(text)
            bare = (
                row.texts[beside] if beside is not None and beside < len(row.cells) and beside != at else ""
            )
            printed = own or (int(bare) if re.fullmatch(r"\d{1,2}", bare) else None)
            if number and printed and re.search("[ก-ฮ]{4}", re.sub("ตัวชี้วัด", "", text)):
                yield printed, number


def _trends(earlier: Settled, later: Settled) -> Iterator[FindingDraft]:
    """A table's columns of changes, in words and in figures, against its own two columns of scores."""
    for each in later.tables.values():
        before = next((other for other in earlier.tables.values() if other.place == each.place), None)
        if before is None or (each.fiscal_year or 0) - (before.fiscal_year or 0) != 1:
            continue
        for number, (text, place) in each.words.items():
            old, new = _figure(before, number), _figure(each, number)
            word = next((word for word in audit.TREND_WORDS if word in text), None)
            if word and old is not None and new is not None:
                wrong = audit.check_trend(old, new, word, subject(number), place)
                if wrong:
                    yield finding_of(wrong, place, each.fiscal_year)
        yield from _printed_changes(before, each)


def _printed_changes(before: ScoreSet, each: ScoreSet) -> Iterator[FindingDraft]:
    """The column of differences. Where it takes the later from the earlier year throughout, that is its way."""
    known = {
        number: (old, new)
        for number in each.changes
        if (old := _figure(before, number)) is not None and (new := _figure(each, number)) is not None
    }
    turned = [
        number
        for number, (old, new) in known.items()
        if (each.changes[number][0] == "-") != (new < old) and new != old
    ]
    backwards = len(turned) > len(known) // 2
    for number, (old, new) in known.items():
        sign, size, percent, place = each.changes[number]
        right = new - old
        # Without a sign only the size is said; the column of words beside it tells the direction.
        negative = (
            right < 0 if not sign and not any(s == "-" for s, *_ in each.changes.values()) else sign == "-"
        )
        printed = -size if (negative != backwards if sign else negative) else size
        wrong = audit.check_change(
            old, new, None if percent else printed, printed if percent else None, place, subject(number)
        )
        if wrong:
            yield finding_of(wrong, place, each.fiscal_year)


def subject(number: int) -> str:
    return f"ตัวชี้วัดที่ {number} {title_of(number)} " if number else "คะแนนรวม"


def _figure(each: ScoreSet, number: int) -> Decimal | None:
    found = each.scores.get(number) if number else each.overall
    return None if found is None else rounded(found)


def _changes(reading: Reading) -> Iterator[FindingDraft]:
    """Changes of the total told in sentences, between the years they name, else between the last two."""
    totals = {
        each.draft.fiscal_year: each.draft.overall
        for each in reading.results
        if each.draft.overall is not None
    }
    for said in said_changes(reading.paper):
        named = [year for year in said.years if year in totals]
        years = named if len(named) == 2 else list(totals)[-2:]
        if len(years) < 2:
            continue
        old, new = totals[years[0]], totals[years[1]]
        if said.points in (old, new) or said.percent in (old, new):
            continue
        wrong = audit.check_change(old, new, *_signed(said, new < old), said.place)
        trend = audit.check_trend(old, new, said.word, where=said.place) if said.word else None
        yield from (finding_of(found, said.place, years[1]) for found in (wrong, trend) if found)


def _signed(said: SaidChange, fell: bool) -> tuple[Decimal | None, Decimal | None]:
    """Points and percent as said; where neither has a sign, the word tells the direction and they the size."""
    figures = (said.points, said.percent)
    if fell and said.word and not any(figure and figure < 0 for figure in figures):
        return said.points and -said.points, said.percent and -said.percent
    return figures


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


def _goals(reading: Reading) -> Iterator[FindingDraft]:
    """Two totals that one and the same year is to reach."""
    by_year: dict[int, dict[Decimal, str]] = {}
    for year, goal in goals(reading.paper):
        by_year.setdefault(year, {}).setdefault(goal.value, goal.place)
    for year, values in by_year.items():
        if len(values) > 1:
            said = " แต่ ".join(f"{value} คะแนน ที่{place}" for value, place in values.items())
            message = f"เป้าหมายคะแนนปี {year} ในเอกสารไม่ตรงกัน: {said}"
            yield FindingDraft("target-conflict", "warning", message, ", ".join(values.values()), year)


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
