"""What was typed into the form, given back as it was until it is right; and what it says as a report."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from bot.pages.form.visit import Visit
from tracker.actions.record_progress import Proposal, Report, clean_note
from tracker.errors import DateNotYet, PercentContradictsStatus, RoundUnknown, TrackerError
from tracker.rules import fiscal
from tracker.rules import status as status_rules

NOTE_LONGEST = 5000
"""Letters of a note: as many as a message in the chat may have."""
OLDEST_YEAR = 2550  # B.E.; measures are younger, so an earlier day is a slip of the finger
BUDDHIST = 543


@dataclass(frozen=True)
class Typed:
    """The fields as texts. `photos`: the numbers of staged photos that are to go along; `draft`: the one this is told
    instead of."""

    status: str = ""
    percent: str = ""
    day: str = ""
    round_key: str = ""
    note: str = ""
    photos: tuple[int, ...] = ()
    draft: int | None = None

    @staticmethod
    def of_form(form: MultiDict[str, str]) -> "Typed":
        """What a browser sent."""
        return Typed(
            status=form.get("status", "").strip()[:20],
            percent=form.get("percent", "").strip()[:20],
            day=form.get("day", "").strip()[:20],
            round_key=form.get("round", "").strip()[:100],
            note=form.get("note", ""),
            photos=tuple(n for n in map(number_in, form.getlist("photo")[:100]) if n is not None),
            draft=number_in(form.get("draft", "")),
        )

    @staticmethod
    def of_draft(draft_id: int, content: dict[str, Any]) -> "Typed":
        """What was repeated back, to be typed differently. A round the day gave it is given by the day again."""
        proposal = Proposal.from_json(content["proposal"])
        return Typed(
            status=proposal.status,
            percent=str(proposal.percent),
            day=proposal.event_date.isoformat(),
            round_key=content.get("round_key") or "",
            note=proposal.note,
            photos=tuple(content.get("photos", ())),
            draft=draft_id,
        )

    @staticmethod
    def afresh(visit: Visit) -> "Typed":
        """A form nobody typed into: as the measure stands, today."""
        return Typed(visit.status, str(visit.percent), visit.today.isoformat())


@dataclass(frozen=True)
class Problem:
    """What is wrong, at which field ("" for the whole)."""

    field: str
    sentence: str


def number_in(text: str) -> int | None:
    """The identifier a field or an address holds; None for anything a database could not look for."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def report_of(typed: Typed, visit: Visit) -> Report | list[Problem]:
    """What the fields say, or all that is wrong with them.

    Of status and percent the one that was moved decides: the other still shows how the measure stood.
    """
    percent = _percent(typed.percent)
    day = _day(typed.day) if typed.day else visit.today
    note = clean_note(typed.note)
    problems = _problems(typed, visit, percent, day, note)
    if problems or percent is None:
        return problems
    status: str | None = typed.status
    told: int | None = percent
    if told == visit.percent and status != visit.status:
        told = None
    elif (
        told != visit.percent and status == visit.status and status in ("not_started", "in_progress", "done")
    ):
        status = None
    try:
        status_rules.settle(status, told, visit.status, visit.percent, number=visit.link.number)
    except PercentContradictsStatus as error:
        return [problem_of(error)]
    return Report(
        visit.link.fiscal_year,
        visit.link.number,
        visit.department_id,
        status,
        told,
        note,
        typed.round_key or None,
        day,
    )


def _problems(typed: Typed, visit: Visit, percent: int | None, day: date | None, note: str) -> list[Problem]:
    found = []
    if typed.status not in status_rules.LABELS:
        found.append(Problem("status", "กรุณาเลือกสถานะ"))
    if percent is None:
        found.append(Problem("percent", f"“{typed.percent}” ไม่ใช่ร้อยละ กรุณาใส่ตัวเลข 0 ถึง 100"))
    if day is None or fiscal.buddhist(day.year) < OLDEST_YEAR:
        found.append(Problem("day", f"“{typed.day}” ไม่ใช่วันที่ที่ใช้ได้ กรุณาเลือกวันที่ดำเนินการใหม่"))
    elif day > visit.today:
        found.append(problem_of(DateNotYet(date=fiscal.thai_date(day), today=fiscal.thai_date(visit.today))))
    if len(note) > NOTE_LONGEST:
        length = f"{len(note):,} ตัวอักษร เกินที่รับได้ {NOTE_LONGEST:,} ตัวอักษร"
        found.append(Problem("note", f"หมายเหตุยาว {length} ข้อความยังอยู่ครบ กรุณาตัดให้สั้นลงแล้วส่งอีกครั้ง"))
    return found


def problem_of(error: TrackerError) -> Problem:
    """A refusal of what was typed, at the field it is about."""
    if isinstance(error, PercentContradictsStatus):
        words = f"“{error.facts['status']}” กับร้อยละ {error.facts['percent']} ไม่ตรงกัน กรุณาแก้อย่างใดอย่างหนึ่ง"
        return Problem("percent", words)
    if isinstance(error, DateNotYet):
        words = f"วันที่ {error.facts['date']} ยังมาไม่ถึง (วันนี้ {error.facts['today']}) กรุณาเลือกวันที่ทำไปแล้ว"
        return Problem("day", words)
    return Problem("round" if isinstance(error, RoundUnknown) else "", error.sentence)


def _percent(text: str) -> int | None:
    text = text.removesuffix("%").strip()
    found = int(text) if text.isdecimal() and len(text) <= 4 else None
    return found if found is not None and found <= 100 else None


def _day(text: str) -> date | None:
    """A day as browsers send it. Where one types the year by hand it may be of the Buddhist era."""
    try:
        year, month, day = (int(part) for part in text.split("-"))
        return date(year - BUDDHIST if year >= 2400 else year, month, day)
    except (ValueError, OverflowError):
        return None
