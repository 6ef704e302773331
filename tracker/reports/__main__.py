"""The drawing process of `drawing`: limits itself, reads an order from stdin, writes the file's bytes to stdout."""

import contextlib
import json
import resource
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

from tracker.errors import PictureRefused, TemplateUnusable
from tracker.files.shrink import SMALL_SIDE, shrunk
from tracker.reports import build, content_of, office_template
from tracker.reports.drawing import MEMORY, SECONDS, UNUSABLE, order_from

LIMITS = ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, 2 * SECONDS), (resource.RLIMIT_CORE, 0))


def pictures_of(paths: Mapping[str, str]) -> dict[str, bytes]:
    """Small JPEGs of the photos that are there, by the SHA-256 they go by. Pictures are decoded outside Python's lock,
    so that two threads use two processors."""
    with ThreadPoolExecutor(2) as pool:
        drawn = pool.map(_small, map(Path, paths.values()))
        return {sha256: picture for sha256, picture in zip(paths, drawn, strict=True) if picture}


def _small(path: Path) -> bytes | None:
    """None where the photo is gone or none: its place in the report says so, and the rest of the report stands."""
    try:
        with Image.open(path, formats=("JPEG",)) as image:
            small = max(image.size) <= SMALL_SIDE
        return path.read_bytes() if small else shrunk(path, SMALL_SIDE)
    except (OSError, PictureRefused):
        return None


def main() -> None:
    """Draw the order that stands on stdin."""
    for kind, limit in LIMITS:
        # A system that knows no such limit still has the clock of the parent.
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (limit, limit))
    said = json.load(sys.stdin)
    order = order_from(said)
    pictures = pictures_of(said["photos"]) if order.format in ("docx", "pdf") else {}
    if said["layout"]:
        report = content_of(order.kind, order.facts, order.round_key, order.edition)
        try:
            file = office_template.render(report, Path(said["layout"]).read_bytes(), pictures)
        except TemplateUnusable as error:
            print(error.facts["reason"], file=sys.stderr)
            sys.exit(UNUSABLE)
    else:
        file = build(order.kind, order.facts, order.round_key, order.format, pictures, order.edition)
    sys.stdout.buffer.write(file)


if __name__ == "__main__":
    main()
