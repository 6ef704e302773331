"""A report as a file, the public page and its address, publishing."""

from bot import picturing, publishing
from bot.scene import Answer, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import cards, scores
from bot.voice import measures as voice
from tracker.errors import RoundUnknown
from tracker.facts import RoundFacts, YearFacts

NAME = "report_export"
EXAMPLE = "ขอรายงานรอบแรกเป็น pdf"

RULE = Rule(
    cases=(
        ("format", 0.8),
        ("ask_for report|file", 0.85),
        ("ask_for format", 0.9),
        ("format report|file|ask_for", 0.9),
        ("page", 0.75),
        ("publish page", 0.9),
        ("publish", 0.65),
        ("give_me file|report", 0.8),
        ("give_me send file|report", 0.9),
        ("ask_for analysis", 0.6),
        ("file report|measure|ask_for", 0.65),
        ("ask_for report round|year|measure|analysis", 0.9),
        ("report round !measure_no", 0.65),
        ("report analysis", 0.7),
        ("ask_for page", 0.88),
        ("picture", 0.95),
    ),
    slots=("round", "format", "department", "oit_item", "fiscal_year", "office"),
    lowers=(
        ("foreign", 0.6),
        ("percent", 0.45),
        ("attach", 0.4),
        ("measure_no not_sent photo calendar", 0.35),
        ("remind when evidence enrol", 0.3),
        ("due", 0.25),
        ("thanks", 0.2),
        ("weak strong tell", 0.35),
        ("status", 0.12),
        ("alter", 0.1),
        ("done_so_far", 0.05),
    ),
    hints={
        "picture": "picture",
        "publish": "publish",
        "page": "page",
        "analysis": "analysis",
        "measure": "measures",
        "state": "progress",
    },
)


def matches(reading: Reading) -> Match | None:
    """Somebody wants a paper, a file or the public page."""
    return RULE.match(reading)


TITLES = {
    "analysis": "รายงานการวิเคราะห์ผลการประเมิน ITA",
    "measures": "มาตรการส่งเสริมคุณธรรมและความโปร่งใส",
    "progress": "รายงานผลการดำเนินการตามมาตรการ",
}
FORMAT_NAMES = {"docx": "Word", "pdf": "PDF", "xlsx": "Excel", "csv": "CSV"}


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """Links to a report in the form asked for, over what the speaker may export; who may export nothing is shown the
    public page."""
    match _kind(meaning):
        case "picture":
            return picturing.summary_picture(meaning.slots.get("fiscal_year"), scene)
        case "page":
            return _page(meaning, scene)
        case "publish":
            return publishing.propose_publish(meaning.slots.get("fiscal_year"), scene)
        case kind:
            own = None if scene.allows("export_office") else _own_departments(scene)
            return _page(meaning, scene) if own == () else _report(kind, own, meaning, scene)


def _report(kind: str, own: tuple[str, ...] | None, meaning: Meaning, scene: Scene) -> Answer:
    """A report of the whole office, or of the speaker's own departments."""
    office = scene.office()
    year = meaning.slots.get("fiscal_year") or (
        (scene.result_years() or [scene.this_year])[-1]
        if kind == "analysis"
        else scene.current_measure_year()
    )
    known = scene.year(year)
    if kind == "analysis" and known.assessment is None:
        return Answer([scores.no_result(office.name, year, scene.result_years())])
    if kind != "analysis" and not known.measures:
        return Answer([voice.no_measures(office.name, year, scene.measure_years(), public=False)])
    found = _round(kind, meaning.slots.get("round"), known)
    reader = scene.person.id if scene.person else 0
    wanted = [meaning.slots["format"]] if "format" in meaning.slots else ["docx", "pdf", "xlsx"]
    key = found.key if found else None
    links = [
        (FORMAT_NAMES[form], scene.links.report(office.id, reader, year, kind, key, form, own))
        for form in wanted
    ]
    title = TITLES[kind] + (f" {found.label}" if found else "")
    scope = "ทั้งหน่วยงาน" if own is None else ", ".join(own)
    said = voice.report_ready(office.name, year, title, scope, links)
    return Answer([said], topic={"office_id": office.id})


def _own_departments(scene: Scene) -> tuple[str, ...]:
    return tuple(
        post.department
        for post in scene.posts
        if post.department and scene.allows("export_own_department", post.department_id)
    )


def _round(kind: str, code: str | None, known: YearFacts) -> RoundFacts | None:
    """The round that was named. Raises RoundUnknown where a report on progress is asked for of one there is not."""
    found = next((each for each in known.rounds if code in (each.key, each.code)), None) if code else None
    if kind == "progress" and code and found is None:
        raise RoundUnknown(
            fiscal_year=known.fiscal_year, known=", ".join(each.label for each in known.rounds)
        )
    return found


def _kind(meaning: Meaning) -> str:
    """Which report is meant: what was named, else the progress of a round."""
    if meaning.hints.get("picture"):
        return "picture"
    if meaning.slots.get("round"):
        return "progress"
    named = ("publish", "page", "analysis", "progress", "measures")
    return next((kind for kind in named if meaning.hints.get(kind)), "progress")


def _page(meaning: Meaning, scene: Scene) -> Answer:
    office = scene.office()
    years = scene.published_years()
    asked = meaning.slots.get("fiscal_year")
    if not years:
        words = f"{office.name}ยังไม่ได้เผยแพร่หน้าสาธารณะค่ะ"
        return Answer([cards.text(words, [cards.says("คะแนนล่าสุด")])])
    year = asked if asked in years else years[-1]
    lead = (
        f"ยังไม่มีหน้าสาธารณะของปี {asked} ค่ะ หน้าล่าสุดคือปี {year}"
        if asked and asked != year
        else (f"หน้าสาธารณะของ{office.name} ปีงบประมาณ {year}")
    )
    address = scene.links.page(office.slug, year)
    quick = [cards.opens(f"เปิดหน้าปี {each}", scene.links.page(office.slug, each)) for each in years[-4:]]
    return Answer([cards.text(f"{lead}\n{address}", quick)], topic={"office_id": office.id})
