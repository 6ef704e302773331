"""The drawing process of `draw_safely`: limits itself, reads the content of one picture on stdin, writes its PNG."""

import json
import sys

from tracker import apart
from tracker.drawing import MEMORY, SECONDS
from tracker.drawing.picture import render


def main() -> None:
    """Draw what comes in."""
    apart.limit(MEMORY, SECONDS, threads=True)
    sys.stdout.buffer.write(render(json.load(sys.stdin)))


main()
