"""The measures of a department (ส่วนราชการ)."""

from collections import Counter
from dataclasses import replace

from bot.figures import source_words
from bot.intents.measures_overdue import waiting_departments
from bot.reporting import Telling, choose_measure
from bot.scene import Answer, Message, Scene, own_measures
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import cards, watching
from bot.voice import measures as voice
from tracker.facts import MeasureFacts, YearFacts
from tracker.rules import status as status_rules
from tracker.store import organisations

NAME = "measures_by_department"
EXAMPLE = "กองช่างมีมาตรการอะไรบ้าง"

RULE = Rule(
    cases=(
        ("department measure|duty|what|all|state", 0.85),
        ("department", 0.55),
        ("by_department", 0.62),
        ("by_department measure|what|how_many", 0.82),
        ("department which_measure", 0.85),
        ("who duty measure !measure_no", 0.6),
    ),
    slots=("department", "status", "round", "measure_year", "office"),
    lowers=(
        ("foreign", 0.6),
        ("percent remind enrol", 0.5),
        ("format", 0.45),
        ("not_sent measure_no attach", 0.4),
        ("late when due", 0.35),
        ("score item_no file", 0.3),
        ("report", 0.15),
        ("ask_for evidence measure_text", 0.2),
    ),
)


def matches(reading: Reading) -> Match | None:
    """A question about what a department carries."""
    return RULE.match(reading)


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """The measures a department carries; one's own when none is named."""
    year = meaning.slots.get("fiscal_year") or scene.current_measure_year()
    office, known = scene.outline(), scene.year(year)
    own = next((post.department for post in scene.departments), None)
    department = meaning.slots.get("department") or own
    if not known.measures:
        said = voice.no_measures(office.name, year, scene.measure_years(), public=not scene.posts)
        return Answer([said], topic={"office_id": office.id})
    if department is None and scene.reads_everything:
        return Answer([_overview(known, scene)], topic={"office_id": office.id, "fiscal_year": year})
    if department is None:
        names = known.office.departments
        quick = [cards.says(cards.short_department(name), f"มาตรการของ{name} ปี {year}") for name in names]
        return Answer(
            [cards.text(f"มาตรการปี {year} ของส่วนราชการใดคะ", quick)], topic={"office_id": office.id}
        )
    if department not in known.office.departments:
        organisations.department_by_name(scene.tx, scene.office(), department)
    if department == own and not meaning.slots.get("department"):
        return choose_measure(Telling(year, asks_note=True), scene)
    mine = [_only(measure, department) for measure in own_measures(known, department)]
    if not mine:
        return Answer(
            [cards.text(f"{department}ไม่มีมาตรการในปีงบประมาณ {year} ค่ะ", [cards.says(f"มาตรการปี {year}")])]
        )
    more = f"of:{year}:{department[:80]}"
    said = voice.listing(office.name, year, f"มาตรการของ{department}", mine, source_words(known), 0, more)
    return Answer([said], topic={"office_id": office.id, "fiscal_year": year, "department": department})


def _overview(known: YearFacts, scene: Scene) -> Message:
    """Every department with how far it is and what it owes."""
    late: Counter[str] = Counter()
    for found in known.rounds:
        if not found.closed and found.due < scene.today:
            for name, numbers in waiting_departments(known, found, scene, None):
                late[name] += len(numbers)
    states = [
        _state(name, known, late[name]) for name in known.office.departments if own_measures(known, name)
    ]
    means = [status_rules.overall([(s.status, s.percent) for s in m.standings])[1] for m in known.measures]
    percent = round(sum(means) / len(means))
    return watching.overview(
        known.office.name, known.fiscal_year, states, len(known.measures), percent, source_words(known)
    )


def _state(name: str, known: YearFacts, late: int) -> watching.DepartmentState:
    standings = [s for m in own_measures(known, name) for s in m.standings if s.department == name]
    counts = Counter(s.status for s in standings)
    counted = [s.percent for s in standings if s.status != "cancelled"]
    return watching.DepartmentState(
        name,
        percent=round(sum(counted) / len(counted)) if counted else 0,
        done=counts["done"],
        under_way=counts["in_progress"],
        not_started=counts["not_started"],
        stuck=counts["blocked"] + counts["postponed"],
        late=late,
    )


def _only(measure: MeasureFacts, department: str) -> MeasureFacts:
    return replace(measure, standings=tuple(s for s in measure.standings if s.department == department))


def _more(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    year, department, offset = int(arguments[0]), arguments[1], int(arguments[2])
    known = scene.year(year)
    mine = [_only(measure, department) for measure in own_measures(known, department)]
    more = f"of:{year}:{department}"
    said = voice.listing(
        scene.outline().name, year, f"มาตรการของ{department}", mine, source_words(known), offset, more
    )
    return Answer([said])


BUTTONS = {"of": _more}
