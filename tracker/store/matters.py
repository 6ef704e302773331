"""What reminders are made of, as values: a department that owes a report, a line about the service, and to whom."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal

from tracker.rules import ladder
from tracker.rules.overview import Figures
from tracker.rules.quota import Quota
from tracker.rules.urgency import Urgency
from tracker.store.recipients import Recipient
from tracker.store.service import Failure, Service


@dataclass(frozen=True)
class OwedMeasure:
    """A measure the department has not reported in the round."""

    number: int
    title: str


@dataclass(frozen=True)
class OfficeClock:
    """An office and the days it has off besides the public holidays."""

    id: int
    slug: str
    name: str
    days_off: frozenset[date]


@dataclass(frozen=True)
class Owed:
    """A department that has not reported an open round. `total` counts the measures it is due with, the cancelled
    ones left out; `measures` are those still missing. The fiscal year is B.E., the due date A.D.

    `opened_at` is when the round was opened here (None: not known), `rests_until` the day a coordinator let it rest
    until, `answered` whether the department answered a reminder of it, `reminded_on` the first day on which an earnest
    reminder of it reached somebody, where it is silent: it has neither answered nor reported anything."""

    office: OfficeClock
    department_id: int
    department: str
    round_key: str
    round_label: str
    fiscal_year: int
    due: date
    total: int
    measures: tuple[OwedMeasure, ...]
    people: tuple[Recipient, ...]
    coordinators: tuple[Recipient, ...] = ()
    executives: tuple[Recipient, ...] = ()
    round_id: int = 0
    opened_at: datetime | None = None
    rests_until: date | None = None
    answered: bool = False
    reminded_on: date | None = None

    @cached_property
    def subject(self) -> str:
        """What the keys of its notices are about. The due date is part of it: a round whose date was moved is told
        anew."""
        return subject_of(self.fiscal_year, self.round_key, self.due, self.department_id)


def subject_of(fiscal_year: int, round_key: str, due: date, department_id: int) -> str:
    """The same of its parts: the fiscal year B.E., the due date A.D."""
    return f"{fiscal_year}-{round_key}:{due.isoformat()}:{department_id}"


@dataclass(frozen=True)
class Reminder:
    """One rung of one rule owed to one person. The key is the promise: a rung is told once."""

    key: str
    rule: Literal["escalate", "stranded", "due"]
    rung: str
    person: Recipient
    owed: Owed

    @property
    def office(self) -> OfficeClock:
        """The office it is about."""
        return self.owed.office

    @property
    def urgent(self) -> bool:
        """Whether it may use the reserve of the month's pushes: whatever is late."""
        return self.rule == "escalate" or ladder.is_overdue(self.rung)

    @property
    def urgency(self) -> Urgency:
        """What it goes before when much is to be said at once."""
        if self.rule == "escalate":
            return Urgency.ESCALATED
        return Urgency.OVERDUE if ladder.is_overdue(self.rung) else Urgency.DUE

    @property
    def facts(self) -> dict[str, Any]:
        """What the notice was about, for the record."""
        return {
            "rung": self.rung,
            "round": self.owed.round_key,
            "fiscal_year": self.owed.fiscal_year,
            "due": self.owed.due.isoformat(),
            "department": self.owed.department,
            "measures": [measure.number for measure in self.owed.measures],
        }


@dataclass(frozen=True)
class Remark:
    """A line about the service for a coordinator: what failed since the last one (nothing: a good week), or the
    month's pushes. The key is the promise; `counts` are what stands by now, for the next line to differ from."""

    key: str
    rule: Literal["service", "quota"]
    rung: str
    person: Recipient
    office: OfficeClock
    news: tuple[Failure, ...] = ()
    counts: tuple[Failure, ...] = ()
    quota: Quota | None = None

    @property
    def urgent(self) -> bool:
        """Whether it may use the reserve of the month's pushes: that they run out."""
        return self.quota is not None

    @property
    def urgency(self) -> Urgency:
        """What it goes before: that pushes run out, and what failed, wait less than a good week."""
        if self.quota is not None:
            return Urgency.ESCALATED
        return Urgency.DUE if self.news else Urgency.PICTURE

    @property
    def facts(self) -> dict[str, Any]:
        """What the notice was about, for the record."""
        if self.quota is not None:
            return asdict(self.quota)
        return {name: {each.kind: each.count for each in told}
                for name, told in (("news", self.news), ("counts", self.counts))}  # fmt: skip


@dataclass(frozen=True)
class Weekly:
    """The picture of a week for an executive. The key is the promise: once for each office, person and ISO week.
    `shown` is None until it is put into words: the figures are those of that moment."""

    key: str
    rule: Literal["weekly"]
    rung: str
    person: Recipient
    office: OfficeClock
    fiscal_year: int
    shown: Figures | None = None

    @property
    def urgent(self) -> bool:
        """It never uses the reserve of the month's pushes."""
        return False

    @property
    def urgency(self) -> Urgency:
        """What it goes before when much is to be said at once."""
        return Urgency.PICTURE

    @property
    def facts(self) -> dict[str, Any]:
        """What the notice was about, for the record."""
        return {"week": self.rung, "fiscal_year": self.fiscal_year}


Matter = Remark | Reminder | Weekly
"""What a digest is made of."""


@dataclass(frozen=True)
class Watched:
    """An office's service as its coordinators are told of it: what failed in all, and in all when last told."""

    office: OfficeClock
    coordinators: tuple[Recipient, ...]
    service: Service


@dataclass(frozen=True)
class Overseen:
    """An office with open rounds, each with its fiscal year (B.E.), first day and due date, and its executives."""

    office: OfficeClock
    executives: tuple[Recipient, ...]
    rounds: tuple[tuple[int, date, date], ...]


@dataclass(frozen=True)
class Situation:
    """All that the rules judge by."""

    owed: tuple[Owed, ...]
    watched: tuple[Watched, ...] = ()
    quota: Quota | None = None
    overseen: tuple[Overseen, ...] = ()
