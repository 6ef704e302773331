"""One measure: its steps, departments, state and evidence."""

from bot.figures import indicator_name, source_words
from bot.reporting import form_address, measure_meant, reportable
from bot.scene import Answer, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import measures as voice
from tracker.rules import fiscal

NAME = "measure_detail"
EXAMPLE = "มาตรการ 2"

RULE = Rule(
    cases=(
        ("measure_no", 0.68),
        ("measure_no state|detail|show|who|what|question|how", 0.88),
        ("item_no state|detail|who", 0.78),
        ("item_no measure", 0.8),
        ("measure_text", 0.6),
        ("measure_text state|detail|show|who|what|question|how", 0.85),
        ("item state|detail|who", 0.72),
        ("item measure", 0.6),
        ("measure state how_many|question", 0.5),
    ),
    slots=("measure", "measure_year", "office"),
    lowers=(
        ("foreign", 0.6),
        ("undo", 0.5),
        ("percent", 0.45),
        ("if remind format", 0.4),
        ("attach", 0.35),
        ("when due report", 0.25),
        ("photo", 0.2),
        ("status", 0.18),
        ("score how_much late", 0.1),
        ("done_so_far", 0.08),
    ),
)


def matches(reading: Reading) -> Match | None:
    """A question about one measure."""
    return RULE.match(reading)


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """One measure in detail; asks which when none is named."""
    year = meaning.slots.get("fiscal_year") or scene.current_measure_year()
    number = measure_meant(meaning.slots, scene)
    office, known = scene.outline(), scene.year(year, number)
    if not known.measures:
        said = voice.no_measures(office.name, year, scene.measure_years(), public=not scene.posts)
        return Answer([said], topic={"office_id": office.id})
    if number is None:
        asked = voice.listing(office.name, year, "มาตรการข้อใดคะ", known.measures, source_words(known), 0,
                              f"measures:{year}:0:-")  # fmt: skip
        return Answer([asked], topic={"office_id": office.id, "fiscal_year": year})
    measure = known.measure(number)
    if measure is None:
        return Answer([voice.unknown_measure(number, year, [m.number for m in known.measures])])
    rounds = [found for found in known.rounds if found.key in measure.rounds]
    updates = [u for u in known.updates if u.measure_number == number]
    notes = [
        (f"{u.department} {fiscal.thai_date(u.event_date)}", u.note) for u in reversed(updates) if u.note
    ]
    indicator = indicator_name(measure.indicator, year) if measure.indicator else None
    mine = reportable(measure, scene) if scene.posts else []
    button = f"report:{year}:{number}" if mine else None
    only = mine[0].department_id if len(mine) == 1 else None
    form = form_address(year, number, only, scene) if mine else None
    evidence = sum(len(u.evidence) for u in updates)
    source = source_words(known, number)
    said = voice.detail(
        office.name, measure, rounds, indicator, notes, evidence, button, source, scene.today, form
    )
    return Answer([said], topic={"office_id": office.id, "fiscal_year": year, "measure_no": number})
