"""What is known of the world while a message is read: the offices, and the words of the one talked about."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OfficeName:
    """An office and what it is called: the full name first, then shorter ones."""

    slug: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class MeasureTitle:
    """A measure of an office: its fiscal year (B.E.), number and title."""

    fiscal_year: int
    number: int
    title: str


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words of one office; each is itself alone, so that what was read with it is found again at once.

    `years` are fiscal years (B.E.) with results, `measure_years` those with measures, both ascending. `office_slug` is
    None when no office is talked about yet.
    """

    office_slug: str | None
    offices: tuple[OfficeName, ...]
    departments: tuple[str, ...]
    measures: tuple[MeasureTitle, ...]
    years: tuple[int, ...]
    measure_years: tuple[int, ...]
