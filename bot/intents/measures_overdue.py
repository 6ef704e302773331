"""Who has not reported, what is late."""

from bot.figures import source_words
from bot.scene import Answer, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import measures as voice
from bot.voice import watching
from tracker.errors import NotAllowed
from tracker.facts import RoundFacts, Standing, YearFacts
from tracker.rules import owing

NAME = "measures_overdue"
EXAMPLE = "ใครยังไม่ส่ง"

RULE = Rule(
    cases=(
        ("not_sent", 0.72),
        ("not_sent who|department|round|measure|report|question|year", 0.88),
        ("late", 0.68),
        ("late measure|who|what|department|how_many|which_measure|send", 0.85),
        ("who send", 0.7),
        ("department send question", 0.8),
        ("open_left who|department|measure", 0.6),
    ),
    slots=("department", "round", "measure_year", "office"),
    lowers=(
        ("foreign", 0.6),
        ("percent", 0.4),
        ("measure_no", 0.35),
        ("remind when photo if format item_no enrol", 0.3),
        ("evidence score", 0.2),
        ("alter", 0.15),
    ),
)


def matches(reading: Reading) -> Match | None:
    """A question for what is owed."""
    return RULE.match(reading)


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """Who has not reported, round by round. A department sees its own, coordinator and executives everybody."""
    year = meaning.slots.get("fiscal_year") or scene.current_measure_year()
    office = scene.outline()
    if not scene.reads_everything and not scene.departments:
        who = "ผู้ที่ยังไม่ได้ลงทะเบียนกับหน่วยงานนี้"
        raise NotAllowed(who=who, instead="ดูมาตรการที่เผยแพร่แล้วได้ เช่น “มาตรการมีอะไรบ้าง”")
    known = scene.year(year)
    if not known.measures:
        return Answer([voice.no_measures(office.name, year, scene.measure_years(), public=False)])
    code = meaning.slots.get("round")
    department = meaning.slots.get("department")
    rows = []
    for found in known.rounds:
        if found.closed or (code and code not in (found.code, found.key)):
            continue
        if not code and found.starts > scene.today:
            continue
        waiting = waiting_departments(known, found, scene, department)
        if waiting:
            rows.append((found, waiting))
    said = watching.waiting(office.name, year, rows, scene.today, source_words(known))
    return Answer([said], topic={"office_id": office.id, "fiscal_year": year})


def waiting_departments(
    known: YearFacts, found: RoundFacts, scene: Scene, department: str | None
) -> list[tuple[str, list[int]]]:
    """The departments that owe a report in a round, each with the numbers of the measures still without one."""
    own = {post.department for post in scene.departments}

    def asked_about(standing: Standing) -> bool:
        visible = scene.reads_everything or standing.department in own
        return visible and department in (None, standing.department)

    return list(owing.owed_measures(known, found, asked_about).items())
