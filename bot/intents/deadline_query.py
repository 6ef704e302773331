"""When what is due."""

from datetime import date, timedelta

from bot.reporting import measure_meant
from bot.scene import Answer, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import measures as voice
from bot.voice import watching
from tracker.facts import RoundFacts

NAME = "deadline_query"
EXAMPLE = "กำหนดส่งวันไหน"

RULE = Rule(
    cases=(
        ("due when", 0.92),
        ("send when", 0.85),
        ("report when", 0.8),
        ("days_left", 0.72),
        ("due", 0.66),
        ("due round|year|measure_no|department", 0.75),
        ("round when", 0.75),
        ("when measure|measure_no|department", 0.65),
        ("calendar", 0.86),
    ),
    slots=("measure", "round", "department", "measure_year", "office"),
    lowers=(
        ("foreign", 0.6),
        ("percent close", 0.4),
        ("alter off format", 0.3),
        ("remind day score", 0.25),
        ("not_sent if", 0.2),
        ("late", 0.15),
        ("ask_for attach status", 0.1),
    ),
)


def matches(reading: Reading) -> Match | None:
    """A question for a day."""
    return RULE.match(reading)


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """When the rounds of a year fall due."""
    year = meaning.slots.get("fiscal_year") or scene.current_measure_year()
    office, known = scene.outline(), scene.year(year)
    if not known.rounds:
        said = voice.no_measures(office.name, year, scene.measure_years(), public=not scene.posts)
        return Answer([said], topic={"office_id": office.id})
    code, number = meaning.slots.get("round"), measure_meant(meaning.slots, scene)
    measure = known.measure(number) if number else None
    keys = set(measure.rounds) if measure else {key for m in known.measures for key in m.rounds}
    rounds = [r for r in known.rounds if r.key in keys and (code is None or code in (r.code, r.key))]
    assumed = any(m.assumed for m in known.measures if measure is None or m is measure)
    if not rounds:
        rounds = [r for r in known.rounds if r.key in keys]
    source = f"กำหนดของ{office.name} (เปลี่ยนได้โดยผู้ประสาน ITA)"
    said = watching.deadlines(
        office.name, year, _near(rounds, scene.today), scene.today, assumed, source, _calendar(scene)
    )
    return Answer([said], topic={"office_id": office.id, "fiscal_year": year})


def _calendar(scene: Scene) -> str | None:
    """Where the due dates of one's own post are added to a phone: of the whole office for who reads all of it, else of
    a department. Nowhere for who only plays a post in the lesson: no calendar is theirs."""
    whole = (post for post in scene.posts if post.department_id is None and scene.reads_everything)
    held = next(whole, None) or next(iter(scene.departments), None)
    if held is None or scene.person is None or not held.post_id:
        return None
    return scene.links.calendar(held.office_id, scene.person.id, held.post_id)


def _near(rounds: list[RoundFacts], today: date) -> list[RoundFacts]:
    """The ten rounds that matter now: those of the last two months and those to come, else the last there were."""
    near = [found for found in rounds if found.due >= today - timedelta(days=60)]
    return near[:10] or rounds[-10:]
