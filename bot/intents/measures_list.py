"""The measures (มาตรการ) of a year; one's own."""

from bot.figures import source_words
from bot.reporting import Telling, choose_measure
from bot.scene import Answer, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import cards
from bot.voice import measures as voice
from tracker.facts import MeasureFacts
from tracker.rules import status as status_rules

NAME = "measures_list"
EXAMPLE = "มาตรการปีนี้"

RULE = Rule(
    cases=(
        ("measure", 0.62),
        ("measure what|all|how_many|show|mine|year|latest|which_measure", 0.8),
        ("mine", 0.7),
        ("mine duty|what|measure", 0.85),
        ("measure status which_measure|what|how_many|all|year", 0.85),
        ("measure status", 0.6),
    ),
    slots=("status", "measure_year", "indicator", "office"),
    lowers=(
        ("measure_no foreign", 0.6),
        ("remind undo", 0.5),
        ("measure_text", 0.45),
        ("item_no not_sent format attach if item", 0.4),
        ("department due by_department", 0.35),
        ("percent when evidence file page", 0.3),
        ("late", 0.25),
        ("who report publish", 0.2),
        ("ask_for indicator state done_so_far", 0.1),
    ),
    hints={"mine": "mine"},
)


def matches(reading: Reading) -> Match | None:
    """A question for several measures."""
    return RULE.match(reading)


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """The measures of a year, ten at a time; those that fit a question's indicator or status."""
    year = meaning.slots.get("fiscal_year") or scene.current_measure_year()
    if meaning.hints.get("mine") and scene.departments:
        return choose_measure(Telling(year, asks_note=True), scene)
    return _list(year, scene, 0, meaning.slots.get("indicator"), meaning.slots.get("status"))


def _list(
    year: int, scene: Scene, offset: int, indicator: int | None = None, status: str | None = None
) -> Answer:
    office = scene.outline()
    known = scene.year(year)
    if not known.measures:
        said = voice.no_measures(office.name, year, scene.measure_years(), public=not scene.posts)
        return Answer([said], topic={"office_id": office.id})
    measures = [m for m in known.measures if indicator is None or m.indicator == indicator]
    if status:
        measures = [m for m in measures if _is(status, m)]
    title = (
        "มาตรการ"
        + (f"ของตัวชี้วัดที่ {indicator}" if indicator else "")
        + (f" · {status_rules.LABELS[status]}" if status else "")
    )
    if not measures:
        return Answer([cards.text(f"ไม่มี{title} ในปี {year} ค่ะ", [cards.says(f"มาตรการปี {year}")])])
    more = f"measures:{year}:{indicator or 0}:{status or '-'}"
    said = voice.listing(office.name, year, title, measures, source_words(known), offset, more)
    return Answer([said], topic={"office_id": office.id, "fiscal_year": year})


def _is(status: str, measure: MeasureFacts) -> bool:
    """Whether a measure is at a state: trouble is any department's, the rest is said of the measure as a whole."""
    if status in ("blocked", "postponed", "cancelled"):
        return any(standing.status == status for standing in measure.standings)
    return status_rules.overall([(s.status, s.percent) for s in measure.standings])[0] == status


def _more(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    year, indicator, status, offset = arguments
    return _list(int(year), scene, int(offset), int(indicator) or None, None if status == "-" else status)


BUTTONS = {"measures": _more}
