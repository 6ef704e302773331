"""How the picture of the departments looks, set by typst because Thai marks must be shaped."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import fontpkg
import typst
from PIL import Image

TEMPLATE = Path(__file__).with_name("picture.typ")


def render(drawn: dict[str, Any]) -> bytes:
    """The picture as PNG, 1040 pixels wide, under 1 MB. The same content always gives the same bytes."""
    raw = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        format="png",
        ppi=72,  # a point of the template is a pixel
        font_paths=[Path(fontpkg.path("Sarabun")).parent],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(drawn, ensure_ascii=False)},
    )
    small = BytesIO()
    # A few flat colours and their edges: a palette loses nothing one can see.
    picture = Image.open(BytesIO(raw)).convert("RGB").quantize(128, dither=Image.Dither.NONE)
    picture.save(small, "PNG", optimize=True)
    return small.getvalue()
