"""The redrawing process of `pictures`: limits itself, decodes one picture, writes a JPEG to stdout."""

import io
import sys
import warnings

from PIL import Image, ImageOps

from tracker import apart
from tracker.files.pictures import LONGEST, MEMORY, PIXELS, QUALITY, SECONDS, SIDE

BROKEN, TOO_LARGE = 3, 4  # exit statuses, see pictures.REASONS


class _TooLarge(Exception):
    pass


def redrawn(path: str) -> bytes:
    """The picture of a file as JPEG: upright, at most LONGEST points long, on white where it was transparent."""
    with Image.open(path, formats=("JPEG", "PNG", "WEBP")) as image:
        width, height = image.size
        if width * height > PIXELS or max(width, height) > SIDE:
            raise _TooLarge
        image.draft("RGB", (LONGEST, LONGEST))  # a JPEG is decoded no larger than it is needed
        image.load()
        upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    plain = _on_white(upright)
    drawn = io.BytesIO()
    plain.save(drawn, "JPEG", quality=QUALITY, optimize=True)
    return drawn.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """Fresh picture points and nothing else: no profile, no text, no place goes along."""
    if image.has_transparency_data:
        image = image.convert("RGBA")
        sheet = Image.new("RGB", image.size, "white")
        sheet.paste(image, mask=image.getchannel("A"))
        return sheet
    sheet = Image.new("RGB", image.size)
    sheet.paste(image.convert("RGB"))
    return sheet


def main() -> int:
    """Draw the file named by the only argument; the exit status says why not."""
    apart.limit(MEMORY, SECONDS)
    Image.MAX_IMAGE_PIXELS = PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        sys.stdout.buffer.write(redrawn(sys.argv[1]))
    except (MemoryError, _TooLarge, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return TOO_LARGE
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, IndexError, KeyError, OverflowError):
        return BROKEN
    return 0


if __name__ == "__main__":
    sys.exit(main())
