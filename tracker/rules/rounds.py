"""The rounds (รอบ) in which a measure is reported: from its cadence, and to which of them an update belongs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.rules import fiscal

CADENCE_WORDS = {
    "semiannual": "รอบ 6 เดือน และ 12 เดือน",
    "annual": "ปีละครั้ง",
    "quarterly": "ทุกไตรมาส",
    "monthly": "ทุกเดือน",
    "named_months": "ตามเดือนที่ระบุ",
    "once": "ครั้งเดียว",
    "on_completion": "เมื่อดำเนินการแล้วเสร็จ",
    "continuous": "ต่อเนื่องตลอดปี",
    "unknown": "ไม่ได้ระบุ",
}
CADENCES = tuple(CADENCE_WORDS)
DUE_6M, DUE_12M = (4, 30), (10, 31)
GRACE_DAYS = 30

MonthDay = tuple[int, int]
RoundSpan = tuple[str, date, date]


class CadenceUnknown(ValueError):
    """A word that is none of CADENCES."""


@dataclass(frozen=True)
class RoundSpec:
    """A time to report. `key` is unique in a fiscal year of an office, `code` is its kind (6m 12m q1…q4 m01…m12
    once completion). `starts` and `ends` decide which round a day falls in; `due` is the last day in time.
    `assumed`: the paper named no rounds and the office's default was taken."""

    key: str
    code: str
    label_th: str
    starts: date
    ends: date
    due: date
    assumed: bool = False


def rounds_of(
    cadence: str,
    fiscal_year: int,
    measure_number: int,
    months: Sequence[int] = (),
    period: tuple[date, date] | None = None,
    due_6m: MonthDay = DUE_6M,
    due_12m: MonthDay = DUE_12M,
) -> tuple[RoundSpec, ...]:
    """The rounds of a measure, in order of time.

    `months` are calendar months (1 to 12) for named_months; `due_6m` and `due_12m` are (month, day). A cadence
    the paper leaves open (continuous, unknown, no month named) takes the office's 6 and 12 months, marked
    assumed. on_completion has no rounds of the calendar. Raises CadenceUnknown.
    """
    if cadence not in CADENCES:
        raise CadenceUnknown(cadence)
    if cadence == "quarterly":
        return tuple(_quarter(fiscal_year, number) for number in range(1, 5))
    if cadence == "monthly" or (cadence == "named_months" and months):
        wanted = fiscal.FISCAL_MONTHS if cadence == "monthly" else months
        return tuple(_month(fiscal_year, month) for month in fiscal.FISCAL_MONTHS if month in wanted)
    if cadence == "once":
        return (_once(measure_number, period or fiscal.span(fiscal_year)),)
    if cadence == "on_completion":
        return ()
    second = _second_half(fiscal_year, due_12m, assumed=cadence not in ("semiannual", "annual"))
    if cadence == "annual":
        return (second,)
    return (_first_half(fiscal_year, due_6m, assumed=second.assumed), second)


def completion_round(measure_number: int, done_on: date) -> RoundSpec:
    """The round that opens on the day a measure is reported done."""
    due = fiscal.days_after(done_on, GRACE_DAYS)
    label = f"รายงานเมื่อแล้วเสร็จ มาตรการที่ {measure_number}"
    return RoundSpec(f"completion:{measure_number}", "completion", label, done_on, done_on, due)


def round_for(
    event_date: date,
    rounds: Sequence[RoundSpan],
    reported: Collection[str] = (),
    closed: Collection[str] = (),
    named: str | None = None,
) -> str | None:
    """The key of the round an update belongs to; None when there are no rounds.

    `rounds` are (key, first day, last day) of one measure. The round that was named wins. Else it is the one
    whose span holds the event date: an open one before a closed one, then the narrowest, then the one that ends
    first. Outside all spans it is the first round not reported yet, else the last.
    """
    if named is not None and any(key == named for key, _, _ in rounds):
        return named
    holding = [each for each in rounds if each[1] <= event_date <= each[2]]
    if holding:
        best = min(holding, key=lambda each: (each[0] in closed, each[2] - each[1], each[2], each[0]))
        return best[0]
    in_order = [key for key, _, _ in sorted(rounds, key=lambda each: (each[2], each[0]))]
    return next((key for key in in_order if key not in reported), in_order[-1] if in_order else None)


def _first_half(fiscal_year: int, due: MonthDay, assumed: bool) -> RoundSpec:
    starts, ends = fiscal.half(fiscal_year, 1)
    when = fiscal.day_of(fiscal.christian(fiscal_year), *due)
    return RoundSpec("6m", "6m", "รอบ 6 เดือน", starts, ends, when, assumed)


def _second_half(fiscal_year: int, due: MonthDay, assumed: bool) -> RoundSpec:
    starts, ends = fiscal.half(fiscal_year, 2)
    # The report covers the whole year, so a due date early in the calendar year is the one after the year's end.
    year = fiscal.christian(fiscal_year) + (1 if due[0] <= 6 else 0)
    return RoundSpec("12m", "12m", "รอบ 12 เดือน (ทั้งปี)", starts, ends, fiscal.day_of(year, *due), assumed)


def _quarter(fiscal_year: int, number: int) -> RoundSpec:
    starts, ends = fiscal.quarter(fiscal_year, number)
    key = f"q{number}"
    return RoundSpec(key, key, f"ไตรมาสที่ {number}", starts, ends, fiscal.days_after(ends, GRACE_DAYS))


def _month(fiscal_year: int, month: int) -> RoundSpec:
    starts, ends = fiscal.month_span(fiscal_year, month)
    key = f"m{month:02d}"
    label = f"รอบเดือน {fiscal.thai_month(starts)}"
    return RoundSpec(key, key, label, starts, ends, fiscal.days_after(ends, GRACE_DAYS))


def _once(measure_number: int, period: tuple[date, date]) -> RoundSpec:
    starts, ends = period
    label = f"รายงานครั้งเดียว มาตรการที่ {measure_number}"
    due = fiscal.days_after(ends, GRACE_DAYS)
    return RoundSpec(f"once:{measure_number}", "once", label, starts, ends, due)
