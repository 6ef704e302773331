"""Which measures a department owes a report on: rounds that may be reminded of, and what was reported in them."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, exists, literal_column, or_, select, text
from sqlmodel import Session, col

from tracker.model import Measure, MeasureRound, Notice, ProgressEntry, Responsibility, Round
from tracker.model.messages import LAST_RUNGS
from tracker.rules import ladder
from tracker.store import reviews
from tracker.store.aliases import alias_of
from tracker.store.plain import ask
from tracker.store.ready import Row

# The ladder begins 30 days before the due date and ends some ten weeks after it; the rest is for long holidays.
LONGEST_BEFORE, LONGEST_AFTER = timedelta(days=31), timedelta(days=120)

# Made once: to make another name for a table takes longer than to ask it.
_UNTITLED: tuple[Any, ...] = (literal_column("0").label("number"), literal_column("''").label("title"))
_NEWER, _UNDO = alias_of(ProgressEntry), alias_of(ProgressEntry)


def due_measures(
    tx: Session, offices: Collection[int], first: date, last: date, titled: bool = True
) -> list[tuple[Row, int, str, int, bool]]:
    """Round, measure number, title, department and whether that department reported it in that round: of every open
    round that may be reminded of on a day from `first` to `last` (A.D.).

    In season that is twenty rows of every office there is, each pass: rows, therefore, and each round once. Where they
    need not be `titled` a measure has the number 0 and no title, and nothing has an order."""
    asked_about = and_(
        col(Round.office_id).in_(offices), col(Round.closed_at).is_(None), _in_time(tx, offices, first, last)
    )
    rounds = {(found.office_id, found.id): found for found in ask(tx, select(*_ROUND).where(asked_about))}
    if not rounds:
        return []
    reported = _reported(tx, asked_about, offices)
    return [
        (
            rounds[office_id, its_round],
            number,
            title,
            department,
            (its_round, measure, department) in reported,
        )
        for office_id, its_round, measure, department, number, title in ask(tx, _carried(asked_about, titled))
        # One that is opened while this is read (PostgreSQL) belongs to the next state.
        if (office_id, its_round) in rounds
    ]


def _carried(asked_about: ColumnElement[bool], titled: bool) -> Any:
    """Who carries which measure in the rounds that are asked about."""
    its_measure = same(MeasureRound, Round, col(MeasureRound.round_id), col(Round.id))
    carried = same(Responsibility, MeasureRound, col(Responsibility.measure_id), col(MeasureRound.measure_id))
    its = (
        col(Round.office_id),
        col(Round.id),
        col(Responsibility.measure_id),
        col(Responsibility.department_id),
    )
    named = (col(Measure.number), col(Measure.title)) if titled else _UNTITLED
    query = select(*its, *named).join(MeasureRound, its_measure).join(Responsibility, carried)
    query = (
        query.where(asked_about, col(Responsibility.status) != "cancelled")
        .where(or_(col(Round.measure_id).is_(None), col(Round.measure_id) == MeasureRound.measure_id))
        .where(
            or_(col(Round.department_id).is_(None), col(Round.department_id) == Responsibility.department_id)
        )
    )
    if not titled:
        return query
    query = query.join(Measure, same(Measure, MeasureRound, col(Measure.id), col(MeasureRound.measure_id)))
    return query.order_by(col(Round.due), col(Round.office_id), col(Round.key), col(Measure.number))


def in_time(first: date, last: date) -> ColumnElement[bool]:
    """Rounds whose ladder may say something on a day from `first` to `last`."""
    return col(Round.due).between(first - LONGEST_AFTER, last + LONGEST_BEFORE)


def overseen_on(first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    """Open rounds that executives are shown on a day from `first` to `last`. One that nobody closed counts until its
    reminders are over."""
    return col(Round.closed_at).is_(None), col(Round.starts) <= last, col(Round.due) >= first - LONGEST_AFTER


def forgotten_offices(tx: Session, day: date) -> set[int]:
    """The offices with rounds whose ladder ended while nobody climbed it."""
    return {office_id for office_id, _ in _forgotten(tx, None, day)}


def _in_time(tx: Session, offices: Collection[int], first: date, last: date) -> ColumnElement[bool]:
    """Rounds whose ladder may say something in these days, and older ones whose ladder never came to its end here."""
    forgotten = [round_id for _, round_id in _forgotten(tx, offices, first)]
    return or_(in_time(first, last), col(Round.id).in_(forgotten)) if forgotten else in_time(first, last)


def _forgotten(tx: Session, offices: Collection[int] | None, first: date) -> list[tuple[int, int]]:
    """Office and id of open rounds of any age (of offices; None: of all) whose ladder ended while nobody climbed it:
    opened here in time for its last rung, which was never told to anybody."""
    subject = f"{ladder.DUE}:" + cast(col(Round.fiscal_year), String) + "-" + col(Round.key) + ":"
    last_rung = subject + cast(col(Round.due), String) + f":%:{ladder.LAST}:%"
    told = exists().where(
        col(Notice.office_id) == Round.office_id,
        col(Notice.state) == "sent",
        text(LAST_RUNGS),  # as its index has it: what was told of all other rungs is not looked through
        col(Notice.key).like(last_rung),
    )
    query = select(col(Round.office_id), col(Round.id), col(Round.due), col(Round.opened_at)).where(
        col(Round.closed_at).is_(None),
        col(Round.opened_at).is_not(None),
        col(Round.due) < first - LONGEST_AFTER,
        ~told,
    )
    if offices is not None:
        query = query.where(col(Round.office_id).in_(offices))
    return [
        (found.office_id, found.id)
        for found in ask(tx, query)
        if found.opened_at.date() <= found.due + LONGEST_AFTER
    ]


def _reported(
    tx: Session, asked_about: ColumnElement[bool], offices: Collection[int]
) -> set[tuple[int | None, int, int]]:
    """Round, measure and department of every entry in force: not undone, not corrected, not sent back."""
    undone = exists().where(
        col(_UNDO.office_id) == _NEWER.office_id,
        col(_UNDO.replaces_id) == _NEWER.id,
        col(_UNDO.kind) == "undo",
    )
    replaced = exists().where(
        col(_NEWER.office_id) == ProgressEntry.office_id,
        col(_NEWER.replaces_id) == ProgressEntry.id,
        ~undone,
    )
    query = (
        select(
            col(ProgressEntry.round_id),
            col(ProgressEntry.measure_id),
            col(ProgressEntry.department_id),
            col(ProgressEntry.id),
        )
        .join(Round, same(Round, ProgressEntry, col(Round.id), col(ProgressEntry.round_id)))
        .where(asked_about, col(ProgressEntry.kind).in_(("update", "correction")), ~replaced)
    )
    back = reviews.sent_back(tx, offices)
    return {
        (found, measure_id, department_id)
        for found, measure_id, department_id, entry_id in ask(tx, query)
        if entry_id > back.get((found, measure_id, department_id), 0)
    }


_ROUND = tuple(
    col(each)
    for each in (
        Round.office_id,
        Round.id,
        Round.fiscal_year,
        Round.key,
        Round.label,
        Round.due,
        Round.opened_at,
    )
)


def same(one: Any, other: Any, left: Any, right: Any) -> ColumnElement[bool]:
    """The rows of two tables that are of the same office and the same thing."""
    return and_(col(one.office_id) == other.office_id, left == right)
