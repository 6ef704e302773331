"""One invented paper by its seed: facts, a mistake of its authors perhaps, layouts, damage of its copies."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random

from tests.tracker.documents.generated import measures as plan_layouts
from tests.tracker.documents.generated import scores as score_layouts
from tests.tracker.documents.generated import vocabulary as words
from tests.tracker.documents.generated.blocks import Blocks, Grid, grid
from tests.tracker.documents.generated.damage import IN_TABLES, IN_TEXT, NO_GLYPHS
from tests.tracker.documents.generated.facts import Facts, Office, Year, facts_of
from tests.tracker.documents.generated.faults import FAULTS, NEEDS_RESULTS, Key, Script, compared
from tests.tracker.documents.generated.formats import FORMATS
from tracker.documents.draft import DocumentDraft, MeasureDraft, OfficeDraft, ProgressDraft, ResultDraft
from tracker.rules.fiscal import MONTHS, thai_date_long

ON_BOTH = ("two columns", "ten rows", "ranking", "merged instruments", "full marks", "under instruments")
PRINTS_TOTAL = ("two columns", "under instruments", "merged instruments", "full marks")


@dataclass(frozen=True)
class Paper:
    """What is printed, what a careful reader gets from it (`truth`), which findings he makes (`codes`) or may make
    (`tolerated`), and how it was made (`recipe`)."""

    seed: int
    form: str
    blocks: Blocks
    truth: DocumentDraft
    codes: frozenset[str]
    tolerated: frozenset[str]
    open: frozenset[Key]
    recipe: tuple[str, ...]


def paper_of(seed: int) -> Paper:
    """The paper of a seed, always the same one."""
    rng = Random(seed)
    recipe: list[str] = []
    script = _script(rng, recipe)
    blocks, hidden = _printed(script, rng, recipe)
    form = rng.choices(list(FORMATS), [share for _, _, share in FORMATS.values()])[0]
    blocks = _damaged(blocks, rng, recipe, form)
    codes = script.codes - ({"year-conflict"} if "period" in hidden else set())
    return Paper(
        seed,
        form,
        blocks,
        _truth(script, hidden),
        frozenset(codes),
        frozenset(script.tolerated),
        frozenset(script.open),
        (form, *recipe),
    )


def _script(rng: Random, recipe: list[str]) -> Script:
    """What is printed. Some offices cannot make some mistakes, so offices are drawn until one can."""
    name = rng.choice(list(FAULTS)) if rng.random() < 0.45 else None
    while True:
        script = _without_fault(rng)
        fits = script.first or name not in NEEDS_RESULTS
        if name is None or (fits and FAULTS[name](script, rng)):
            break
    recipe += [f"fault: {name}"] if name else []
    if script.first:
        compared(script, rng)
    return script


def _without_fault(rng: Random) -> Script:
    facts = facts_of(rng)
    kinds = rng.choice(("a", "am", "am", "am", "am", "amp", "m"))
    years = facts.years if "a" in kinds else ()
    script = Script(facts, years, None, years, "m" in kinds, "p" in kinds)
    script.second = years if years and rng.random() < 0.25 else None
    script.meeting = facts.meeting if script.measures and rng.random() < 0.5 else None
    last = facts.plan_year - 543
    if script.progress and rng.random() < 0.7:
        script.cover = date(last, rng.choice((4, 9)), 1)
    elif rng.random() < 0.4 and not script.progress:
        script.cover = date(last - 1, rng.choice((8, 9)), 1)
    return script


def _printed(script: Script, rng: Random, recipe: list[str]) -> tuple[Blocks, frozenset[str]]:
    office = script.facts.office
    blocks = _opening(script, office, rng)
    hidden: frozenset[str] = frozenset(plan_layouts.OPTIONAL)
    if script.first:
        blocks += _results(script, rng, recipe)
    blocks += rng.sample(script.extra, len(script.extra))
    if script.misspelt:
        blocks.append(f"{office.kind}{script.misspelt} ขอเชิญผู้มีส่วนได้ส่วนเสียร่วมให้ความเห็นต่อผลการวิเคราะห์ฉบับนี้")
    if script.measures:
        name = rng.choice(list(plan_layouts.LAYOUTS))
        recipe.append(name)
        part = plan_layouts.LAYOUTS[name](script.facts, rng)
        hidden = part.hidden
        blocks += [*_before_measures(script, office, rng), *part.blocks]
    if script.progress:
        blocks += plan_layouts.progress_table(script.facts, rng)
        recipe.append("progress")
    return blocks, hidden


def _opening(script: Script, office: Office, rng: Random) -> Blocks:
    last = script.facts.plan_year - 1
    subject = (
        f"รายงานการวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงาน (ITA) ประจำปีงบประมาณ พ.ศ. {last}"
        if script.first
        else f"มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ประจำปีงบประมาณ พ.ศ. {last + 1}"
    )
    place = rng.choice((("อำเภอ", "จังหวัด"), ("อำเภอ", "จังหวัด"), ("อ.", "จ.")))
    district = f"{place[0]}{office.district} " if office.district else ""
    name = f"{office.short}{office.own}" if place[0] == "อ." and rng.random() < 0.6 else office.name
    where = f"{district}{place[1]}{office.province}"
    blocks: Blocks = [subject]
    blocks += [name, where] if rng.random() < 0.3 else [f"{name} {where}"]
    if script.cover:
        blocks.append(f"{MONTHS[script.cover.month - 1]} {script.cover.year + 543}")
    blocks += rng.sample(words.PREFACE, rng.randint(1, 2))
    blocks.append(f"{office.name} ได้นำผลการประเมินมาทบทวนร่วมกับทุกส่วนราชการ เพื่อให้การทำงานโปร่งใสและตรวจสอบได้")
    if rng.random() < 0.4:
        blocks.append(_bands())
    return blocks


def _bands() -> Grid:
    """The scale of letters: numbers that are no scores."""
    floors = (
        "95.00 - 100",
        "85.00 - 94.99",
        "75.00 - 84.99",
        "65.00 - 74.99",
        "55.00 - 64.99",
        "50.00 - 54.99",
        "0 - 49.99",
    )
    rows = [["คะแนน", "ระดับ"], *([span, name] for span, name in zip(floors, ("AA", *"ABCDEF"), strict=True))]
    return grid(rows, movable=False)


def _results(script: Script, rng: Random, recipe: list[str]) -> Blocks:
    office = script.facts.office
    blocks: Blocks = []
    if rng.random() < 0.4:
        blocks += rng.sample(words.OTHER_FIGURES, rng.randint(1, 2))
    for year in script.told:
        blocks.append(_total_sentence(year, office, rng))
    if script.word is not None and script.points is not None:
        blocks.append(_change_sentence(script, rng))
    both = script.second is not None
    names = list(ON_BOTH if both else score_layouts.LAYOUTS)
    if "fault: total in one place" in recipe:
        names = list(PRINTS_TOTAL)
    chosen = rng.sample(names, 2 if both else 1)
    for name, years in zip(chosen, (script.first, script.second), strict=False):
        recipe.append(name)
        blocks += score_layouts.LAYOUTS[name](years or (), rng)
    if script.first == script.facts.years and not script.codes & {"tables-disagree"} and rng.random() < 0.4:
        blocks += _best_and_worst(script.first[-1], rng)
    return blocks


def _best_and_worst(year: Year, rng: Random) -> Blocks:
    """What is said again of single indicators."""
    ordered = sorted(year.scores.items(), key=lambda pair: -pair[1])
    (best, highest), (worst, lowest) = ordered[0], ordered[-1]
    return [
        f"ตัวชี้วัดที่ควรรักษามาตรฐาน ได้แก่ ตัวชี้วัดที่ {best} {words.NAMES[best][0]} ({highest} คะแนน)",
        rng.choice(
            (
                f"ตัวชี้วัดที่ควรเร่งพัฒนา ได้แก่ ตัวชี้วัดที่ {worst} {words.NAMES[worst][0]} ได้ {lowest} คะแนน",
                f"สำหรับ{words.NAMES[worst][0]} ได้คะแนนเพียง {lowest} คะแนน จึงต้องกำหนดมาตรการเพิ่มเติม",
            )
        ),
    ]


def _total_sentence(year: Year, office: Office, rng: Random) -> str:
    of_year, said = f"ปีงบประมาณ พ.ศ. {year.fiscal_year}", f"{year.overall}"
    graded = " ".join(
        filter(
            None,
            [
                f"อยู่ในระดับ {year.grade}" if year.grade else "",
                f"ผลการประเมินระดับ {year.level}" if year.level else "",
            ],
        )
    )
    return rng.choice(
        (
            f"ผลการประเมินประจำ{of_year} ของ{office.name} พบว่า มีผลคะแนน {said} คะแนน {graded}",
            f"ใน{of_year} {office.name}ได้คะแนนรวม {said} คะแนน จากคะแนนเต็ม 100 คะแนน {graded}",
            f"คะแนนภาพรวมของหน่วยงาน {of_year} เท่ากับ {said} คะแนน {graded}",
            f"ผลการประเมินในภาพรวม {of_year} ได้ร้อยละ {said} {graded}",
        )
    )


def _change_sentence(script: Script, rng: Random) -> str:
    old, new = script.told[-2:]
    points, percent = script.points or Decimal(0), script.percent or Decimal(0)
    lead = f"เมื่อเปรียบเทียบปีงบประมาณ พ.ศ. {new.fiscal_year} กับปีงบประมาณ พ.ศ. {old.fiscal_year}"
    return rng.choice(
        (
            f"{lead} คะแนนรวมซึ่ง{script.word}ร้อยละ {percent} ({points:+} คะแนน)",
            f"{lead} พบว่าคะแนนรวม{script.word} {abs(points)} คะแนน คิดเป็นร้อยละ {abs(percent)}",
            f"{lead} ผลการประเมินในภาพรวมมีคะแนน{script.word} {abs(points)} คะแนน (ร้อยละ {abs(percent)})",
        )
    )


def _before_measures(script: Script, office: Office, rng: Random) -> Blocks:
    year = script.facts.plan_year
    blocks: Blocks = [
        rng.choice(
            (
                f"มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ประจำปีงบประมาณ พ.ศ. {year}",
                f"แนวทางและมาตรการยกระดับผลการประเมิน ปีงบประมาณ พ.ศ. {year}",
                f"การกำหนดมาตรการเพื่อพัฒนาการดำเนินงาน ประจำปีงบประมาณ {year}",
            )
        )
    ]
    if script.meeting:
        blocks.append(
            f"จากการประชุมคณะทำงานของ{office.name} เมื่อวันที่ {thai_date_long(script.meeting)} ที่ประชุมเห็นชอบมาตรการดังต่อไปนี้"
        )
    return blocks


def _damaged(blocks: Blocks, rng: Random, recipe: list[str], form: str) -> Blocks:
    in_tables = rng.sample(list(IN_TABLES), rng.choice((0, 0, 1, 1, 2)))
    possible = [name for name in IN_TEXT if form != "pdf" or name not in NO_GLYPHS]
    in_text = rng.sample(possible, rng.choice((0, 1, 1, 2)))
    for name in sorted(in_tables, key=list(IN_TABLES).index):
        blocks = IN_TABLES[name](blocks, rng)
    for name in sorted(in_text, key=list(IN_TEXT).index):
        blocks = IN_TEXT[name](blocks, rng)
    recipe += [*in_tables, *in_text]
    return blocks


def _truth(script: Script, hidden: frozenset[str]) -> DocumentDraft:
    facts = script.facts
    office = facts.office
    return DocumentDraft(
        file="",
        office=OfficeDraft(office.name, office.short, office.district, office.province),
        results=tuple(map(_result, facts.years)) if script.first else (),
        measures=tuple(_measure(facts, at, hidden) for at in range(len(facts.measures)))
        if script.measures
        else (),
        progress=tuple(
            ProgressDraft(done.measure, facts.plan_year, done.actions, done.results, done.suggestions)
            for done in facts.progress
        )
        if script.progress
        else (),
    )


def _result(year: Year) -> ResultDraft:
    return ResultDraft(year.fiscal_year, year.overall, year.grade, year.level, dict(year.scores))


def _measure(facts: Facts, at: int, hidden: frozenset[str]) -> MeasureDraft:
    own = facts.measures[at]
    whole = MeasureDraft(
        facts.plan_year,
        own.number,
        own.title,
        indicator=own.indicator,
        oit_item=own.oit_item,
        steps=own.steps,
        departments=own.departments,
        all_departments=own.everyone,
        period=own.period,
        cadence=own.cadence,
        months=own.months,
        evidence=own.evidence,
    )
    nothing = MeasureDraft(facts.plan_year, own.number, own.title)
    unsaid = {*hidden, "months"} if "cadence" in hidden else hidden
    return replace(whole, **{name: getattr(nothing, name) for name in unsaid})
