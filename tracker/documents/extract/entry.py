"""One measure, or one row of a report, as it stands in a paper."""

import re
from dataclasses import dataclass, field

from tracker.documents.extract.timeline import Stretch
from tracker.documents.paper import Cell

_STEPS_BEGIN = re.compile(
    r"(?:^|(?<=\s))(?:วิธี(?:การ)?(?:ดำเนินการ|ดำเนินงาน|ปฏิบัติ)|ขั้นตอน(?:การ)?(?:ดำเนินการ|ดำเนินงาน|ปฏิบัติ)|ขั้นตอน(?=\s*:))\s*(?::|$|(?=\s))"
)


@dataclass
class Entry:
    """`title` its lines with their number; `context` the lines before the steps; `subject` the heading the row
    stands under; `cells` the other columns by role; `timings` what each of its rows says of the period; `marks`
    each row's month columns with what they stand for."""

    place: str
    title: tuple[str, ...]
    context: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    cells: dict[str, Cell] = field(default_factory=dict)
    subject: str = ""
    timings: list[str] = field(default_factory=list)
    marks: list[tuple[dict[int, Cell], dict[int, Stretch]]] = field(default_factory=list)

    def cell(self, role: str) -> Cell:
        """The cell of a role, an empty one where there is none."""
        return self.cells.get(role, Cell())


def split_steps(lines: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands before "วิธีการดำเนินการ", and what after; all are steps where that is not written."""
    for at, line in enumerate(lines):
        begin = _STEPS_BEGIN.search(line)
        if begin:
            before, after = line[: begin.start()].strip(), line[begin.end() :].strip()
            return (*lines[:at], *filter(None, [before])), (*filter(None, [after]), *lines[at + 1 :])
    return (), lines
