"""Grades: the letter (AA to F) and the five-level result, and which of the two is official for the year."""

from dataclasses import dataclass
from decimal import Decimal

from tracker.rubrics import Band, Rubric, Scheme
from tracker.rules.scoring import Means, rounded

INSTRUMENT_WORDS = {
    "IIT": "IIT",
    "EIT": "EIT",
    "EIT1": "EIT ส่วนที่ 1",
    "EIT2": "EIT ส่วนที่ 2",
    "OIT": "OIT",
}


@dataclass(frozen=True)
class Shortfall:
    """An instrument whose score, with two decimals, is under what a level asks of every instrument."""

    instrument: str
    score: Decimal
    needed: Decimal


@dataclass(frozen=True)
class Level:
    """A five-level result. `name` is None when it cannot be told; `reason` then says in Thai what is missing.
    `below` are the instruments that hold it down; `certain` is false where its border is doubtful."""

    name: str | None
    below: tuple[Shortfall, ...] = ()
    reason: str | None = None
    certain: bool = True


@dataclass(frozen=True)
class Official:
    """A result in both schemes. `scheme` (letters or levels) is the one announced in that fiscal year (B.E.);
    `grade` is the result in it. `reason` explains the level in Thai; `certain` is about the official grade."""

    fiscal_year: int
    scheme: str
    letter: str | None
    level: str | None
    below: tuple[Shortfall, ...]
    reason: str | None
    certain: bool

    @property
    def grade(self) -> str | None:
        """The result in the official scheme, or None when it cannot be told."""
        return self.level if self.scheme == "levels" else self.letter


def letter(total: Decimal, rubric: Rubric) -> str:
    """The letter of a total (percent of 100). Only the total counts."""
    published = rounded(total)
    return next(band.name for band in rubric.letters.bands if published >= band.floor)


def level(total: Decimal, instruments: Means, rubric: Rubric) -> Level:
    """The five-level result of a total and its instrument scores (any of them may be missing or None)."""
    if rubric.levels is None:
        return Level(None, reason=f"ปีงบประมาณ {rubric.fiscal_year} ยังไม่ใช้ผลการประเมินแบบ 5 ระดับ")
    certain = rubric.certain("levels")
    held_back: tuple[Shortfall, ...] = ()
    for band in rubric.levels.bands:
        if rounded(total) < band.floor:
            continue
        if band.every is None:
            return Level(band.name, held_back, _because(held_back), certain and not band.doubtful)
        below, unknown = _against(band.every, instruments, rubric.levels)
        if not below and unknown:
            return Level(None, reason=_missing(unknown), certain=certain)
        if not below:
            return Level(band.name, held_back, _because(held_back), certain)
        held_back = below
    raise AssertionError("the last band begins at 0")


def official(rubric: Rubric, total: Decimal, instruments: Means) -> Official:
    """What a total means in its year: letter, level, which of them is official, and why the level is what it is."""
    judged = level(total, instruments, rubric)
    by_letter = letter(total, rubric) if rubric.letters.standing != "none" else None
    in_levels = rubric.official_scheme == "levels"
    return Official(
        fiscal_year=rubric.fiscal_year,
        scheme=rubric.official_scheme,
        letter=by_letter,
        level=judged.name,
        below=judged.below,
        reason=judged.reason,
        certain=judged.certain if in_levels else rubric.certain("letters"),
    )


def band_named(name: str, rubric: Rubric) -> Band | None:
    """The letter or level of this name in the year's schemes, or None when the year has none such."""
    return rubric.letters.band(name) or (rubric.levels.band(name) if rubric.levels else None)


def instruments_counted(scheme: Scheme, instruments: Means) -> tuple[str, ...]:
    """The instruments a level looks at: those of the year, with both parts of EIT wherever both are known."""
    both = instruments.get("EIT1") is not None and instruments.get("EIT2") is not None
    if both and "EIT" in scheme.instruments:
        return ("IIT", "EIT1", "EIT2", "OIT")
    return scheme.instruments


def _against(
    needed: Decimal, instruments: Means, scheme: Scheme
) -> tuple[tuple[Shortfall, ...], tuple[str, ...]]:
    """The instruments under `needed`, and those whose score is not known."""
    counted = instruments_counted(scheme, instruments)
    known = {name: rounded(score) for name, score in instruments.items() if score is not None}
    unknown = tuple(name for name in counted if name not in known)
    # A mean of both parts that is too low proves that at least one part is.
    looked_at = [name for name in counted if name in known]
    if any(name.startswith("EIT") for name in unknown) and "EIT" in known:
        looked_at.append("EIT")
    below = tuple(Shortfall(name, known[name], needed) for name in looked_at if known[name] < needed)
    return below, unknown


def _because(below: tuple[Shortfall, ...]) -> str | None:
    if not below:
        return None
    listed = ", ".join(f"{INSTRUMENT_WORDS[each.instrument]} ได้ {each.score}" for each in below)
    return f"{listed} ซึ่งต่ำกว่า {below[0].needed}"


def _missing(unknown: tuple[str, ...]) -> str:
    listed = ", ".join(INSTRUMENT_WORDS[name] for name in unknown)
    return f"ยังบอกระดับไม่ได้ เพราะต้องทราบคะแนน {listed} ด้วย"
