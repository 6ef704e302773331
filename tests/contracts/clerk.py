"""Somebody who works in a sample office: enrolled by a real invitation, reporting through the real actions."""

from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker.actions.authority import Authority, authority_of
from tracker.actions.invite import invite
from tracker.actions.record_progress import Proposal, Report, propose_progress, record_progress
from tracker.actions.redeem_invitation import enrol, look_at_invitation
from tracker.actions.undo_progress import undo_progress
from tracker.facts import Standing, YearFacts
from tracker.model import Department, ProgressEntry
from tracker.store import Store, facts, organisations, people

BANGKOK = ZoneInfo("Asia/Bangkok")
# A working day in the middle of the morning, in fiscal year 2570.
MORNING = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)

_numbers = count(1)


class Clerk:
    """A person with a post, on a clock to set."""

    def __init__(
        self, store: Store, slug: str, department: str | None = None, role: str = "officer", year: int = 2567
    ) -> None:
        self.store, self.year, self.now = store, year, MORNING
        with store.begin() as tx:
            office = organisations.office_by_slug(tx, slug)
            found = organisations.department_by_name(tx, office, department) if department else None
            code = invite(tx, office, found, role, self.now)
            person = people.ensure_person(tx, f"U{next(_numbers):032x}", self.now)
            offer = look_at_invitation(tx, person.line_user_id, code, self.now)
            enrol(tx, person, office.id, offer.invitation_id, self.now)
            self.office_id, self.person_id = office.id, person.id
            self.department: Department | None = found

    def authority(self, tx: Session) -> Authority:
        """What this person may rely on now."""
        return authority_of(tx, self.person_id, self.now)

    def propose(
        self, number: int, percent: int, department: Department | None = None, **more: object
    ) -> Proposal:
        """What would be written, as a card shows it."""
        owner = department or self.department
        assert owner is not None
        report = Report(self.year, number, owner.id, percent=percent, **more)  # type: ignore[arg-type]
        with self.store.begin() as tx:
            return propose_progress(tx, self.authority(tx), self.office_id, report, self.now, BANGKOK)

    def confirm(self, proposal: Proposal) -> ProgressEntry:
        """Press the button of the card."""
        with self.store.begin() as tx:
            return record_progress(tx, self.authority(tx), proposal, self.now)

    def report(self, number: int, percent: int, **more: object) -> ProgressEntry:
        """Propose and confirm, a minute after what was done last."""
        self.now += timedelta(minutes=1)
        return self.confirm(self.propose(number, percent, **more))  # type: ignore[arg-type]

    def undo(self, receipt: str) -> ProgressEntry:
        """Take an entry back."""
        with self.store.begin() as tx:
            return undo_progress(tx, self.authority(tx), self.office_id, receipt, self.now)

    def facts(self) -> YearFacts:
        """The living state of the clerk's office and year."""
        with self.store.read() as tx:
            return facts.year_facts(tx, self.office_id, self.year)

    def standing(self, number: int) -> Standing:
        """How a measure stands in the clerk's department."""
        measure = self.facts().measure(number)
        assert measure is not None and self.department is not None
        return next(each for each in measure.standings if each.department == self.department.name)
