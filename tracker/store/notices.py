"""Notices: the rungs promised to people so far, and the digests that carry them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Executable, and_, exists, or_, true, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from tracker.model import Message, Notice
from tracker.store.parts import in_parts
from tracker.store.plain import table, tell_all
from tracker.store.ready import Ready
from tracker.store.reminders import Matter


def promise_notices(tx: Session, matters: Iterable[Matter], now: datetime) -> None:
    """Write down what is owed. A key that exists stays as it is, but one that was superseded (the department had
    reported and took it back) is owed again."""
    owed = [
        Notice(
            office_id=matter.office.id,
            key=matter.key,
            rule=matter.rule,
            person_id=matter.person.person_id,
            facts=dict(matter.facts),
            promised_at=now,
        ).model_dump()
        for matter in matters
    ]
    if owed:
        tell_all(tx, _PROMISE, owed)


def _promise(dialect: str) -> Executable:
    insert: Any = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table(Notice))
    return insert.on_conflict_do_update(  # type: ignore[no-any-return]
        index_elements=["office_id", "key"],
        set_={
            "state": "promised",
            "facts": insert.excluded.facts,
            "promised_at": insert.excluded.promised_at,
        },
        where=col(Notice.state) == "superseded",
    )


# Made once, and carried out for all at once: on SQLite nobody else writes meanwhile.
_PROMISE = Ready(_promise, columns=[column.name for column in table(Notice).columns])


def supersede(tx: Session, keep: Collection[str], offices: Collection[int]) -> int:
    """Promised notices of offices that are no longer what is owed are told to nobody; returns how many."""
    ids = [(office_id, id_) for office_id, id_, key in _promised(tx, offices) if key not in keep]
    return _change(tx, ids, state="superseded")


def promised_keys(tx: Session, offices: Collection[int]) -> frozenset[str]:
    """The keys of notices of offices that wait for a digest; nobody else may carry them until the transaction ends."""
    return frozenset(key for _, _, key in _promised(tx, offices))


def offices_with_promises(tx: Session) -> frozenset[int]:
    """The offices with notices that wait for a digest."""
    return frozenset(tx.exec(select(Notice.office_id).where(Notice.state == "promised").distinct()).all())


def known_keys(tx: Session, keys: Collection[str]) -> dict[str, str]:
    """Which of these keys exist, with their state."""
    known: dict[str, str] = {}
    for part in in_parts(keys):
        query = select(Notice.key, Notice.state).where(col(Notice.key).in_(part))
        known |= {key: state for key, state in tx.exec(query).all()}
    return known


def sent_keys(tx: Session, office_id: int | None = None) -> set[str]:
    """The keys of every notice (of one office) that went with a digest."""
    query = select(Notice.key).where(Notice.state == "sent")
    return set(tx.exec(query if office_id is None else query.where(Notice.office_id == office_id)).all())


def told_on(tx: Session, day: date, people: Collection[int]) -> frozenset[int]:
    """Those of these people who have their digest of a Bangkok day already, sent or promised."""
    told = set[int]()
    for part in in_parts(people):
        query = select(Message.person_id).where(Message.day == day, col(Message.person_id).in_(part))
        told |= {person_id for person_id in tx.exec(query).all() if person_id is not None}
    return frozenset(told)


def told_from(tx: Session, first: date) -> dict[date, frozenset[int]]:
    """The people who have their digest already, by Bangkok day from a day on."""
    days: dict[date, set[int]] = defaultdict(set)
    for day, person_id in tx.exec(
        select(col(Message.day), col(Message.person_id)).where(col(Message.day) >= first)
    ).all():
        if day is not None and person_id is not None:
            days[day].add(person_id)
    return {day: frozenset(people) for day, people in days.items()}


def carry(tx: Session, keys: Collection[str], message_id: int) -> None:
    """The promised notices with these keys, which this transaction has locked, go with a digest."""
    mine = (col(Notice.key).in_(keys), col(Notice.state) == "promised")
    _run(tx, update(Notice).where(*mine).values(state="sent", message_id=message_id))


def any_unsent_digests(tx: Session, today: date, quota_left: bool) -> bool:
    """Whether there are digests of earlier days that LINE certainly never took. Those it refused because the month's
    pushes were used up count from the next month on, or once there is `quota_left` because the plan was enlarged."""
    return tx.exec(_unsent(today, quota_left).limit(1)).first() is not None


def take_back(tx: Session, today: date, now: datetime, quota_left: bool) -> None:
    """Drop digests whose day is over; what they carried is owed again, in words that are right today."""
    digests = list(tx.exec(_unsent(today, quota_left).with_for_update(skip_locked=True)).all())
    if not digests:
        return
    over = {"state": "dropped", "done_at": now, "problem": "its day was over before LINE took it"}
    _run(tx, update(Message).where(col(Message.id).in_(digests)).values(**over))
    owed_again = update(Notice).where(col(Notice.message_id).in_(digests))
    _run(tx, owed_again.values(state="promised", message_id=None))


def _promised(tx: Session, offices: Collection[int]) -> list[tuple[int, int, str]]:
    query = select(Notice.office_id, Notice.id, Notice.key).where(Notice.state == "promised")
    query = query.where(col(Notice.office_id).in_(offices)).order_by(col(Notice.id)).with_for_update()
    return [(office_id, id_, key) for office_id, id_, key in tx.exec(query).all()]


def _unsent(today: date, quota_left: bool) -> SelectOfScalar[int]:
    promised = col(Message.state) == "promised"
    carries = exists().where(col(Notice.message_id) == Message.id)
    parked = and_(
        col(Message.state) == "parked",
        carries,  # one that was sent again from the desk is nobody else's to drop
        true() if quota_left else col(Message.day) < today.replace(day=1),
    )
    certain = col(Message.first_try_at).is_(None)
    return select(Message.id).where(col(Message.day) < today, certain, or_(promised, parked))


def _change(tx: Session, ids: Collection[tuple[int, int]], **values: Any) -> int:
    for part in in_parts(ids):
        mine = tuple_(col(Notice.office_id), col(Notice.id)).in_(part)
        _run(tx, update(Notice).where(mine).values(**values))
    return len(ids)


def _run(tx: Session, statement: Any) -> None:
    tx.exec(statement.execution_options(synchronize_session=False))
