"""A report of progress, in words."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot import publishing
from bot.recording import confirm_all, drop_all, show_again, undo_last
from bot.reporting import Telling, afresh, choose_measure, go_on, go_on_with_all, measure_meant, pending
from bot.scene import Answer, Scene
from bot.thai.amounts import odd_amount
from bot.thai.matcher import Match, Rule
from bot.thai.meaning import Meaning
from bot.thai.reading import Reading, read
from bot.thai.several import several
from bot.thai.slots import fill
from bot.voice import general
from tracker.errors import (
    DateImpossible,
    DraftUnknown,
    PercentOutOfRange,
    PercentUnclear,
    TrackerError,
)
from tracker.rules import status as status_rules
from tracker.store import organisations
from tracker.store.plain import attempt

NAME = "progress_report"
EXAMPLE = "มาตรการ 2 ทำแล้ว 60%"
# What is proposed must not name a measure or a state that nobody spoke of.
PROPOSED = "รายงานความคืบหน้า"

RULE = Rule(
    cases=(
        ("measure_no|item_no|measure_text percent|status", 0.9),
        ("measure_no|item_no|measure_text percent|status report|done_so_far", 0.95),
        ("percent report|done_so_far|status", 0.75),
        ("percent measure", 0.65),
        ("report state|done_so_far", 0.72),
        ("report measure_no|item_no|measure_text", 0.7),
        ("measure_no|item_no|measure_text done_so_far number", 0.72),
        ("done|in_progress|not_started|blocked !question", 0.55),
        ("undo", 0.85),
        ("tell !round", 0.6),
        ("send report", 0.52),
        ("report measure !round", 0.5),
        ("done_so_far measure_no|item_no", 0.55),
    ),
    slots=("measure", "told", "reported_round", "past_date", "department", "measure_year", "office"),
    lowers=(
        ("foreign negated", 0.6),
        ("question format", 0.45),
        ("if", 0.5),
        ("remind enrol", 0.4),
        ("who how_much which_measure", 0.35),
        ("what when compare not_sent", 0.3),
        ("grade due attach", 0.25),
        ("file why show aid", 0.2),
        ("how_many all", 0.15),
        ("ask_for", 0.12),
        ("score instrument thanks indicator greet", 0.1),
    ),
    hints={"undo": "undo"},
)


def matches(reading: Reading) -> Match | None:
    """Somebody tells how far a measure is."""
    return RULE.match(reading)


def answer(meaning: Meaning, scene: Scene) -> Answer:
    """Repeat the report back, or ask for what it lacks; of several in one message each by itself."""
    if meaning.hints.get("undo"):
        return undo_last(scene)
    afresh(scene)
    _dates_exist(meaning, scene)
    _amount_is_plain(meaning.text, meaning.slots.get("measure_no") or 2)
    percent = meaning.slots.get("percent")
    if percent is not None and not 0 <= percent <= 100:
        raise PercentOutOfRange(percent=percent, number=meaning.slots.get("measure_no") or 2)
    parts = several(read(meaning.text, scene.now, scene.vocabulary()), RULE.slots)
    if len(parts) > 1:
        return go_on_with_all([_telling_of(slots, scene) for slots in parts], scene)
    return go_on(_telling_of(meaning.slots, scene), scene)


def _amount_is_plain(text: str, number: int) -> None:
    """Refuse or ask back what is no plain number, rather than record the part of it that looks like one."""
    odd = odd_amount(text)
    if odd is not None:
        raise (PercentUnclear if odd[1] else PercentOutOfRange)(percent=odd[0], number=number)


def _telling_of(slots: Mapping[str, Any], scene: Scene) -> Telling:
    department = slots.get("department")
    department_id = None
    if department:
        department_id = organisations.department_by_name(scene.tx, scene.office(), department).id
    return Telling(
        fiscal_year=slots.get("fiscal_year") or scene.current_measure_year(),
        number=measure_meant(slots, scene),
        department_id=department_id,
        status=slots.get("status"),
        percent=slots.get("percent"),
        note=slots.get("note", ""),
        note_from=scene.message_id if slots.get("note") else None,
        round_key=slots.get("round"),
        event_date=slots.get("date"),
    )


def _dates_exist(meaning: Meaning, scene: Scene) -> None:
    """Refuse a day like 31 February rather than take another for it."""
    named = read(meaning.text, scene.now, scene.vocabulary()).values("day")
    if any(day.day is not None and day.on(scene.today, forward=False) is None for day in named):
        raise DateImpossible()


def awaited(text: str, scene: Scene) -> Answer | None:
    """The answer when a message is the part of a report we asked for, or a button said in words; else None."""
    plain = text.strip()
    if plain in publishing.CONFIRMED and pending(scene) and scene.topic.get("awaits") != "note":
        return show_again(scene) if scene.topic.get("aside") else confirm_all(scene)
    if plain in publishing.BACKED_OUT and any(
        scene.topic.get(key) for key in ("draft_id", "also", "telling")
    ):
        return drop_all(scene)
    if plain in publishing.BACKED_OUT:
        return publishing.backed_out(scene)
    if not scene.topic.get("telling"):
        return None
    told, awaits = Telling(**scene.topic["telling"]), scene.topic.get("awaits")
    if awaits == "note":
        return _noted(replace(told, note=text, note_from=scene.message_id, asks_note=False), scene)
    if awaits in ("status", "percent"):
        return _status_in_words(told, text, scene)
    if awaits in ("measure", "department"):
        return _named_in_words(told, plain, str(awaits), scene)
    return None


def _noted(told: Telling, scene: Scene) -> Answer:
    """The report with its note. One that is refused now, as of a measure that has gone to others meanwhile, is awaited
    no longer: whatever was said next would be taken for its note, and refused in turn."""
    try:
        with attempt(scene.tx):
            return go_on(told, scene)
    except TrackerError as error:
        left = {key: scene.topic[key] for key in ("office_id", "also") if key in scene.topic}
        return Answer([general.refused(error.sentence)], topic=left)


LONGEST_NAME = 80
"""Letters of a message that may be but the name of a measure or of a department."""


def _named_in_words(told: Telling, plain: str, awaits: str, scene: Scene) -> Answer | None:
    """ "กองช่าง" or "มาตรการ 2" typed instead of pressed. A message that says more is a new subject."""
    if plain.isdecimal() and len(plain) <= 3 and awaits == "measure":
        return go_on(replace(told, number=int(plain)), scene)
    reading = read(plain, scene.now, scene.vocabulary())
    if len(plain) > LONGEST_NAME or reading.signs & {
        "percent",
        "status",
        "question",
        "what",
        "state",
        "how_much",
        "who",
        "detail",
    }:
        return None
    if awaits == "department":
        name = reading.first("department")
        found = organisations.department_by_name(scene.tx, scene.office(), name) if name else None
        return go_on(replace(told, department_id=found.id), scene) if found else None
    number = measure_meant(fill(reading, ("measure",)), scene)
    return go_on(replace(told, number=number), scene) if number is not None else None


def _status_in_words(told: Telling, text: str, scene: Scene) -> Answer | None:
    """ "60% ติดป้ายแล้ว" after the question how far it is. Anything else is a new subject."""
    _amount_is_plain(f"ทำแล้ว {text}", told.number or 2)
    percent = "%" if re.fullmatch(r"\s*\d{1,3}\s*", text) else ""
    said = f"มาตรการ {told.number} {text}{percent}"
    found = matches(read(said, scene.now, scene.vocabulary()))
    slots = found.slots if found else {}
    if slots.get("measure_no") != told.number or not {"status", "percent"} & slots.keys():
        return None
    note = slots.get("note") or told.note
    return go_on(
        replace(told, status=slots.get("status"), percent=slots.get("percent"), note=note, asks_note=False),
        scene,
    )


def _report(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    """report:<year>:<number>, or report:list:<round key>:<year> from a reminder."""
    if arguments[0] == "list":
        year, round_key = int(arguments[-1]), ":".join(arguments[1:-1])
        afresh(scene)
        return choose_measure(Telling(year, round_key=round_key, asks_note=True), scene)
    told = _telling(scene) if scene.topic.get("awaits") == "measure" else None
    year, number = int(arguments[0]), int(arguments[1])
    if not 2500 <= year <= 2700 or not 0 < number < 1000:
        raise DraftUnknown()
    if told is None or told.fiscal_year != year:
        afresh(scene)
        told = Telling(year, asks_note=True)
    return go_on(replace(told, number=number), scene)


def _mine(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    told = _telling(scene) or Telling(int(arguments[0]), asks_note=True)
    return choose_measure(told, scene, int(arguments[1]) if len(arguments) > 1 else 0)


def _department(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    return go_on(replace(_telling_or_old(scene), department_id=int(arguments[0])), scene)


def _status(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    told, choice = _telling_or_old(scene), arguments[0]
    if choice.startswith("p") and choice[1:].isdigit():
        return go_on(replace(told, percent=int(choice[1:]), status=None), scene)
    if choice not in status_rules.STATUSES:
        raise DraftUnknown()
    return go_on(replace(told, status=choice, percent=None), scene)


def _percent(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    return go_on(replace(_telling_or_old(scene), percent=int(arguments[0]), status=None), scene)


def _no_note(_arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    return go_on(replace(_telling_or_old(scene), note="", asks_note=False), scene)


def _telling(scene: Scene) -> Telling | None:
    told = scene.topic.get("telling")
    return Telling(**told) if told else None


def _telling_or_old(scene: Scene) -> Telling:
    told = _telling(scene)
    if told is None:
        raise DraftUnknown()
    return told


BUTTONS = {
    "report": _report,
    "mine": _mine,
    "dept": _department,
    "status": _status,
    "percent": _percent,
    "note": _no_note,
}
