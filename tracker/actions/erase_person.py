"""A person is erased: on their own request, on paper, or some weeks after they left.

What is theirs alone goes. What is the office's stays: the reports that were confirmed, their notes and their evidence,
under the post that gave them. The LINE id becomes a random pseudonym that leads to nobody, and whoever writes from
that LINE account afterwards is a new person.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tracker.actions.authority import audit
from tracker.actions.forget_files import forget_evidence
from tracker.actions.invite import revoke_made_by
from tracker.actions.receive_paper import forget_paper
from tracker.files import Files
from tracker.model import Person
from tracker.store import people, personal
from tracker.store.personal import Counts


@dataclass(frozen=True)
class Prospect:
    """What an erasure would do, to be repeated back. `last_of`: offices that would be without a coordinator."""

    counts: Counts
    last_of: tuple[str, ...]


def look_at_erasure(tx: Session, person: Person, now: datetime) -> Prospect:
    """What would go and what would stay of a person."""
    return Prospect(personal.counts(tx, person.id), personal.last_coordinator_of(tx, person.id, now))


def erase_person(tx: Session, files: Files, person: Person, now: datetime, why: str) -> None:
    """Erase a person. `why`: asked (in the chat), paper (by the operator) or left. A second time changes nothing."""
    if person.erased_at is not None:
        return
    line_user_id = person.line_user_id
    for held in people.holdings(tx, person.id, now):
        if held.role == "coordinator":
            revoke_made_by(tx, held.office_id, person.id, now, now, None, None)
    personal.end_tenures(tx, person.id, now)
    for paper in personal.waiting_papers(tx, person.id):
        forget_paper(tx, files, paper, "removed", now)
    for row in personal.unattached_evidence(tx, person.id):
        forget_evidence(tx, files, row)
    personal.forget_words(tx, person.id, line_user_id, now)
    if person.menu is not None and why != "left":  # LINE keeps no menu of one who blocked us
        personal.unlink_menu(tx, line_user_id, person.account, now)
    person.line_user_id = f"erased-{secrets.token_hex(16)}"
    person.following, person.menu, person.asks_about = False, None, None
    person.account = None
    person.came_at = person.left_at = None
    person.erased_at = now
    tx.add(person)
    audit(tx, now, "erase_person", str(person.id), person_id=person.id, why=why)
