"""The office's workbook made in a process of its own: what makes Excel files needs more memory than all the office's
figures, and those who answer chats would keep it for good. It gets the facts as JSON and sends the file's bytes back.
"""

import sys
import threading
from collections.abc import Sequence
from functools import cache

from pydantic import TypeAdapter

from tracker import apart
from tracker.errors import ReportNotDrawn
from tracker.facts import OfficeFacts, YearFacts

SECONDS = 60
MEMORY = 1024 * 1024 * 1024
"""Address space, of which little is ever used."""

_COMMAND = apart.module("tracker.reports.workbook_apart")
_SAID = TypeAdapter(tuple[OfficeFacts, tuple[YearFacts, ...]] | None)
_ONE_AT_A_TIME = threading.Lock()


def build(office: OfficeFacts, years: Sequence[YearFacts]) -> bytes:
    """The workbook as `workbook.build` makes it. Raises ReportNotDrawn."""
    return _made(_SAID.dump_json((office, tuple(years))))


@cache
def template() -> bytes:
    """The one with nothing filled in, made once: whoever comes by may ask for it. Raises ReportNotDrawn."""
    return _made(_SAID.dump_json(None))


def _made(said: bytes) -> bytes:
    try:
        with _ONE_AT_A_TIME:
            ended = apart.run(_COMMAND, SECONDS, said)
    except TimeoutError:
        raise ReportNotDrawn(problem=f"the workbook took more than {SECONDS} seconds") from None
    if ended.status != 0 or not ended.said:
        raise ReportNotDrawn(problem=f"the workbook: status {ended.status}: {ended.last_words}")
    return ended.said


def main() -> None:
    """Make the workbook whose facts stand on stdin."""
    apart.limit(MEMORY, SECONDS, writes=True)  # (the library packs its sheets in a file)
    from tracker.reports import workbook  # loaded here alone

    said = _SAID.validate_json(sys.stdin.buffer.read())
    sys.stdout.buffer.write(workbook.template() if said is None else workbook.build(*said))


if __name__ == "__main__":
    main()
