"""A photo small enough for a page or a report: drawn from the one we keep, which we drew ourselves (see pictures)."""

import io
from pathlib import Path

from tracker.errors import PictureRefused
from tracker.files.pictures import BROKEN, PIXELS, TOO_LARGE

QUALITY = 80
SMALL_SIDE = 800
"""Picture points along the longer side of the copy that pages and reports show: 58 mm of a printed page's height at 260
dots an inch. PDFs are set with every picture unpacked in memory, sixty at once."""


def shrunk(path: Path, longest: int) -> bytes:
    """The picture in a file as a JPEG of at most `longest` points along the longer side, without a word about where
    and when it was taken; a smaller one keeps its size. Raises PictureRefused for what is no picture or is far too
    large."""
    # Loaded by who draws: few of the processes that could ever do.
    from PIL import Image

    try:
        with Image.open(path, formats=("JPEG",)) as image:
            if image.width * image.height > PIXELS:
                raise PictureRefused(reason=TOO_LARGE)
            image.draft("RGB", (longest, longest))  # decoded no larger than it is needed
            image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
            plain = image.convert("RGB")
            plain.info.clear()
    except (OSError, SyntaxError, ValueError) as error:
        raise PictureRefused(reason=BROKEN) from error
    drawn = io.BytesIO()
    plain.save(drawn, "JPEG", quality=QUALITY)
    return drawn.getvalue()
