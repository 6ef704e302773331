"""Measures an invented office plans, and what it did about them: every written form comes with what it means."""

from dataclasses import dataclass
from datetime import date
from random import Random

from tests.tracker.documents.generated import vocabulary as words
from tracker.rules import fiscal
from tracker.rules.fiscal import MONTHS, SHORT_MONTHS, Span


@dataclass(frozen=True)
class Measure:
    """A measure as it is meant, and beside it the words a paper writes it with."""

    number: int
    title: str
    indicator: int
    oit_item: str | None
    steps: tuple[str, ...]
    departments: tuple[str, ...]
    everyone: bool
    departments_text: str
    period: Span | None
    period_text: str
    cadence: str
    months: tuple[int, ...]
    cadence_text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Progress:
    """What was done about a measure."""

    measure: int
    actions: tuple[str, ...]
    results: tuple[str, ...]
    suggestions: tuple[str, ...]


def measures_of(rng: Random, year: int) -> tuple[Measure, ...]:
    """Two to nine measures of a fiscal year, no two with one title."""
    titles = [(theme, title) for theme in words.THEMES for title in theme.titles]
    chosen = rng.sample(titles, rng.randint(2, 9))
    if rng.random() < 0.6:
        chosen.sort(key=lambda pair: pair[0].indicator)
    return tuple(_measure(rng, at, theme, title, year) for at, (theme, title) in enumerate(chosen, start=1))


def _measure(rng: Random, number: int, theme: words.Theme, title: str, year: int) -> Measure:
    steps = rng.sample(theme.steps, rng.randint(1, min(5, len(theme.steps))))
    names, everyone, written = _departments(rng)
    period, period_text = rng.choice(_periods(rng, year))
    cadence, months, cadence_text = rng.choice(_cadences(rng))
    return Measure(
        number,
        title + rng.choice(words.WHERE),
        theme.indicator,
        f"o{rng.randint(1, 43 if year <= 2566 else 26)}" if theme.indicator >= 9 else None,
        tuple(step + rng.choice(words.TAILS) for step in sorted(steps, key=theme.steps.index)),
        names,
        everyone,
        written,
        period,
        period_text,
        cadence,
        months,
        cadence_text,
        tuple(rng.sample(theme.evidence, rng.randint(1, len(theme.evidence)))),
    )


def _departments(rng: Random) -> tuple[tuple[str, ...], bool, str]:
    if rng.random() < 0.25:
        return (), True, rng.choice(words.EVERYONE)
    names = tuple(rng.sample(sorted(words.DEPARTMENTS), rng.choice((1, 1, 1, 2, 2, 3))))
    written = [rng.choice(words.DEPARTMENTS[name]) for name in names]
    joint = rng.choice(("\n", "/", ", ", " และ", "\n- "))
    return names, False, ("- " if joint == "\n- " else "") + joint.join(written)


def _periods(rng: Random, year: int) -> list[tuple[Span | None, str]]:
    """Ways to write a period, each with its first and last day; None where there is none."""
    whole, ad = fiscal.span(year), fiscal.christian(year)
    y, b = year % 100, (year - 1) % 100
    start = rng.choice((1, 2, 3, 4, 5, 6))
    end = start + rng.choice((0, 1, 2))
    months = date(ad, start, 1), fiscal.last_day_of(ad, end)
    quarter = rng.randint(1, 4)
    until = rng.randint(quarter, 4)
    dash = rng.choice(("-", " - ", " – ", " ถึง "))
    return [
        (whole, f"ต.ค. {b}{dash}ก.ย. {y}"),
        (whole, f"ต.ค.{b}{dash}ก.ย.{y}"),
        (whole, f"ตุลาคม {year - 1}{dash}กันยายน {year}"),
        (whole, f"1 ตุลาคม {year - 1}{dash}30 กันยายน {year}"),
        (whole, f"ตั้งแต่วันที่ 1 ต.ค. {year - 1} ถึงวันที่ 30 ก.ย. {year}"),
        (whole, f"1/10/{year - 1} - 30/9/{year}"),
        (whole, "ตลอดปีงบประมาณ"),
        (whole, f"ตลอดปีงบประมาณ พ.ศ. {year}"),
        (whole, f"ปีงบประมาณ {year}"),
        (whole, f"12 เดือน (ต.ค. {b} - ก.ย. {y})"),
        (fiscal.half(year, 1), f"ต.ค. {b}{dash}มี.ค. {y}"),
        (fiscal.half(year, 1), f"ระหว่างเดือนตุลาคม {year - 1} ถึงเดือนมีนาคม {year}"),
        ((date(ad - 1, 11, 1), date(ad, 1, 31)), f"พ.ย.-ม.ค.{y}"),
        (months, _span(MONTHS, start, end, dash, str(year))),
        (months, _span(SHORT_MONTHS, start, end, dash, str(y))),
        (months, _span(SHORT_MONTHS, start, end, dash, f"พ.ศ. {year}")),
        (fiscal.quarter(year, quarter), f"ไตรมาสที่ {quarter}"),
        (fiscal.quarter(year, quarter), f"ไตรมาส {quarter} ปีงบประมาณ {year}"),
        (fiscal.quarter(year, quarter), f"Q{quarter}"),
        ((fiscal.quarter(year, quarter)[0], fiscal.quarter(year, until)[1]), _quarters(quarter, until)),
        (None, "-"),
    ]


def _span(names: tuple[str, ...], start: int, end: int, dash: str, year: str) -> str:
    first, last = names[start - 1], names[end - 1]
    return f"{last} {year}" if start == end else f"{first}{dash}{last} {year}"


def _quarters(first: int, last: int) -> str:
    return f"ไตรมาสที่ {first}" if first == last else f"ไตรมาสที่ {first} - {last}"


def _cadences(rng: Random) -> list[tuple[str, tuple[int, ...], str]]:
    """Ways to write how often a measure is reported on, each with its meaning."""
    pair = sorted(rng.sample((1, 2, 3, 5, 6), 2))
    named = f"{MONTHS[pair[0] - 1]} {MONTHS[pair[1] - 1]} และ{MONTHS[8 - 1]}"
    return [
        ("quarterly", (), "รายงานผลทุกไตรมาส"),
        ("quarterly", (), "รายไตรมาส"),
        ("quarterly", (), "รายงานทุก 3 เดือน"),
        ("semiannual", (), "รอบ 6 เดือน และรอบ 12 เดือน"),
        ("semiannual", (), "รายงานผลรอบ 6 เดือน\nรายงานผลรอบ 12 เดือน"),
        ("semiannual", (), "รายงานผลปีละ 2 ครั้ง"),
        ("semiannual", (), "ราย 6 เดือน"),
        ("semiannual", (), "รายงานผลในเดือนเมษายน และตุลาคม"),
        ("annual", (), "ปีละ 1 ครั้ง"),
        ("annual", (), "รายงานผลรอบ 12 เดือน"),
        ("monthly", (), "รายงานทุกเดือน"),
        ("monthly", (), "รายเดือน"),
        ("monthly", (), "รายงานในที่ประชุมประจำเดือน"),
        ("on_completion", (), "รายงานเมื่อดำเนินการแล้วเสร็จ"),
        ("on_completion", (), "เมื่อเสร็จสิ้นโครงการ"),
        ("continuous", (), "รายงานอย่างต่อเนื่อง"),
        ("named_months", (*pair, 8), f"รายงานในเดือน{named}"),
        ("unknown", (), "-"),
    ]


def progress_of(rng: Random, measures: tuple[Measure, ...]) -> tuple[Progress, ...]:
    """What was done about each measure."""
    themes = {title: theme for theme in words.THEMES for title in theme.titles}
    found = []
    for measure in measures:
        theme = next(theme for title, theme in themes.items() if measure.title.startswith(title))
        suggested = rng.sample(words.SUGGESTIONS, rng.choice((0, 1, 1, 2)))
        results = rng.sample(theme.results, rng.randint(1, 2))
        found.append(Progress(measure.number, measure.steps, tuple(results), tuple(suggested)))
    return tuple(found)
