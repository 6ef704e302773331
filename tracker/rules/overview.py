"""How far the departments (ส่วนราชการ) of an office are with their measures, as figures of one day."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.facts import RoundFacts, YearFacts
from tracker.rules import owing

KINDS = ("done", "doing", "late", "waiting")
MOST_ROWS = 24


@dataclass(frozen=True)
class Row:
    """The measures of one department, each counted once: late (it owes a report whose day has passed) before all,
    then done, not begun (`waiting`), and doing: all between, what is stuck or postponed too. Department 0 is all that
    found no row of their own."""

    department_id: int
    done: int = 0
    doing: int = 0
    late: int = 0
    waiting: int = 0

    @property
    def total(self) -> int:
        """All of them; cancelled ones are none."""
        return self.done + self.doing + self.late + self.waiting


@dataclass(frozen=True)
class Figures:
    """What a picture shows, as of a day. The fiscal year is B.E., days are A.D.; `round_label` and `due` are of the
    open round that falls due next, else of the last that did; None where no round is open."""

    fiscal_year: int
    taken: date
    rows: tuple[Row, ...]
    round_label: str | None = None
    due: date | None = None

    @property
    def sum(self) -> Row:
        """All departments together: a measure that several carry counts in each."""
        return _together(self.rows)


def figures(known: YearFacts, today: date) -> Figures:
    """What the facts of a year come to on a day, departments in the office's own order."""
    late = _late(known, today)
    counts: dict[str, Counter[str]] = {name: Counter() for name in known.office.departments}
    ids: dict[str, int] = {}
    for measure in known.measures:
        for standing in measure.standings:
            if standing.status == "cancelled":
                continue
            ids[standing.department] = standing.department_id
            is_late = measure.number in late.get(standing.department, ())
            kind = (
                "late"
                if is_late
                else {"done": "done", "not_started": "waiting"}.get(standing.status, "doing")
            )
            counts.setdefault(standing.department, Counter())[kind] += 1
    rows = [Row(ids[name], **counted) for name, counted in counts.items() if counted]
    if len(rows) > MOST_ROWS:
        rows = [*rows[: MOST_ROWS - 1], _together(rows[MOST_ROWS - 1 :])]
    found = _round(known, today)
    return Figures(
        known.fiscal_year, today, tuple(rows), found.label if found else None, found.due if found else None
    )


def _late(known: YearFacts, today: date) -> dict[str, set[int]]:
    """By department, the measures it still owes a report of in an open round whose day has passed."""
    late: dict[str, set[int]] = {}
    for found in known.rounds:
        if not found.closed and found.due < today:
            for name, numbers in owing.owed_measures(known, found).items():
                late.setdefault(name, set()).update(numbers)
    return late


def _round(known: YearFacts, today: date) -> RoundFacts | None:
    begun = [each for each in known.rounds if not each.closed and each.starts <= today]
    ahead = [each for each in begun if each.due >= today]
    if ahead:
        return min(ahead, key=lambda each: (each.due, each.key))
    return max(begun, key=lambda each: (each.due, each.key), default=None)


def _together(rows: Sequence[Row]) -> Row:
    return Row(0, **{kind: sum(getattr(row, kind) for row in rows) for kind in KINDS})
