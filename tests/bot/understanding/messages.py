"""The labelled messages of this folder, and the world they are read in."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.thai.vocabulary import MeasureTitle, OfficeName, Vocabulary

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Labelled:
    """A message with what it means."""

    text: str
    intent: str
    slots: dict[str, Any]


def world() -> tuple[Vocabulary, datetime]:
    """The office's words and the moment of asking."""
    data = tomllib.loads((FOLDER / "world.toml").read_text("utf-8"))
    measures = [
        MeasureTitle(int(year), number, title)
        for year, titles in data["measures"].items()
        for number, title in enumerate(titles, start=1)
    ]
    offices = tuple(OfficeName(slug, tuple(names)) for slug, names in data["offices"].items())
    vocabulary = Vocabulary(
        data["office"],
        offices,
        tuple(data["departments"]),
        tuple(measures),
        tuple(data["years"]),
        tuple(data["measure_years"]),
    )
    return vocabulary, data["now"]


def labelled() -> list[Labelled]:
    """Every message to work with, in the order of the files."""
    return _messages(FOLDER)


def measured() -> list[Labelled]:
    """The messages that are only measured. They were set apart before tuning; what fails of them is not looked at,
    so that the share that is understood says something about messages nobody here has seen."""
    return _messages(FOLDER / "measured")


def _messages(folder: Path) -> list[Labelled]:
    found: list[Labelled] = []
    for path in sorted(folder.glob("*.toml")):
        data = tomllib.loads(path.read_text("utf-8"))
        found += [Labelled(text, path.stem, slots) for text, slots in data.get("said", [])]
        found += [Labelled(text, intent, slots) for text, intent, slots in data.get("mixed", [])]
    return found
