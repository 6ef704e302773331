"""รายงานการวิเคราะห์ผลการประเมิน: what the published result of a fiscal year says, and what to do about it."""

from decimal import Decimal

from tracker.errors import NothingToReport
from tracker.facts import AssessmentFacts, YearFacts
from tracker.reports.content import Block, Column, Heading, Items, Paragraph, Report, Row, Table, shown
from tracker.reports.phrases import TITLES, indicator_name, office_line
from tracker.reports.scores import ScoreLine, score_lines
from tracker.rubrics import Part, Rubric, RubricUnknown, rubric
from tracker.rules import grading, items, ranking, whatif
from tracker.rules.comparison import change
from tracker.rules.scoring import total

_DIRECTIONS = {"risen": "เพิ่มขึ้น", "fallen": "ลดลง", "same": "เท่าเดิม"}
_KINDS = {"indicator": "ตัวชี้วัด", "instrument": "แบบวัด", "total": "คะแนนรวม"}
_SCHEMES = {"letters": "แบบตัวอักษร AA ถึง F", "levels": "แบบ 5 ระดับ"}
_RECORDS = (
    Column("ปีงบประมาณ (fiscal_year)"),
    Column("ชนิด (row)"),
    Column("รหัส (code)"),
    Column("ชื่อ (name)"),
    Column("แบบวัด (instrument)"),
    Column("คะแนน (score)"),
    Column("ปีก่อน (earlier_year)"),
    Column("คะแนนปีก่อน (earlier_score)"),
    Column("เปลี่ยนแปลงเป็นคะแนน (change_points)"),
    Column("เปลี่ยนแปลงเป็นร้อยละของปีก่อน (change_percent)"),
    Column("ระดับทางการ (grade)"),
    Column("พิสูจน์ได้จากเอกสาร (certain)"),
    Column("ที่มา (source)"),
)


def analysis(facts: YearFacts) -> Report:
    """The analysis of this year's result beside the year before.

    Raises NothingToReport when the office has no result of this year, or no rules of the year are known.
    """
    result = facts.assessment
    if result is None:
        years = ", ".join(str(each.fiscal_year) for each in facts.history)
        known = f"ปีที่มีผลการประเมินคือ {years}" if years else "ยังไม่มีผลการประเมินของปีใดเลย"
        raise NothingToReport(known=f"ปีงบประมาณ {facts.fiscal_year} ยังไม่มีผลการประเมิน {known}")
    try:
        rules = rubric(facts.fiscal_year)
    except RubricUnknown as unknown:
        raise NothingToReport(known=f"ไม่มีเกณฑ์ ITA ของปีงบประมาณ {facts.fiscal_year}") from unknown
    standing = whatif.Standing(rules, result.indicators, result.overall, result.eit1, result.eit2)
    grade = grading.official(rules, result.overall, standing.means)
    lines = score_lines(result, facts.earlier, rules)
    return Report(
        title=TITLES["analysis"].replace("ใสในการ", "ใส\nในการ"),
        subtitle=f"ประจำปีงบประมาณ พ.ศ. {facts.fiscal_year}\n{office_line(facts.office)}",
        kind="analysis",
        fiscal_year=facts.fiscal_year,
        office=facts.office.name,
        blocks=(
            *_overall(result, facts.earlier, rules, grade),
            *_scores(result, facts.earlier, lines),
            *_strong_and_weak(facts, result),
            *_to_improve(facts, lines, standing),
            *_item_worth(rules),
            *_findings(result),
            *_sources(result, facts.earlier),
        ),
        records=Table(_RECORDS, tuple(_record(line, result, facts.earlier, grade) for line in lines)),
    )


def _overall(
    result: AssessmentFacts, earlier: AssessmentFacts | None, rules: Rubric, grade: grading.Official
) -> list[Block]:
    gap = result.overall - rules.pass_mark
    verdict = f"ผ่านเป้าหมาย เกินอยู่ {gap:.2f} คะแนน" if gap >= 0 else f"ยังขาดอีก {-gap:.2f} คะแนน"
    texts = [
        f"ได้คะแนนรวม {shown(result.overall)} คะแนน {_grade_words(grade, rules)}",
        f"เป้าหมาย {shown(rules.pass_mark)} คะแนน: {verdict}",
    ]
    if earlier:
        texts.append(_change_words(result, earlier))
    computed = total(result.indicators, rules)
    if computed:
        doubt = "" if rules.certain("weights") else " (น้ำหนักของปีนี้ยังไม่มีแหล่งอ้างอิงครบ)"
        agrees = "ตรงกับ" if computed.consistent(result.overall) else "ไม่ตรงกับ"
        texts.append(
            f"คำนวณจากคะแนนตัวชี้วัดตามน้ำหนักแบบวัดได้ {computed.published} คะแนน {agrees}คะแนนที่ประกาศ{doubt}"
        )
    return [Heading("1. ผลการประเมินในภาพรวม"), Items(tuple(texts))]


def _grade_words(grade: grading.Official, rules: Rubric) -> str:
    """The official grade, why it is that one, and the other scheme's where offices still use it."""
    if grade.grade is None:
        return grade.reason or "ยังบอกระดับไม่ได้"
    why = grade.reason if grade.scheme == "levels" else None
    words = f"ระดับ {grade.grade} ตาม{_SCHEMES[grade.scheme]}ซึ่งเป็นทางการของปีนี้"
    words += f" เพราะ {why or _band_words(grade.grade, rules)}"
    if grade.scheme == "levels" and grade.letter:
        words += f" เทียบแบบตัวอักษรเดิมคือ {grade.letter}"
    return words if grade.certain else f"{words} (เกณฑ์ของระดับนี้ยังไม่มีแหล่งอ้างอิงครบ โปรดตรวจกับประกาศ)"


def _band_words(name: str, rules: Rubric) -> str:
    scheme = rules.letters if rules.letters.band(name) else rules.levels
    bands = scheme.bands if scheme else ()
    place = [band.name for band in bands].index(name)
    above = next((band for band in reversed(bands[:place]) if band.floor > bands[place].floor), None)
    words = f"คะแนนรวมตั้งแต่ {shown(bands[place].floor)}"
    return f"{words} แต่ไม่ถึง {shown(above.floor)}" if above else f"{words} ขึ้นไป"


def _change_words(result: AssessmentFacts, earlier: AssessmentFacts) -> str:
    moved = change(earlier.overall, result.overall)
    percent = f" คิดเป็นร้อยละ {shown(moved.percent, signed=True)} ของคะแนนปีก่อน" if moved.percent else ""
    return (
        f"{_DIRECTIONS[moved.direction]}เมื่อเทียบกับปีงบประมาณ พ.ศ. {earlier.fiscal_year} "
        f"ซึ่งได้ {shown(earlier.overall)} คะแนน เปลี่ยนแปลง {shown(moved.points, signed=True)} คะแนน{percent}"
    )


def _scores(result: AssessmentFacts, earlier: AssessmentFacts | None, lines: list[ScoreLine]) -> list[Block]:
    columns = [Column("แบบวัด", 8, "center"), Column("ตัวชี้วัด", 32)]
    if earlier:
        columns.append(Column(f"ปี {earlier.fiscal_year}", 10, "right"))
    columns.append(Column(f"ปี {result.fiscal_year}", 10, "right"))
    if earlier:
        columns += [
            Column("เปลี่ยนแปลง (คะแนน)", 13, "right", signed=True),
            Column("เปลี่ยนแปลง (ร้อยละของปีก่อน)", 14, "right", signed=True),
            Column("แนวโน้ม", 11, "center"),
        ]
    rows = tuple(_score_row(line, earlier is not None) for line in lines)
    blocks: list[Block] = [Heading("2. คะแนนจำแนกตามแบบวัดและตัวชี้วัด"), Table(tuple(columns), rows)]
    if result.uncertain or (earlier and earlier.uncertain):
        words = "* เอกสารไม่พอพิสูจน์ว่าคะแนนนี้เป็นของตัวชี้วัดนี้ จึงไม่เทียบกับปีก่อน คะแนนแบบวัดและคะแนนรวมพิสูจน์ได้"
        blocks.append(Paragraph(words, note=True))
    return blocks


def _score_row(line: ScoreLine, compared: bool) -> Row:
    name = f"{line.label}{'' if line.certain else ' *'}"
    if not compared:
        return Row((line.instrument or "รวม", name, line.score), strong=line.kind != "indicator")
    moved = line.change
    direction = _DIRECTIONS[moved.direction] if moved else None
    points, percent = (moved.points, moved.percent) if moved else (None, None)
    cells = (line.instrument or "รวม", name, line.earlier, line.score, points, percent, direction)
    return Row(cells, strong=line.kind != "indicator")


def _strong_and_weak(facts: YearFacts, result: AssessmentFacts) -> list[Block]:
    office = facts.office
    strong = ranking.strengths(result.indicators, office.strong_from)
    weak = ranking.weaknesses(result.indicators, office.weak_below)
    return [
        Heading(f"3. จุดแข็ง (ตั้งแต่ {shown(office.strong_from)} คะแนน)"),
        Items(_ranked(strong, result) or ("ไม่มีตัวชี้วัดที่ถึงเกณฑ์จุดแข็ง",)),
        Heading(f"4. จุดอ่อน (ต่ำกว่า {shown(office.weak_below)} คะแนน)"),
        Items(_ranked(weak, result) or ("ไม่มีตัวชี้วัดที่ต่ำกว่าเกณฑ์",)),
    ]


def _ranked(found: ranking.Ranked, result: AssessmentFacts) -> tuple[str, ...]:
    return tuple(
        f"ตัวชี้วัดที่ {number} {indicator_name(number, result.fiscal_year)} {shown(score)} คะแนน"
        + (" *" if number in result.uncertain else "")
        for number, score in found
    )


def _to_improve(facts: YearFacts, lines: list[ScoreLine], standing: whatif.Standing) -> list[Block]:
    """Indicators under the office's threshold or fallen, worst first."""
    below = facts.office.weak_below
    found = [line for line in lines if line.kind == "indicator" and (line.score < below or line.fallen)]
    heading = Heading("5. ประเด็นที่ควรปรับปรุง")
    if not found:
        return [heading, Paragraph("ไม่มีตัวชี้วัดที่ต่ำกว่าเกณฑ์หรือลดลง")]
    columns = (
        Column("ตัวชี้วัด", 34),
        Column("คะแนน", 9, "right"),
        Column("เหตุที่ควรปรับปรุง", 32),
        Column(f"คะแนนรวมที่เพิ่มเมื่อถึง {shown(below)}", 16, "right", signed=True),
    )
    found.sort(key=lambda line: line.score)
    rows = (Row((line.label, line.score, _why(line, below), _gain(line, below, standing))) for line in found)
    return [heading, Table(columns, tuple(rows))]


def _why(line: ScoreLine, below: Decimal) -> str:
    reasons = [f"ต่ำกว่า {shown(below)} อยู่ {below - line.score:.2f} คะแนน"] if line.score < below else []
    reasons += [f"ลดลง {abs(line.change.points):.2f} คะแนนจากปีก่อน"] if line.change and line.fallen else []
    return "\n".join(reasons)


def _gain(line: ScoreLine, below: Decimal, standing: whatif.Standing) -> Decimal | None:
    if line.score >= below:
        return None
    return whatif.indicator(standing, int(line.code), set_to=below).change


def _item_worth(rules: Rubric) -> list[Block]:
    heading = Heading("6. คะแนนรวมที่ได้จากข้อ OIT หนึ่งข้อ")
    if rules.parts is None or rules.weights is None:
        words = f"โครงสร้างข้อ OIT ของปีงบประมาณ พ.ศ. {rules.fiscal_year} ยังไม่มีแหล่งอ้างอิง จึงไม่คำนวณ"
        return [heading, Paragraph(words)]
    columns = (
        Column("ตัวชี้วัดย่อย", 14, "center"),
        Column("ข้อ", 40),
        Column("คะแนนรวมต่อหนึ่งข้อ", 20, "right"),
    )
    rows = tuple(Row((part.code, _span(part), items.worth(part.items[0], rules))) for part in rules.parts)
    blocks: list[Block] = [heading, Table(columns, rows)]
    asked = [each.item for each in (rules.plan_item, rules.progress_item) if each]
    if asked and rules.certain("measure_items"):
        words = f"ข้อ {' และ '.join(asked)} คือมาตรการส่งเสริมคุณธรรมและความโปร่งใสและรายงานผลการดำเนินการ"
        blocks.append(Paragraph(words, note=True))
    if not rules.certain("structure", "weights"):
        words = "โครงสร้างข้อหรือน้ำหนักของปีนี้ยังไม่มีแหล่งอ้างอิงครบ โปรดตรวจกับคู่มือ"
        blocks.append(Paragraph(words, note=True))
    return blocks


def _span(part: Part) -> str:
    return part.items[0] if part.first == part.last else f"{part.items[0]} ถึง {part.items[-1]}"


def _findings(result: AssessmentFacts) -> list[Block]:
    if not result.findings:
        return []
    texts = (
        f"{each.message} ตำแหน่ง: {each.place}" if each.place else each.message for each in result.findings
    )
    return [Heading("7. ข้อสังเกตจากเอกสารต้นทาง"), Items(tuple(texts))]


def _sources(result: AssessmentFacts, earlier: AssessmentFacts | None) -> list[Block]:
    known = [result, *([earlier] if earlier else [])]
    texts = [f"คะแนนปีงบประมาณ พ.ศ. {each.fiscal_year}: {each.source}" for each in known]
    texts += [f"หมายเหตุของผู้ประเมิน: {result.remark}"] if result.remark else []
    number = "8" if result.findings else "7"
    return [Heading(f"{number}. ที่มาของข้อมูล"), Items(tuple(texts))]


def _record(
    line: ScoreLine, result: AssessmentFacts, earlier: AssessmentFacts | None, grade: grading.Official
) -> Row:
    moved = line.change
    return Row(
        (
            result.fiscal_year,
            _KINDS[line.kind],
            line.code,
            line.name,
            line.instrument,
            line.score,
            earlier.fiscal_year if earlier else None,
            line.earlier,
            moved.points if moved else None,
            moved.percent if moved else None,
            grade.grade if line.kind == "total" else None,
            "ใช่" if line.certain else "ไม่",
            result.source,
        )
    )
