"""Looks through logs for what must never be in one: a secret, a LINE user id, a word that somebody typed.

`hits` is for whoever ran something with real conversations: it says where, never what, so that its answer may itself
be logged.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ANY_LINE_ID = re.compile(r"[UCR][0-9a-f]{32}")


@dataclass(frozen=True)
class Hit:
    """A line that holds what it must not. `kind`: secret, user id, text, or line id for one nobody named."""

    path: Path
    line: int
    kind: str

    def __str__(self) -> str:
        return f"{self.path.name}:{self.line} holds a {self.kind}"


def hits(
    paths: Iterable[Path], secrets: Iterable[str], user_ids: Iterable[str], texts: Iterable[str]
) -> list[Hit]:
    """Every line of these files (a folder: of all files in it) that holds one of these, however it was written down:
    as it is, as JSON, as Python shows it, in an address. Any other thing of the shape of a LINE id counts too."""
    wanted = [
        (form, kind)
        for kind, values in (("secret", secrets), ("user id", user_ids), ("text", texts))
        for value in values
        for form in _forms(value)
    ]
    return [hit for path in _files(paths) for hit in _in_file(path, wanted)]


def _forms(value: str) -> set[str]:
    """The ways a value may stand in a log. A text of several lines is looked for line by line."""
    parts = [part.strip() for part in value.splitlines() if len(part.strip()) >= 4]
    return {
        form
        for part in parts
        for form in (part, json.dumps(part)[1:-1], ascii(part)[1:-1], quote(part), quote(part, safe=""))
    }


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        yield from (each for each in sorted(path.rglob("*")) if each.is_file()) if path.is_dir() else [path]


def _in_file(path: Path, wanted: list[tuple[str, str]]) -> Iterator[Hit]:
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), start=1):
        found = {kind for form, kind in wanted if form in line}
        if not found and ANY_LINE_ID.search(line):
            found = {"line id"}
        yield from (Hit(path, number, kind) for kind in sorted(found))
