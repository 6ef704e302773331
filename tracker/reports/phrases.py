"""Pieces of the reports' Thai that more than one of them needs."""

from collections.abc import Iterable, Sequence
from unicodedata import category

from tracker.facts import MeasureFacts, OfficeFacts
from tracker.rubrics import RubricUnknown, rubric
from tracker.rules.fiscal import span, thai_date, thai_period

TITLES = {
    "analysis": "รายงานการวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ (ITA)",
    "measures": "มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน",
    "progress": "รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน",
}
NOT_SAID = "ไม่ได้ระบุในเอกสาร"


def office_line(office: OfficeFacts) -> str:
    """The office with its district and province, as on the cover of a paper."""
    parts = [office.name]
    parts += [f"อำเภอ{office.district}"] if office.district else []
    parts += [f"จังหวัด{office.province}"] if office.province else []
    return " ".join(parts)


_MUNICIPAL = ("เทศบาลตำบล", "เทศบาลเมือง", "เทศบาลนคร")
_ORGANISATIONS = ("องค์การบริหารส่วนตำบล", "องค์การบริหารส่วนจังหวัด")


def permanent_secretary(office: OfficeFacts) -> str:
    """The post of the ปลัด, as in ปลัดเทศบาลตำบลบึงเจริญ."""
    return f"ปลัด{office.name}"


def chief_executive(office: OfficeFacts) -> str | None:
    """The post of the elected head: นายกเทศมนตรีตำบลบึงเจริญ, นายกองค์การบริหารส่วนตำบลพันชนะ; None for another kind of
    office."""
    if office.name.startswith(_ORGANISATIONS):
        return f"นายก{office.name}"
    if office.name.startswith(_MUNICIPAL):
        return f"นายกเทศมนตรี{office.name.removeprefix('เทศบาล')}"
    return None


def indicator_name(number: int, fiscal_year: int) -> str:
    """The name of an indicator in a fiscal year (B.E.); its number where no rubric of that year is known."""
    try:
        found = rubric(fiscal_year).indicator(number)
    except RubricUnknown:
        found = None
    return found.name if found else f"ตัวชี้วัดที่ {number}"


def indicator_of(measure: MeasureFacts) -> list[str]:
    """What a measure answers: its indicator and its OIT item or question; nothing where the paper says nothing."""
    point = measure.oit_item or measure.question
    lines = []
    if measure.indicator:
        name = indicator_name(measure.indicator, measure.fiscal_year - 1)
        lines.append(f"ตัวชี้วัดที่ {measure.indicator} {name}")
    return [*lines, f"ข้อ {point}"] if point else lines


def numbered(lines: Sequence[str]) -> str:
    """Statements as a numbered list, one a line; a single one stands alone."""
    if len(lines) == 1:
        return lines[0]
    return "\n".join(f"{place}. {line}" for place, line in enumerate(lines, start=1))


def in_one_line(lines: Sequence[str]) -> str | None:
    """The same list on one line, for a row that a machine reads; None when it is empty."""
    return " ".join(numbered(lines).split("\n")) if lines else None


def period_of(measure: MeasureFacts) -> str:
    """The time a measure runs, in the words of the forms."""
    starts, ends = measure.period_start, measure.period_end
    if starts and ends:
        whole_year = (starts, ends) == span(measure.fiscal_year)
        period = thai_period((starts, ends))
        return f"ตลอดปีงบประมาณ\n({period})" if whole_year else period
    known = starts or ends
    return thai_date(known) if known else NOT_SAID


def responsible_of(measure: MeasureFacts) -> str:
    """The departments that carry a measure, one a line."""
    lines = ["ทุกส่วนราชการ:"] if measure.all_departments and len(measure.departments) > 1 else []
    return "\n".join([*lines, *measure.departments]) or NOT_SAID


def sources_of(measures: Iterable[MeasureFacts]) -> tuple[str, ...]:
    """The papers the measures come from, each once."""
    return tuple(dict.fromkeys(measure.source for measure in measures))


def shorten(text: str, longest: int) -> str:
    """The beginning of a text on one line, cut at a blank where there is one, with … where something is left off."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    cut = line[: longest - 1]
    whole, blank, _ = cut.rpartition(" ")
    kept = whole if blank and len(whole) > longest // 2 else cut
    # A mark stands on its letter: never let it begin what is left off, or the letter lose it.
    while kept and len(kept) < len(line) and category(line[len(kept)]) == "Mn":
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
