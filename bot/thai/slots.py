"""The slots of the interface, filled from a reading. A slot that was not understood is left out."""

from collections.abc import Callable, Iterable
from typing import Any

from bot.thai import quantities
from bot.thai.dates import Day
from bot.thai.reading import Reading
from bot.thai.years import Year

PASS_MARK = 85
"""What เป้า and ผ่านเกณฑ์ mean where no number is said: the national target, percent of 100."""

Taken = dict[str, Any]


def fill(reading: Reading, names: Iterable[str]) -> Taken:
    """The slots these names stand for."""
    slots: Taken = {}
    for name in names:
        for slot, value in TAKES[name](reading).items():
            if value is not None and value != "":
                slots[slot] = value
    return slots


def _first(kind: str, slot: str | None = None) -> Callable[[Reading], Taken]:
    return lambda reading: {slot or kind: reading.first(kind)}


def _year(reading: Reading) -> Taken:
    """One year; of two the later is fiscal_year and the earlier compare_year."""
    named: tuple[Year, ...] = reading.values("year")
    values = sorted({year.value for year in named})
    if len(values) > 1:
        return {"fiscal_year": values[-1], "compare_year": values[0]}
    return {"fiscal_year": values[0]} if values else {}


def _compared_years(reading: Reading) -> Taken:
    """As above, and a single year after จาก or กับ is what something is compared with."""
    named: tuple[Year, ...] = reading.values("year")
    values = {year.value for year in named}
    if len(values) == 1 and all(year.basis for year in named):
        return {"compare_year": named[0].value}
    return _year(reading)


def _measure_year(reading: Reading) -> Taken:
    """The year of measures: ล่าสุด is the newest one that has any."""
    named: tuple[Year, ...] = reading.values("year")
    if not named:
        return {}
    newest = reading.vocabulary.measure_years[-1:]
    return {"fiscal_year": newest[0] if named[0].latest and newest else named[0].value}


def _measure(reading: Reading) -> Taken:
    """A measure by number, where ข้อ N counts too, else by its words."""
    number = reading.first("measure_no")
    if number is None:
        number = reading.first("item_no")
    if number is not None:
        return {"measure_no": number}
    return {"oit_item": reading.first("item"), "measure_text": reading.measure_text}


def _target(reading: Reading) -> Taken:
    """What is to be reached: a level or letter, a number, else the pass mark."""
    grade = _target_grade(reading)
    if grade:
        return grade
    found = quantities.target(reading.figures)
    if found is None and not reading.signs.isdisjoint(("goal", "pass")):
        found = PASS_MARK
    return {"target": found}


def _pass_mark(reading: Reading) -> Taken:
    """The pass mark where เป้า or เกณฑ์ is spoken of and no number is."""
    goal = "goal" in reading.signs and quantities.threshold(reading.figures) is None
    return {"target": (quantities.target(reading.figures) or PASS_MARK) if goal else None}


def _target_grade(reading: Reading) -> Taken:
    named = reading.values("level") or reading.values("letter")
    return {"target_grade": named[-1]} if len(named) == 1 else {}


def _what_if(reading: Reading) -> Taken:
    """The score something would have, or the points it would change by."""
    change = quantities.delta(reading.figures)
    return {"delta": change} if change is not None else {"set": quantities.set_to(reading.figures)}


def _told(reading: Reading) -> Taken:
    told = reading.telling
    if "undo" in reading.signs:
        return {}
    return {"percent": told.percent, "status": told.status, "note": told.note}


def _past_date(reading: Reading) -> Taken:
    """When something was done: any day in the report itself, in its note only a day that is past."""
    for mention in reading.mentions:
        if mention.kind == "day":
            found = _on(reading, mention.value, forward=False)
            if found is not None and (mention.end <= reading.telling.end or found <= reading.today):
                return {"date": found.isoformat()}
    return {}


def _due_date(reading: Reading) -> Taken:
    """A day to come."""
    for day in reversed(reading.values("day")):
        found = _on(reading, day, forward=True)
        if found is not None:
            return {"date": found.isoformat()}
    return {}


def _on(reading: Reading, day: Day, forward: bool) -> Any:
    year = reading.first("year")
    return day.on(reading.today, forward, year.value if year and not forward else None)


def _grade_score(reading: Reading) -> Taken:
    return {"score": quantities.score(reading.figures)}


def _reported_round(reading: Reading) -> Taken:
    """The round a report names, not one its note speaks of."""
    end = reading.telling.end
    return {"round": next((m.value for m in reading.mentions if m.kind == "round" and m.end <= end), None)}


TAKES: dict[str, Callable[[Reading], Taken]] = {
    "fiscal_year": _year,
    "compared_years": _compared_years,
    "measure_year": _measure_year,
    "office": _first("office"),
    "indicator": _first("indicator"),
    "instrument": _first("instrument"),
    "oit_item": _first("item", "oit_item"),
    "measure": _measure,
    "department": _first("department"),
    "status": _first("status"),
    "round": _first("round"),
    "reported_round": _reported_round,
    "format": _first("format"),
    "target": _target,
    "pass_mark": _pass_mark,
    "target_grade": _target_grade,
    "threshold": lambda reading: {"threshold": quantities.threshold(reading.figures)},
    "order": lambda reading: {"order": quantities.order(reading.figures)},
    "n": lambda reading: {"n": quantities.count(reading.figures)},
    "days": lambda reading: {"n": quantities.days(reading.figures)},
    "score": _grade_score,
    "what_if": _what_if,
    "told": _told,
    "past_date": _past_date,
    "due_date": _due_date,
}
"""How each name fills slots; a name is a slot's own, or says in which sense it is meant."""
