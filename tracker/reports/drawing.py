"""A report is drawn in a process of its own: a hundred pages with photos take seconds and hundreds of megabytes, which
the process that answers chats has not to spare. It gets what is to be drawn as JSON and sends the file's bytes back.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from tracker import apart
from tracker.errors import ReportNotDrawn, TemplateUnusable
from tracker.facts import YearFacts, from_json, to_json
from tracker.files import Files
from tracker.reports import content_of
from tracker.reports.editions import Edition

SECONDS, SECONDS_EACH_MORE = 60, 10
MEMORY = 1536 * 1024 * 1024
"""Address space, of which much is never used: what a drawing really takes is measured in the benchmarks."""

UNUSABLE = 5
"""Exit status of the drawing process when the office's own template cannot be used; stderr says why, in Thai."""

SHOW_PHOTOS = ("docx", "pdf")
LENGTH = 8
"""Bytes of the number before each file, how long it is."""

_COMMAND = apart.module("tracker.reports")
_ROOT = Path(__file__).parents[2]
_EDITION: TypeAdapter[Edition | None] = TypeAdapter(Edition | None)


@dataclass(frozen=True)
class Order:
    """A report to be drawn: see `reports.build`. `template` is the SHA-256 of the office's own layout, for .docx."""

    kind: str
    facts: YearFacts
    round_key: str | None
    format: str
    edition: Edition | None = None
    template: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The order as JSON-able values."""
        return {
            "kind": self.kind,
            "facts": to_json(self.facts),
            "round_key": self.round_key,
            "format": self.format,
            "edition": _EDITION.dump_python(self.edition, mode="json"),
            "template": self.template,
        }

    @property
    def key(self) -> str:
        """The same for the same file only: a digest of everything that is in it and of the program that draws it."""
        said = json.dumps([program(), self.as_json()], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


def order_from(value: Mapping[str, Any]) -> Order:
    """The inverse of `Order.as_json`."""
    return Order(
        value["kind"],
        from_json(value["facts"]),
        value["round_key"],
        value["format"],
        _EDITION.validate_python(value["edition"]),
        value["template"],
    )


def draw(order: Order, files: Files) -> bytes:
    """The report as a file. Raises what `reports.build` raises, TemplateUnusable, and ReportNotDrawn when it
    took too long, needed too much memory or broke down."""
    return draw_all([order], files)[0]


def draw_all(orders: Sequence[Order], files: Files) -> list[bytes]:
    """Reports as files, drawn one after the other by one process, which makes the photos they share small only once.
    Raises as `draw` does, when one of them fails."""
    photos: dict[str, str] = {}
    for order in orders:
        photos |= _photos(order, files)
    said = [{**order.as_json(), "layout": _layout(order, files)} for order in orders]
    seconds = seconds_for(len(orders))
    try:
        ended = apart.run(_COMMAND, seconds, json.dumps({"orders": said, "photos": photos}).encode())
    except TimeoutError:
        raise ReportNotDrawn(problem=f"it took more than {seconds} seconds") from None
    if ended.status == UNUSABLE:
        raise TemplateUnusable(reason=ended.complaint.strip()[:300])
    drawn = list(_parts(ended.said)) if ended.status == 0 else []
    if len(drawn) != len(orders) or not all(drawn):
        raise ReportNotDrawn(problem=f"status {ended.status}: {ended.last_words}")
    return drawn


def seconds_for(orders: int) -> int:
    """How long drawing so many reports may take, in seconds of time and of processor."""
    return SECONDS + SECONDS_EACH_MORE * (orders - 1)


def _photos(order: Order, files: Files) -> dict[str, str]:
    """Where the photos of a report lie, the small copies where there are some, by the SHA-256 they go by."""
    report = content_of(order.kind, order.facts, order.round_key, order.edition)
    if order.format not in SHOW_PHOTOS:
        return {}
    small = {
        proof.sha256: proof.small
        for update in order.facts.updates
        for proof in update.evidence
        if proof.small
    }
    found = {}
    for photo in report.photos:
        path = files.path(small.get(photo.sha256, photo.sha256))
        # A small copy that went astray takes no photo out of a report.
        found[photo.sha256] = str((path if path.is_file() else files.path(photo.sha256)).absolute())
    return found


def _layout(order: Order, files: Files) -> str | None:
    return str(files.path(order.template).absolute()) if order.template and order.format == "docx" else None


def _parts(said: bytes) -> Iterator[bytes]:
    """What the process wrote: each file behind its length."""
    at = 0
    while at < len(said):
        length = int.from_bytes(said[at : at + LENGTH])
        yield said[at + LENGTH : at + LENGTH + length]
        at += LENGTH + length


@cache
def program() -> str:
    """A digest of what decides how a report reads: one that another version of the program drew is drawn anew."""
    digest = hashlib.sha256()
    rooms = [_ROOT / "tracker" / room for room in ("reports", "rules", "rubrics", "files")]
    for source in [
        _ROOT / "tracker" / "facts.py",
        *(each for room in rooms for each in sorted(room.glob("*.*"))),
    ]:
        if source.suffix in (".py", ".typ", ".toml"):
            digest.update(source.read_bytes())
    return digest.hexdigest()
