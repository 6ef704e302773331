"""มาตรการส่งเสริมคุณธรรมและความโปร่งใส: what the office set itself to do in a fiscal year."""

from tracker.errors import NothingToReport
from tracker.facts import MeasureFacts, YearFacts
from tracker.reports.content import Block, Column, Heading, Items, Paragraph, Report, Row, Table, shown
from tracker.reports.phrases import (
    TITLES,
    in_one_line,
    indicator_name,
    indicator_of,
    numbered,
    office_line,
    period_of,
    responsible_of,
    sources_of,
)
from tracker.rules.fiscal import thai_date

_COLUMNS = (
    Column("มาตรการ/แนวทาง", 24),
    Column("วิธีการดำเนินการ", 36),
    Column("ผู้รับผิดชอบ", 20),
    Column("ระยะเวลาดำเนินการ", 18, "center"),
    Column("การติดตามผล", 30),
)
_RECORDS = (
    Column("ปีงบประมาณ (fiscal_year)"),
    Column("มาตรการที่ (measure)"),
    Column("ชื่อมาตรการ (title)"),
    Column("ตัวชี้วัดที่ (indicator)"),
    Column("ชื่อตัวชี้วัด (indicator_name)"),
    Column("ข้อ OIT (oit_item)"),
    Column("ข้อคำถาม (question)"),
    Column("วิธีการดำเนินการ (steps)"),
    Column("ผู้รับผิดชอบ (departments)"),
    Column("เริ่ม (period_start)"),
    Column("สิ้นสุด (period_end)"),
    Column("ความถี่รายงาน (cadence)"),
    Column("รอบรายงาน (rounds)"),
    Column("ใช้รอบเริ่มต้นของหน่วยงาน (assumed)"),
    Column("การติดตามผล (follow_up)"),
    Column("หลักฐาน (evidence_wanted)"),
    Column("ที่มา (source)"),
)


def measures(facts: YearFacts) -> Report:
    """The measures of this fiscal year. Raises NothingToReport when there are none."""
    if not facts.measures:
        raise NothingToReport(known=f"ปีงบประมาณ {facts.fiscal_year} ยังไม่มีมาตรการ")
    rows = tuple(_row(facts, measure) for measure in facts.measures)
    return Report(
        title=TITLES["measures"],
        subtitle=f"ประจำปีงบประมาณ พ.ศ. {facts.fiscal_year}\n{office_line(facts.office)}",
        kind="measures",
        fiscal_year=facts.fiscal_year,
        office=facts.office.name,
        blocks=(
            *_reason(facts),
            Table(_COLUMNS, rows),
            *_assumptions(facts),
            Heading("ที่มาของมาตรการ"),
            Items(sources_of(facts.measures)),
        ),
        records=Table(_RECORDS, tuple(_record(facts, measure) for measure in facts.measures)),
        landscape=True,
    )


def _reason(facts: YearFacts) -> list[Block]:
    """The result that these measures answer: the one of the year before."""
    result = facts.earlier
    if result is None:
        return []
    return [
        Paragraph(
            f"จัดทำจากผลการประเมิน ITA ปีงบประมาณ พ.ศ. {result.fiscal_year} ซึ่งได้ {shown(result.overall)} คะแนน "
            f"ที่มาของคะแนน: {result.source}"
        )
    ]


def _row(facts: YearFacts, measure: MeasureFacts) -> Row:
    return Row(
        (
            "\n".join([f"{measure.number}. {measure.title}", *indicator_of(measure)]),
            numbered(measure.steps),
            responsible_of(measure),
            period_of(measure),
            _follow_up(facts, measure),
        )
    )


def _follow_up(facts: YearFacts, measure: MeasureFacts) -> str:
    lines = [measure.follow_up] if measure.follow_up else []
    lines += [numbered(measure.evidence_wanted)] if measure.evidence_wanted else []
    mark = "* " if measure.assumed else ""
    return "\n".join([*lines, *(f"{mark}{due}" for due in _due_rounds(facts, measure))])


def _due_rounds(facts: YearFacts, measure: MeasureFacts) -> list[str]:
    due = [each for each in facts.rounds if each.key in measure.rounds]
    return [f"รายงาน{each.label} ภายใน {thai_date(each.due)}" for each in due]


def _assumptions(facts: YearFacts) -> list[Block]:
    if not any(measure.assumed for measure in facts.measures):
        return []
    words = "* เอกสารไม่ได้ระบุความถี่การรายงาน จึงใช้รอบเริ่มต้นของหน่วยงาน ผู้ประสาน ITA เปลี่ยนได้"
    return [Paragraph(words, note=True)]


def _record(facts: YearFacts, measure: MeasureFacts) -> Row:
    return Row(
        (
            measure.fiscal_year,
            measure.number,
            measure.title,
            measure.indicator,
            indicator_name(measure.indicator, measure.fiscal_year - 1) if measure.indicator else None,
            measure.oit_item,
            measure.question,
            in_one_line(measure.steps),
            ", ".join(measure.departments),
            measure.period_start,
            measure.period_end,
            measure.cadence,
            ", ".join(_due_rounds(facts, measure)),
            "ใช่" if measure.assumed else "ไม่",
            measure.follow_up,
            in_one_line(measure.evidence_wanted),
            measure.source,
        )
    )
