"""Published results of real offices, as rows: what the papers print and what arithmetic makes of them."""

from dataclasses import dataclass
from decimal import Decimal


def scores(text: str) -> dict[int, Decimal]:
    """Ten scores in a row, indicator 1 first."""
    return {number: Decimal(value) for number, value in enumerate(text.split(), start=1)}


@dataclass(frozen=True)
class Example:
    """A result with its recomputation: instrument means, what each adds, the sum before rounding."""

    name: str
    fiscal_year: int
    scores: dict[int, Decimal]
    published: str
    means: tuple[str, str, str]
    parts: tuple[str, str, str]
    value: str
    low: str
    high: str
    consistent: bool
    letter: str


RANKING = scores("81.14 73.66 79.90 42.41 76.35 89.24 85.01 83.39 81.74 37.50")
ANALYSIS = scores("89.24 85.01 83.39 81.74 81.14 79.90 76.35 73.66 42.41 37.50")
BUENG_2565 = scores("88.04 76.51 83.91 78.64 81.07 96.23 97.95 97.10 97.14 93.75")
BUENG_2566 = scores("98.98 96.21 95.50 95.28 95.10 85.39 73.81 76.42 92.50 90.00")
NADUN = scores("96.66 94.36 92.39 93.67 96.02 90.03 91.90 90.53 57.62 50.00")

EXAMPLES = (
    Example(
        "phanchana, analysis table",
        2564,
        ANALYSIS,
        "64.21",
        ("84.104", "76.6367", "39.955"),
        ("25.2312", "22.9910", "15.9820"),
        "64.2042",
        "64.1992",
        "64.2092",
        True,
        "D",
    ),
    Example(
        "phanchana, ranking table",
        2564,
        RANKING,
        "64.21",
        ("70.692", "85.880", "59.620"),
        ("21.2076", "25.7640", "23.8480"),
        "70.8196",
        "70.8146",
        "70.8246",
        False,
        "D",
    ),
    Example(
        "buengcharoen 2565",
        2565,
        BUENG_2565,
        "91.80",
        ("81.634", "97.0933", "95.445"),
        ("24.4902", "29.1280", "38.1780"),
        "91.7962",
        "91.7912",
        "91.8012",
        True,
        "A",
    ),
    Example(
        "buengcharoen 2566",
        2566,
        BUENG_2566,
        "88.93",
        ("96.214", "78.540", "91.250"),
        ("28.8642", "23.5620", "36.5000"),
        "88.9262",
        "88.9212",
        "88.9312",
        True,
        "A",
    ),
    Example(
        "buengcharoen 2566 with the 92.21 of item 4.2",
        2566,
        {**BUENG_2566, 2: Decimal("92.21")},
        "88.93",
        ("95.414", "78.540", "91.250"),
        ("28.6242", "23.5620", "36.5000"),
        "88.6862",
        "88.6812",
        "88.6912",
        False,
        "A",
    ),
    Example(
        "nadun",
        2564,
        NADUN,
        "77.16",
        ("94.620", "90.820", "53.810"),
        ("28.3860", "27.2460", "21.5240"),
        "77.1560",
        "77.1510",
        "77.1610",
        True,
        "B",
    ),
)
