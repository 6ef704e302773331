"""The Thai fiscal year and dates as Thai offices write them.

Fiscal year N (ปีงบประมาณ พ.ศ. N, B.E.) runs from 1 October of A.D. N-544 to 30 September of A.D. N-543.
Dates are A.D. `date` values in Thailand; years are B.E. integers unless a name says otherwise.
"""

from calendar import monthrange
from datetime import date, timedelta

BUDDHIST_OFFSET = 543

MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
SHORT_MONTHS = (
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)
FISCAL_MONTHS = (10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9)

Span = tuple[date, date]


class YearUnclear(ValueError):
    """A number that is no year of our time in B.E., A.D. or two digits."""


def buddhist(ad_year: int) -> int:
    """The B.E. year of an A.D. year."""
    return ad_year + BUDDHIST_OFFSET


def christian(be_year: int) -> int:
    """The A.D. year of a B.E. year."""
    return be_year - BUDDHIST_OFFSET


def year_from(number: int) -> int:
    """The B.E. year a written number means: 67 is 2567, 2023 is 2566, 2567 is itself. Raises YearUnclear."""
    if 0 <= number <= 99:
        return 2500 + number
    if 1900 <= number <= 2199:
        return buddhist(number)
    if 2400 <= number <= 2799:
        return number
    raise YearUnclear(f"{number} is no year")


def fiscal_year_of(day: date) -> int:
    """The fiscal year (B.E.) a day lies in."""
    return buddhist(day.year) + (1 if day.month >= 10 else 0)


def span(fiscal_year: int) -> Span:
    """First and last day of a fiscal year."""
    return date(christian(fiscal_year) - 1, 10, 1), date(christian(fiscal_year), 9, 30)


def half(fiscal_year: int, number: int) -> Span:
    """First and last day of the first (1) or second (2) half of a fiscal year."""
    return month_span(fiscal_year, 10, 6) if number == 1 else month_span(fiscal_year, 4, 6)


def quarter(fiscal_year: int, number: int) -> Span:
    """First and last day of quarter 1 to 4; quarter 1 begins in October."""
    return month_span(fiscal_year, FISCAL_MONTHS[3 * (number - 1)], 3)


def quarter_of(day: date) -> int:
    """The fiscal quarter, 1 to 4, a day lies in."""
    return FISCAL_MONTHS.index(day.month) // 3 + 1


def month_span(fiscal_year: int, month: int, months: int = 1) -> Span:
    """First and last day of so many months of a fiscal year, beginning with a calendar month (1 to 12)."""
    first = date(year_of_month(fiscal_year, month), month, 1)
    last_month = (month - 1 + months - 1) % 12 + 1
    return first, last_day_of(year_of_month(fiscal_year, last_month), last_month)


def year_of_month(fiscal_year: int, month: int) -> int:
    """The A.D. year in which a month of a fiscal year lies."""
    return christian(fiscal_year) - (1 if month >= 10 else 0)


def last_day_of(ad_year: int, month: int) -> date:
    """The last day of a month."""
    return date(ad_year, month, monthrange(ad_year, month)[1])


def day_of(ad_year: int, month: int, day: int) -> date:
    """A day of a month, or the month's last day where it is shorter ("31 of every month")."""
    last = last_day_of(ad_year, month)
    return last if day > last.day else date(ad_year, month, day)


def within(day: date, period: Span) -> bool:
    """Whether a day lies in a period, both ends included."""
    return period[0] <= day <= period[1]


def days_after(day: date, days: int) -> date:
    """The day so many calendar days later."""
    return day + timedelta(days=days)


def thai_date(day: date) -> str:
    """As in 30 เม.ย. 2567."""
    return f"{day.day} {thai_month(day)}"


def thai_date_long(day: date) -> str:
    """As in 30 เมษายน 2567."""
    return f"{day.day} {MONTHS[day.month - 1]} {buddhist(day.year)}"


def thai_month(day: date) -> str:
    """As in เม.ย. 2567."""
    return f"{SHORT_MONTHS[day.month - 1]} {buddhist(day.year)}"


def thai_period(period: Span) -> str:
    """Whole months as in ต.ค. 2566 - ก.ย. 2567, other periods with their days."""
    starts, ends = period
    whole = starts.day == 1 and ends == last_day_of(ends.year, ends.month)
    first, last = (thai_month(starts), thai_month(ends)) if whole else (thai_date(starts), thai_date(ends))
    return first if first == last else f"{first} - {last}"
