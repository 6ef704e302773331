"""The words of the field as data: patterns in plain Thai in the *.toml files here, compiled into the key that
`normalise.fold` makes of a message."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.thai.normalise import fold_letters

Entry = tuple[str, re.Pattern[str]]


def data(name: str) -> dict[str, Any]:
    """The words of one file."""
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text("utf-8"))


def compiled(entries: Mapping[str, Sequence[str]]) -> tuple[Entry, ...]:
    """Names with the patterns that mean them, in order: of two that fit, the first counts."""
    return tuple((name, re.compile(fold_letters("|".join(patterns)))) for name, patterns in entries.items())
