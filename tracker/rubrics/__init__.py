"""The rules of ITA by fiscal year, as dated data: one TOML file a year, each fact with source and certainty.

A new year is a new file; nothing else changes. Read them with `rubric(fiscal_year)`.
"""

import tomllib
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

from tracker.rubrics.values import (
    INSTRUMENTS,
    Band,
    Basis,
    Indicator,
    MeasureItem,
    Part,
    Rubric,
    Scheme,
    Weights,
)

__all__ = [
    "INSTRUMENTS",
    "Band",
    "Basis",
    "Indicator",
    "MeasureItem",
    "Part",
    "Rubric",
    "RubricUnknown",
    "Scheme",
    "Weights",
    "known_years",
    "rubric",
]


class RubricUnknown(LookupError):
    """No rules are known for a fiscal year this early."""


@lru_cache
def known_years() -> tuple[int, ...]:
    """Fiscal years (B.E.) that have a file, ascending."""
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(int(name.removesuffix(".toml")) for name in names if name.endswith(".toml")))


@lru_cache
def rubric(fiscal_year: int) -> Rubric:
    """The rubric of a fiscal year (B.E.).

    A year after the last file gets that file's rules as an assumption (`assumed_from`, certainty "assumed").
    Raises RubricUnknown for a year before the first file or between two.
    """
    years = known_years()
    if fiscal_year > years[-1]:
        return _assumed(rubric(years[-1]), fiscal_year)
    if fiscal_year not in years:
        raise RubricUnknown(f"no ITA rubric for fiscal year {fiscal_year}; the first known is {years[0]}")
    text = (files(__name__) / f"{fiscal_year}.toml").read_text(encoding="utf-8")
    return _read(tomllib.loads(text, parse_float=Decimal))


def _assumed(last: Rubric, fiscal_year: int) -> Rubric:
    # What was open stays open: an assumption makes nothing better known.
    bases = tuple(
        (block, basis if basis.certainty == "open" else replace(basis, certainty="assumed"))
        for block, basis in last.bases
    )
    return replace(last, fiscal_year=fiscal_year, bases=bases, assumed_from=last.fiscal_year)


def _read(facts: dict[str, Any]) -> Rubric:
    blocks = {name: block for name, block in facts.items() if isinstance(block, dict)}
    items = blocks["measure_items"]
    letters = _scheme(blocks["letters"])
    assert letters is not None
    return Rubric(
        fiscal_year=facts["fiscal_year"],
        indicators=tuple(
            Indicator(row["number"], row["instrument"], row["name"], tuple(row["variants"]))
            for row in blocks["indicators"]["list"]
        ),
        weights=_weights(blocks["weights"]),
        letters=letters,
        levels=_scheme(blocks.get("levels")),
        pass_mark=blocks["target"]["pass_mark"],
        parts=tuple(Part(**row) for row in blocks["structure"].get("parts", ())) or None,
        item_count=blocks["items"].get("count"),
        questions=tuple((name, blocks["questions"][name]) for name in ("IIT", "EIT"))
        if "IIT" in blocks["questions"]
        else None,
        plan_item=_measure_item(items.get("plan")),
        progress_item=_measure_item(items.get("progress")),
        measure_topics=tuple(items.get("topics", ())),
        bases=tuple(
            (name, Basis(block["source"], block["certainty"], block.get("thai", "")))
            for name, block in blocks.items()
        ),
    )


def _weights(block: dict[str, Any]) -> Weights | None:
    percent = tuple((name, value) for name, value in block.items() if isinstance(value, Decimal))
    return Weights(percent) if percent else None


def _scheme(block: dict[str, Any] | None) -> Scheme | None:
    if block is None:
        return None
    bands = tuple(Band(**row) for row in block["bands"])
    return Scheme(block["standing"], bands, tuple(block.get("instruments", ())))


def _measure_item(row: dict[str, Any] | None) -> MeasureItem | None:
    return MeasureItem(row["item"], row.get("title")) if row else None
