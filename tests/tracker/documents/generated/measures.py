"""Layouts for measures and for progress on them. Each says which fields of a measure it does not print."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.tracker.documents.generated import vocabulary as words
from tests.tracker.documents.generated.blocks import ABOVE, Blocks, grid, listed
from tests.tracker.documents.generated.facts import Facts
from tests.tracker.documents.generated.plans import Measure

OPTIONAL = ("indicator", "oit_item", "period", "cadence", "evidence")
TITLE = ("มาตรการ", "มาตรการ/กิจกรรม", "มาตรการ/แนวทาง", "ชื่อมาตรการ", "โครงการ/กิจกรรม")
STEPS = ("วิธีการดำเนินการ", "ขั้นตอนการดำเนินงาน", "ขั้นตอน/วิธีการปฏิบัติ", "วิธีดำเนินการ")
RESPONSIBLE = ("ผู้รับผิดชอบ", "หน่วยงานรับผิดชอบ", "ส่วนราชการที่รับผิดชอบ", "ผู้รับผิดชอบหลัก")
PERIOD = ("ระยะเวลาดำเนินการ", "ระยะเวลา", "ช่วงเวลาดำเนินการ", "กำหนดเวลา")
CADENCE = ("การกำกับติดตาม", "การติดตามผล", "ความถี่ในการรายงาน", "แนวทางการกำกับติดตาม")
EVIDENCE = ("หลักฐาน", "เอกสาร/หลักฐาน", "หลักฐานเชิงประจักษ์")
ITEM = ("ข้อ OIT", "OIT")


@dataclass(frozen=True)
class Part:
    """Blocks, and the fields they leave unsaid."""

    blocks: Blocks
    hidden: frozenset[str]


Layout = Callable[[Facts, Random], Part]


def _hidden(rng: Random, *always: str) -> frozenset[str]:
    return frozenset(always) | {name for name in OPTIONAL if rng.random() < 0.35}


def _headings(rng: Random) -> dict[str, str]:
    """The words over the columns, one way of many."""
    return {
        "indicator": "ตัวชี้วัด",
        "oit_item": rng.choice(ITEM),
        "title": rng.choice(TITLE),
        "steps": rng.choice(STEPS),
        "departments": rng.choice(RESPONSIBLE),
        "period": rng.choice(PERIOD),
        "cadence": rng.choice(CADENCE),
        "evidence": rng.choice(EVIDENCE),
    }


def _cells(measure: Measure, style: str) -> dict[str, str]:
    name = words.NAMES[measure.indicator][0]
    return {
        "indicator": f"{measure.indicator}. {name}",
        "oit_item": measure.oit_item or "-",
        "title": measure.title,
        "steps": listed(measure.steps, style),
        "departments": measure.departments_text,
        "period": measure.period_text,
        "cadence": measure.cadence_text,
        "evidence": listed(measure.evidence, rng_style(style)),
    }


def rng_style(style: str) -> str:
    """The marker for evidence beside a list of steps: dashes beside numbers, numbers beside dashes."""
    return {"1.": "-", "1)": "1.", "1.x": "-", "-": "1.", "": "-"}[style]


def table(facts: Facts, rng: Random) -> Part:
    """One row a measure."""
    hidden, heads, style = _hidden(rng), _headings(rng), _style(rng)
    fields = [field for field in heads if field not in hidden]
    rows = [["ที่", *(heads[field] for field in fields)]]
    for measure in facts.measures:
        cells = _cells(measure, style)
        rows.append([str(measure.number), *(cells[field] for field in fields)])
    return Part([grid(rows, "measures")], hidden)


def numbered_titles(facts: Facts, rng: Random) -> Part:
    """One row a measure, its number before its title, no other columns than the usual five."""
    hidden = _hidden(rng, "indicator", "oit_item", "evidence") - {"period", "cadence"}
    heads, style = _headings(rng), _style(rng)
    fields = ["title", "steps", "departments", "period", "cadence"]
    rows = [[heads[field] for field in fields]]
    form = rng.choice(("{}. {}", "มาตรการที่ {} {}", "{}) {}"))
    for measure in facts.measures:
        cells = _cells(measure, style)
        rows.append([form.format(measure.number, measure.title), *(cells[field] for field in fields[1:])])
    return Part([grid(rows, "measures")], hidden)


def merged_indicators(facts: Facts, rng: Random) -> Part:
    """The indicator in a first column that is merged over its measures."""
    hidden, heads, style = _hidden(rng) - {"indicator"}, _headings(rng), _style(rng)
    fields = [field for field in heads if field not in hidden]
    rows = [[heads[field] for field in fields]]
    before = None
    for measure in facts.measures:
        cells = _cells(measure, style)
        if measure.indicator == before:
            cells["indicator"] = ABOVE
        before = measure.indicator
        rows.append([cells[field] for field in fields])
    return Part([grid(rows, "measures")], hidden)


def steps_in_rows(facts: Facts, rng: Random) -> Part:
    """One step a row; what belongs to the whole measure is merged over its rows."""
    hidden, heads = _hidden(rng), _headings(rng)
    fields = [field for field in heads if field not in hidden]
    rows = [["ลำดับ", *(heads[field] for field in fields)]]
    for measure in facts.measures:
        cells = _cells(measure, "1.")
        for at, step in enumerate(measure.steps, start=1):
            own = {**cells, "steps": f"{at}. {step}"}
            texts = [own[field] if at == 1 or field == "steps" else ABOVE for field in fields]
            rows.append([str(measure.number) if at == 1 else ABOVE, *texts])
    return Part([grid(rows, "measures")], hidden)


def under_indicators(facts: Facts, rng: Random) -> Part:
    """A heading for every indicator, a table below each."""
    hidden, heads, style = _hidden(rng) | {"indicator"}, _headings(rng), _style(rng)
    fields = [field for field in heads if field not in hidden]
    blocks: Blocks = []
    for indicator in dict.fromkeys(measure.indicator for measure in facts.measures):
        blocks.append(f"ตัวชี้วัดที่ {indicator} {words.NAMES[indicator][0]}")
        rows = [["ที่", *(heads[field] for field in fields)]]
        for measure in facts.measures:
            if measure.indicator == indicator:
                cells = _cells(measure, style)
                rows.append([str(measure.number), *(cells[field] for field in fields)])
        blocks.append(grid(rows, "measures"))
    return Part(blocks, hidden - {"indicator"})


def cards(facts: Facts, rng: Random) -> Part:
    """A table for every measure: labels to the left, texts to the right."""
    hidden, heads, style = _hidden(rng), _headings(rng), _style(rng)
    blocks: Blocks = []
    for measure in facts.measures:
        cells = _cells(measure, style)
        title = f"มาตรการที่ {measure.number}"
        rows = [[title, cells["title"]]]
        rows += [[heads[field], cells[field]] for field in heads if field != "title" and field not in hidden]
        blocks.append(grid(rows, "measures", movable=False, headed=False))
    return Part(blocks, hidden)


def headed_paragraphs(facts: Facts, rng: Random) -> Part:
    """A heading for every measure, its fields as labelled lines."""
    hidden, heads, style = _hidden(rng), _headings(rng), rng.choice(("1.", "1)", "-"))
    form = rng.choice(("มาตรการที่ {} {}", "{}. {}", "มาตรการที่ {} : {}"))
    blocks: Blocks = []
    if form == "{}. {}":
        style = "-"  # beside numbered headings nobody could tell numbered items apart
    for measure in facts.measures:
        cells = _cells(measure, style)
        if style == "-":
            cells["evidence"] = listed(measure.evidence, "-")
        blocks.append(form.format(measure.number, measure.title))
        for field in heads:
            if field == "title" or field in hidden or cells[field] == "-":
                continue
            lines = cells[field].split("\n")
            if field == "steps" or (field == "evidence" and len(lines) > 1):
                blocks += [f"{heads[field]}:", *lines]
            else:
                blocks.append(f"{heads[field]}: {' '.join(lines)}")
    return Part(blocks, hidden)


def _style(rng: Random) -> str:
    return rng.choice(("1.", "1.", "1)", "-", "-", "", "1.x"))


LAYOUTS: dict[str, Layout] = {
    "measures table": table,
    "numbered titles": numbered_titles,
    "merged indicators": merged_indicators,
    "steps in rows": steps_in_rows,
    "under indicators": under_indicators,
    "cards": cards,
    "headed paragraphs": headed_paragraphs,
}


def progress_table(facts: Facts, rng: Random) -> Blocks:
    """What was done about every measure: actions, results, suggestions."""
    heads = (
        "ที่",
        "มาตรการ",
        rng.choice(("การดำเนินการ", "วิธีการดำเนินการ", "ขั้นตอนการดำเนินการ")),
        rng.choice(("ผลการดำเนินการ", "ผลการดำเนินงาน", "ผลที่ได้รับ")),
        rng.choice(("ข้อเสนอแนะ", "ปัญหา/อุปสรรค ข้อเสนอแนะ")),
    )
    titles = {measure.number: measure.title for measure in facts.measures}
    rows = [list(heads)]
    for done in facts.progress:
        suggestions = listed(done.suggestions, "-") or "-"
        rows.append(
            [
                str(done.measure),
                titles[done.measure],
                listed(done.actions, "1."),
                listed(done.results, "-"),
                suggestions,
            ]
        )
    title = f"รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส ประจำปีงบประมาณ พ.ศ. {facts.plan_year}"
    return [title, grid(rows, "progress")]
