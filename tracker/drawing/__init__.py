"""The picture of `reports.picture` is drawn in a process of its own, with little memory and time: drawing takes a whole
processor for up to a second, which those who chat meanwhile shall not wait for. It gets the content as JSON and gives
back the PNG. It is a room of its own so that the process starts fast: nothing here knows tables or reports.
"""

import json
from typing import Any

from tracker import apart
from tracker.errors import PictureNotDrawn

SECONDS = 10
MEMORY = 1024 * 1024 * 1024
_COMMAND = apart.module("tracker.drawing")
_PNG = b"\x89PNG\r\n\x1a\n"


def draw_safely(content: dict[str, Any]) -> bytes:
    """The PNG of `reports.picture.content`, drawn within 10 seconds and 1 GiB. Raises PictureNotDrawn."""
    try:
        ended = apart.run(_COMMAND, SECONDS, json.dumps(content).encode())
    except TimeoutError:
        raise PictureNotDrawn(problem=f"it took more than {SECONDS} seconds") from None
    if ended.status != 0 or not ended.said.startswith(_PNG):
        raise PictureNotDrawn(problem=f"status {ended.status}: {ended.last_words}")
    return ended.said
