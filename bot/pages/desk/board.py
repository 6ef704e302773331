"""A round at a glance, as plain values: which department reported which measure, what came late, what went back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tracker.facts import MeasureFacts, RoundFacts, Standing, UpdateFacts, YearFacts
from tracker.rules import fiscal, owing

# Each state of a measure in a round: its words, and the colour that goes with them.
STATES = {
    "checked": ("ตรวจแล้ว", "done"),
    "sent": ("ส่งแล้ว รอตรวจ", "in_progress"),
    "late": ("ส่งล่าช้า รอตรวจ", "late"),
    "returned": ("ส่งกลับแล้ว รอแก้ไข", "blocked"),
    "owed": ("ยังไม่ส่ง", ""),
}


@dataclass(frozen=True)
class Mark:
    """A measure of a department in a round. `state` is one of STATES."""

    number: int
    title: str
    state: str


@dataclass(frozen=True)
class Line:
    """A department in a round. `done` of its measures count as reported, `late` of them came late."""

    department_id: int
    department: str
    marks: tuple[Mark, ...]
    done: int
    late: int

    @property
    def groups(self) -> tuple[tuple[str, str, tuple[Mark, ...]], ...]:
        """The measures by state, in the order of STATES: its words, its colour, the measures."""
        by_state = ((*STATES[state], tuple(m for m in self.marks if m.state == state)) for state in STATES)
        return tuple(group for group in by_state if group[2])

    @property
    def percent(self) -> int:
        """How much is reported, percent of 100, rounded down: 100 is all of it."""
        return self.done * 100 // len(self.marks)


@dataclass(frozen=True)
class Board:
    """A round with its departments, in the office's order. `due` is a day in words, `days` how far away it is (below 0:
    past), `left` the same in words."""

    fiscal_year: int
    key: str
    label: str
    due: str
    days: int
    left: str
    lines: tuple[Line, ...]
    done: int
    wanted: int

    @property
    def titles(self) -> dict[int, str]:
        """The measures of the round by number."""
        return dict(sorted((mark.number, mark.title) for line in self.lines for mark in line.marks))

    @property
    def percent(self) -> int:
        """How much is reported, percent of 100, rounded down."""
        return self.done * 100 // self.wanted if self.wanted else 0

    @property
    def overdue(self) -> bool:
        """Whether the day it was due is past."""
        return self.days < 0

    @property
    def anchor(self) -> str:
        """Where it stands on the page of rounds."""
        return f"{self.fiscal_year}-{self.key.replace(':', '-')}"

    @property
    def unread(self) -> int:
        """Reports nobody has judged yet."""
        return sum(mark.state in ("sent", "late") for line in self.lines for mark in line.marks)

    @property
    def owing(self) -> tuple[tuple[str, int], ...]:
        """The departments that owe reports and how many, who owes most first."""
        left = ((line.department, len(line.marks) - line.done) for line in self.lines)
        return tuple(sorted((each for each in left if each[1]), key=lambda each: -each[1]))


def boards(known: YearFacts, checked: Collection[str], today: date) -> tuple[Board, ...]:
    """The rounds of a year that have begun and are open. `checked` are the receipts of reports found in order."""
    there = (each for each in known.rounds if not each.closed and each.starts <= today)
    return tuple(made for each in there if (made := _board(known, each, checked, today)).wanted)


def _board(known: YearFacts, found: RoundFacts, checked: Collection[str], today: date) -> Board:
    owed = owing.owed_measures(known, found)
    names = {
        standing.department: standing.department_id
        for measure in known.measures
        for standing in measure.standings
    }
    lines = []
    for name in sorted(names, key=lambda each: _place(known, each)):
        theirs = [
            (measure, standing)
            for measure in known.measures
            for standing in measure.standings
            if standing.department == name and _is_due(measure, standing, found)
        ]
        marks = tuple(_mark(known, measure, name, found, owed, checked) for measure, _ in theirs)
        done = [mark for mark in marks if mark.state not in ("owed", "returned")]
        late = sum(_came_late(known, mark.number, name, found) for mark in done)
        if marks:
            lines.append(Line(names[name], name, marks, len(done), late))
    days = (found.due - today).days
    return Board(
        known.fiscal_year, found.key, found.label, fiscal.thai_date(found.due), days, _left(days),
        tuple(lines), sum(line.done for line in lines), sum(len(line.marks) for line in lines),
    )  # fmt: skip


def _is_due(measure: MeasureFacts, standing: Standing, found: RoundFacts) -> bool:
    """As who owes is told (rules.owing): a completion round is one department's, what is cancelled is owed no more."""
    theirs = not found.key.startswith("completion:") or found.key.endswith(f":{standing.department_id}")
    return found.key in measure.rounds and theirs and standing.status != "cancelled"


def _mark(
    known: YearFacts,
    measure: MeasureFacts,
    department: str,
    found: RoundFacts,
    owed: dict[str, list[int]],
    checked: Collection[str],
) -> Mark:
    newest = _newest(known, measure.number, department, found)
    if measure.number in owed.get(department, ()):
        state = "returned" if newest is not None and newest.returned else "owed"
    elif newest is not None and newest.receipt in checked:
        state = "checked"
    else:
        state = "late" if newest is not None and newest.late else "sent"
    return Mark(measure.number, measure.title, state)


def _newest(known: YearFacts, number: int, department: str, found: RoundFacts) -> UpdateFacts | None:
    mine = (
        each
        for each in reversed(known.updates)
        if (each.measure_number, each.department, each.round_key) == (number, department, found.key)
    )
    return next(mine, None)


def _came_late(known: YearFacts, number: int, department: str, found: RoundFacts) -> bool:
    newest = _newest(known, number, department, found)
    return newest is not None and newest.late


def _place(known: YearFacts, department: str) -> int:
    order = known.office.departments
    return order.index(department) if department in order else len(order)


def _left(days: int) -> str:
    if days < 0:
        return f"เลยกำหนด {-days:,} วัน"
    return f"เหลือ {days:,} วัน" if days else "ครบกำหนดวันนี้"
