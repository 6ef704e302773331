"""The drawing process of `draw_safely`: limits itself, reads the content of one picture on stdin, writes its PNG."""

import contextlib
import json
import resource
import sys

from tracker.drawing import MEMORY, SECONDS
from tracker.drawing.picture import render

LIMITS = (
    (resource.RLIMIT_AS, MEMORY),
    (resource.RLIMIT_CPU, SECONDS),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
)


def main() -> None:
    """Draw what comes in."""
    for kind, limit in LIMITS:
        # A system that knows no such limit still has the clock of the parent.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit, limit))
    sys.stdout.buffer.write(render(json.load(sys.stdin)))


main()
