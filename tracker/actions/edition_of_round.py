"""The report of a closed round is frozen: what changed since makes another edition, with its differences, never a
silent change."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from tracker.actions.authority import audit
from tracker.facts import YearFacts
from tracker.reports.drawing import Order
from tracker.reports.editions import Edition, differences
from tracker.store import Store, editions, facts, papers


def freeze_round(tx: Session, office_id: int, fiscal_year: int, round_key: str, now: datetime) -> None:
    """Keep what stands now as the next edition of a round's report; nothing happens where it is the same as the newest
    one. Call it with the office locked."""
    living = facts.year_facts(tx, office_id, fiscal_year)
    known = editions.newest(tx, office_id, fiscal_year, round_key, 1)
    if known and not differences(known[0].facts, living, round_key):
        return
    number = known[0].number + 1 if known else 1
    editions.freeze(tx, office_id, round_key, number, living, now)
    audit(tx, now, "freeze_round", f"{fiscal_year}:{round_key}", office_id=office_id, number=number)


def outdated(tx: Session, office_id: int, living: YearFacts, round_key: str) -> bool:
    """Whether a round's report says something else by now than its newest edition, or has none yet."""
    known = editions.newest(tx, office_id, living.fiscal_year, round_key, 1)
    return not known or bool(differences(known[0].facts, living, round_key))


def closed(living: YearFacts, round_key: str) -> bool:
    """Whether there is such a round and it is closed."""
    return any(each.key == round_key and each.closed for each in living.rounds)


def order_of(
    store: Store,
    office_id: int,
    fiscal_year: int,
    kind: str,
    round_key: str | None,
    format: str,
    now: datetime,
) -> Order:
    """What is to be drawn for an office: see `told`; in the office's own layout where it has one."""
    known, edition = told(store, office_id, fiscal_year, kind, round_key, now)
    with store.read() as tx:
        template = editions.template(tx, office_id, kind)
    return Order(kind, known, round_key, format, edition, template)


def told(
    store: Store, office_id: int, fiscal_year: int, kind: str, round_key: str | None, now: datetime
) -> tuple[YearFacts, Edition | None]:
    """The facts a report of an office tells: the living ones, and of a closed round the newest edition, after what
    changed since was frozen as another. No transaction of the caller's is open."""
    with store.read() as tx:
        living = facts.year_facts(tx, office_id, fiscal_year)
        if kind != "progress" or round_key is None or not closed(living, round_key):
            return living, None
        changed = outdated(tx, office_id, living, round_key)
    if changed:
        with store.begin() as tx:
            papers.lock_office(tx, office_id)
            freeze_round(tx, office_id, fiscal_year, round_key, now)
    with store.read() as tx:
        known = editions.newest(tx, office_id, fiscal_year, round_key)
    last = known[0]
    # How figures are written is the office's taste of today, not what was frozen.
    office = replace(last.facts.office, thai_digits=living.office.thai_digits)
    changes = differences(known[1].facts, last.facts, round_key) if len(known) > 1 else ()
    return replace(last.facts, office=office), Edition(last.number, last.frozen_at, changes)
