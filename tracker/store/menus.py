"""Which menu under the chat each person is to see, and what LINE was last told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, case, col, func, null, select, update

from tracker.model import Person, Post, Tenure
from tracker.store.people import in_force

# The strongest first: who holds several posts sees the menu of the first of these.
STRENGTH = ("coordinator", "executive", "head", "officer")


@dataclass(frozen=True)
class Wanted:
    """A person whose menu is not the one LINE was told; `menu` None is everybody's default."""

    person_id: int
    line_user_id: str
    menu: str | None


def wanted(
    tx: Session, menus: Mapping[str, str], now: datetime, limit: int, account: str | None = None
) -> list[Wanted]:
    """People of an account, at most `limit`, who are to see another menu than LINE was told, by the posts they hold
    at `now`.

    `menus` is the menu of each role that has one. Nobody who blocked the bot: LINE would not keep it.
    """
    known = [role for role in STRENGTH if role in menus]
    rank = case(*((col(Post.role) == role, place) for place, role in enumerate(known)), else_=None)
    strongest = (
        select(col(Tenure.person_id).label("person_id"), func.min(rank).label("rank"))
        .join(Post, (col(Post.office_id) == Tenure.office_id) & (col(Post.id) == Tenure.post_id))
        .where(in_force(now))
        .group_by(col(Tenure.person_id))
        .subquery()
    )
    menu = case(*((strongest.c.rank == place, menus[role]) for place, role in enumerate(known)), else_=null())
    query = (
        select(Person.id, Person.line_user_id, menu)
        .outerjoin(strongest, strongest.c.person_id == col(Person.id))
        .where(col(Person.account).is_not_distinct_from(account))
        .where(col(Person.following).is_(True), col(Person.menu).is_distinct_from(menu))
        .order_by(col(Person.id))
        .limit(limit)
    )
    return [Wanted(*row) for row in tx.exec(query).all()]


def told(tx: Session, people: Sequence[Wanted]) -> None:
    """Keep what LINE was told about these people."""
    for each in people:
        tx.exec(update(Person).where(col(Person.id) == each.person_id).values(menu=each.menu))
