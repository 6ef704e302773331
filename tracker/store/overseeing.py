"""What executives oversee: the offices with open rounds, and how far they are, for the picture of the week."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import Session, col, select

from tracker.model import Round
from tracker.rules.overview import Figures, figures
from tracker.store import facts
from tracker.store.matters import Matter, OfficeClock, Overseen, Weekly
from tracker.store.owing import overseen_on
from tracker.store.recipients import Staff


def overseen(
    tx: Session, offices: Mapping[int, OfficeClock], staff: Mapping[int, Staff], first: date, last: date
) -> tuple[Overseen, ...]:
    """The offices that have executives LINE reaches and rounds that are open on a day from `first` to `last`
    (A.D.)."""
    led = [office_id for office_id in offices if staff[office_id].executives]
    if not led:
        return ()
    query = select(col(Round.office_id), col(Round.fiscal_year), col(Round.starts), col(Round.due))
    query = query.where(col(Round.office_id).in_(led), *overseen_on(first, last))
    rounds: dict[int, set[tuple[int, date, date]]] = defaultdict(set)
    for office_id, year, starts, due in tx.exec(query).all():
        rounds[office_id].add((year, starts, due))
    return tuple(
        Overseen(offices[office_id], staff[office_id].executives, tuple(sorted(theirs)))
        for office_id, theirs in sorted(rounds.items())
    )


def week_figures(tx: Session, matters: Iterable[Matter], today: date) -> dict[tuple[int, int], Figures]:
    """The figures as they are now of each office (id) and fiscal year (B.E.) the matters of the week are about, said
    as of `today`. Reads a whole year of each: call it in a reading session, for a writer would hold up all others."""
    wanted = {(each.office.id, each.fiscal_year) for each in matters if isinstance(each, Weekly)}
    return {
        (office_id, year): figures(facts.year_facts(tx, office_id, year, updates_of=None), today)
        for office_id, year in sorted(wanted)
    }


def with_figures(matters: Sequence[Matter], found: Mapping[tuple[int, int], Figures]) -> tuple[Matter, ...]:
    """The matters, those of the week with the figures found for them, or with none."""
    return tuple(
        replace(each, shown=found.get((each.office.id, each.fiscal_year)))
        if isinstance(each, Weekly)
        else each
        for each in matters
    )
