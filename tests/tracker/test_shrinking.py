"""Photos of pages and reports: small, the right way up, and with nothing in them but the picture."""

import io
from pathlib import Path

import pytest
from PIL import Image

from tracker.errors import PictureRefused
from tracker.files.shrink import shrunk


def a_photo(path: Path, size: tuple[int, int]) -> Path:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (14.0, 30.0, 0.0)}  # where it was taken
    Image.effect_noise(size, 60).convert("RGB").save(path, "JPEG", exif=exif, comment=b"secret")
    return path


@pytest.mark.parametrize(
    "size, longest, kept",
    [((3000, 2000), 900, (900, 600)), ((2000, 3000), 900, (600, 900)), ((640, 480), 900, (640, 480))],
)
def test_a_photo_is_shrunk_to_its_longer_side_and_never_enlarged(size, longest, kept, tmp_path: Path):  # type: ignore[no-untyped-def]
    small = Image.open(io.BytesIO(shrunk(a_photo(tmp_path / "p", size), longest)))
    assert (small.size, small.format) == (kept, "JPEG")


def test_nothing_but_the_picture_goes_along(tmp_path: Path):
    drawn = shrunk(a_photo(tmp_path / "p", (800, 600)), 1200)
    small = Image.open(io.BytesIO(drawn))
    assert not small.getexif() and "comment" not in small.info
    assert b"secret" not in drawn and b"Exif" not in drawn


@pytest.mark.parametrize(
    "content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff\xe0half"]
)
def test_what_is_no_picture_is_refused(content: bytes, tmp_path: Path):
    (tmp_path / "p").write_bytes(content)
    with pytest.raises(PictureRefused):
        shrunk(tmp_path / "p", 900)
