"""The values a rubric (เกณฑ์) is made of. Scores and weights are Decimals in percent of 100."""

from dataclasses import dataclass
from decimal import Decimal

INSTRUMENTS = ("IIT", "EIT", "OIT")


@dataclass(frozen=True)
class Basis:
    """Where a block of facts comes from. `certainty`: sourced proved background open assumed.
    `thai` says the source to a person who reads an answer."""

    source: str
    certainty: str
    thai: str = ""

    @property
    def certain(self) -> bool:
        """Whether the facts may be told to a person as certain."""
        return self.certainty in ("sourced", "proved")


@dataclass(frozen=True)
class Indicator:
    """One of the ten indicators. `variants` are other spellings met in real papers."""

    number: int
    instrument: str
    name: str
    variants: tuple[str, ...]


@dataclass(frozen=True)
class Weights:
    """What each instrument counts in the total, percent of 100, in the order of the paper."""

    percent: tuple[tuple[str, Decimal], ...]

    def of(self, instrument: str) -> Decimal:
        """The weight of an instrument; EIT is both its parts where the year splits it."""
        return sum((weight for name, weight in self.percent if name.startswith(instrument)), Decimal(0))


@dataclass(frozen=True)
class Band:
    """A grade and the total it begins at. `every`: what each instrument must reach too.
    `doubtful`: its border is not well sourced."""

    name: str
    floor: Decimal
    every: Decimal | None = None
    doubtful: bool = False


@dataclass(frozen=True)
class Scheme:
    """A way of naming results, best band first. `standing` in its year: official in_documents informal none.
    `instruments` are those whose scores count beside the total (empty: the total alone)."""

    standing: str
    bands: tuple[Band, ...]
    instruments: tuple[str, ...] = ()

    def band(self, name: str) -> Band | None:
        """The band of this name, or None."""
        return next((band for band in self.bands if band.name == name), None)


@dataclass(frozen=True)
class Part:
    """A sub-indicator of the OIT instrument with its items o<first> to o<last>."""

    code: str
    indicator: int
    first: int
    last: int

    @property
    def items(self) -> tuple[str, ...]:
        """Item names, as in o42."""
        return tuple(f"o{number}" for number in range(self.first, self.last + 1))


@dataclass(frozen=True)
class MeasureItem:
    """The OIT item that asks for the measures, or for the progress on them. `title` is None where unknown."""

    item: str
    title: str | None


@dataclass(frozen=True)
class Rubric:
    """The rules of one fiscal year (B.E.). What is None is not known; `bases` says how well the rest is.

    `assumed_from` is set where the year has no file yet and the last known year's rules stand in for it.
    """

    fiscal_year: int
    indicators: tuple[Indicator, ...]
    weights: Weights | None
    letters: Scheme
    levels: Scheme | None
    pass_mark: Decimal
    parts: tuple[Part, ...] | None
    item_count: int | None
    questions: tuple[tuple[str, int], ...] | None
    plan_item: MeasureItem | None
    progress_item: MeasureItem | None
    measure_topics: tuple[str, ...]
    bases: tuple[tuple[str, Basis], ...]
    assumed_from: int | None = None

    def basis(self, block: str) -> Basis:
        """Source and certainty of a block: weights indicators letters levels target structure items questions
        measure_items. A block the file lacks is open."""
        return dict(self.bases).get(block, Basis("not in this year's rubric", "open"))

    def certain(self, *blocks: str) -> bool:
        """Whether all these blocks may be told as certain."""
        return all(self.basis(block).certain for block in blocks)

    def indicator(self, number: int) -> Indicator | None:
        """The indicator with this number (1 to 10), or None."""
        return next((each for each in self.indicators if each.number == number), None)

    def indicators_of(self, instrument: str) -> tuple[int, ...]:
        """The numbers of an instrument's indicators."""
        return tuple(each.number for each in self.indicators if each.instrument == instrument)

    @property
    def official_scheme(self) -> str:
        """Which of the two schemes results are announced by: letters or levels."""
        return "levels" if self.levels and self.levels.standing == "official" else "letters"
