"""The drawing process of `drawing`: limits itself, reads orders from stdin, writes the files to stdout."""

import json
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

from tracker import apart
from tracker.errors import PictureRefused, TemplateUnusable
from tracker.files.shrink import SMALL_SIDE, shrunk
from tracker.reports import build, content_of
from tracker.reports.content import Pictures
from tracker.reports.drawing import LENGTH, MEMORY, UNUSABLE, Order, order_from, seconds_for


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
    """Draw the orders that stand on stdin."""
    said = json.load(sys.stdin)
    # Two threads make photos small: twice the processor in the same time.
    apart.limit(MEMORY, 2 * seconds_for(len(said["orders"])), writes=True, threads=True)
    pictures = pictures_of(said["photos"])
    for each in said["orders"]:
        file = _file(order_from(each), each["layout"], pictures)
        sys.stdout.buffer.write(len(file).to_bytes(LENGTH) + file)


def _file(order: Order, layout: str | None, pictures: Pictures) -> bytes:
    """One report. Ends the process where the office's own layout cannot be used."""
    if layout is None:
        return build(order.kind, order.facts, order.round_key, order.format, pictures, order.edition)
    from tracker.reports import office_template  # few offices have a layout of their own

    report = content_of(order.kind, order.facts, order.round_key, order.edition)
    try:
        return office_template.render(report, Path(layout).read_bytes(), pictures)
    except TemplateUnusable as error:
        print(error.facts["reason"], file=sys.stderr)
        sys.exit(UNUSABLE)


if __name__ == "__main__":
    main()
