"""The total of a fiscal year, where it comes from, and what is odd in its papers."""

from collections.abc import Mapping
from typing import Any

from bot.figures import grade_words, result_of, rule_doubts, source_words
from bot.scene import Answer, Scene
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading
from bot.voice import papers
from bot.voice import scores as voice

NAME = "score_overall"
EXAMPLE = "คะแนนล่าสุด"

RULE = Rule(
    cases=(
        ("score how_much", 0.8),
        ("score year|latest|basis_year", 0.75),
        ("ita|total score|how_much", 0.8),
        ("ita year|latest|basis_year", 0.75),
        ("ita", 0.55),
        ("score", 0.6),
        ("office how_much|score", 0.75),
        ("year|latest|basis_year how_much", 0.7),
        ("year|latest !measure", 0.52),
        ("basis_year !measure", 0.52),
        ("findings", 0.9),
        ("conflict score|why|total|ita", 0.85),
        ("conflict", 0.6),
        ("latest", 0.6),
        ("total", 0.5),
    ),
    slots=("fiscal_year", "office"),
    lowers=(
        ("foreign", 0.6),
        ("if two_years weak strong extreme not_sent format page remind evidence close", 0.5),
        ("measure_no lack compare rank change threshold send due item_no off", 0.4),
        ("indicator instrument item measure each", 0.35),
        ("grade department percent worth who", 0.3),
        ("report pass which_indicator", 0.25),
        ("decimal alter status", 0.2),
        ("ask_for", 0.1),
    ),
    hints={"findings": "findings", "conflict": "findings", "why": "why"},
)


def matches(reading: Reading) -> Match | None:
    """A question for a total, or for the findings in the papers."""
    return RULE.match(reading)


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """The total of a year with its official grade, why it is that, and the instruments."""
    if meaning.hints.get("findings"):
        return _findings_of(meaning.slots, scene)
    found = result_of(meaning.slots, scene)
    if isinstance(found, Answer):
        return found
    facts, judged = found.facts, found.official
    why = [judged.reason] if judged.reason else []
    notes = [*found.mismatch, *rule_doubts(found.rubric, "weights"), *found.doubts(*facts.indicators)]
    page = scene.links.page(found.office.slug, found.year) if found.year in scene.published_years() else None
    said = voice.overall(
        found.office.name, found.year, facts.overall, grade_words(judged, facts.letter), why, found.means, notes,
        found.source, page, len(facts.findings),
    )  # fmt: skip
    return Answer([said], topic=found.topic())


def _findings_of(slots: Mapping[str, Any], scene: Scene) -> Answer:
    found = result_of(slots, scene)
    year = slots.get("fiscal_year") or (scene.this_year if isinstance(found, Answer) else found.year)
    noticed = scene.noticed(year)
    if isinstance(found, Answer) and not noticed:
        return found
    rows = [(each.message, each.place) for each in noticed]
    if isinstance(found, Answer):
        said = papers.findings(scene.outline().name, year, rows, source_words(scene.year(year)), True)
        return Answer([said], topic={"office_id": scene.office_id, "fiscal_year": year})
    return Answer([papers.findings(found.office.name, year, rows, found.source)], topic=found.topic())


def _findings(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    return _findings_of({"fiscal_year": int(arguments[0])}, scene)


BUTTONS = {"findings": _findings}
