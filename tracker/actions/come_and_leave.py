"""A person adds the account as a friend, blocks it, comes back.

LINE delivers late and out of order, so each is taken by the moment LINE says it happened. Where an installation has
several accounts a person is reached through one of them: the one they added, or wrote in, last.
"""

from datetime import datetime

from sqlmodel import Session

from tracker import outbox
from tracker.actions.accept_notice import LAPSED
from tracker.model import Person


def leave(tx: Session, person: Person, at: datetime, now: datetime, account: str | None = None) -> None:
    """The account was blocked at a moment: nothing is pushed any more, what waits is not sent, and an accepted notice
    lapses. One who has come back since has not left, nor one who is reached through another account."""
    if person.account != account:
        return
    if person.came_at is not None and at < person.came_at:
        return
    person.left_at, person.following = max(at, person.left_at or at), False
    if person.notice_version is not None:
        person.notice_version = LAPSED
    if person.menu is not None:
        person.menu = ""  # LINE may forget it; told again when they come back
    tx.add(person)
    outbox.withdraw_for(tx, person.line_user_id, now)


def come(tx: Session, person: Person, at: datetime, account: str | None = None) -> None:
    """The account was added as a friend, or something was said, at a moment. What was said before they left and came
    late changes nothing. One who had accepted the notice and left is pushed to again only after accepting it anew."""
    if person.left_at is not None and at <= person.left_at:
        return
    if person.account != account and (person.came_at is None or at > person.came_at):
        _move(tx, person, account, at)
    if person.came_at is None or person.left_at is not None:
        person.came_at, person.left_at = at, None
        tx.add(person)
    wanted = person.notice_version != LAPSED
    if person.following != wanted:
        person.following = wanted
        tx.add(person)


def _move(tx: Session, person: Person, account: str | None, at: datetime) -> None:
    """From now on they are reached through another account. Which menu that one shows them nobody knows."""
    person.account = account
    if person.came_at is not None:
        person.menu = ""
        outbox.send_through(tx, person.line_user_id, account, at)
    person.came_at = at  # what was said elsewhere before, and comes later, does not move them back
    tx.add(person)
