"""Which measures a department owes a report on: rounds that may be reminded of, and what was reported in them."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, exists, or_, text
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from tracker.model import Measure, MeasureRound, Notice, ProgressEntry, Responsibility, Round
from tracker.model.messages import LAST_RUNGS
from tracker.rules import ladder
from tracker.store import reviews

# The ladder begins 30 days before the due date and ends some ten weeks after it; the rest is for long holidays.
LONGEST_BEFORE, LONGEST_AFTER = timedelta(days=31), timedelta(days=120)


def due_measures(
    tx: Session, offices: Collection[int], first: date, last: date
) -> list[tuple[Round, int, str, int, bool]]:
    """Round, measure number, title, department and whether that department reported it in that round: of every open
    round that may be reminded of on a day from `first` to `last` (A.D.)."""
    asked_about = and_(
        col(Round.office_id).in_(offices), col(Round.closed_at).is_(None), _in_time(tx, offices, first, last)
    )
    its_measure = same(MeasureRound, Round, col(MeasureRound.round_id), col(Round.id))
    carried = same(Responsibility, MeasureRound, col(Responsibility.measure_id), col(MeasureRound.measure_id))
    query = (
        select(Round, Responsibility, Measure.number, Measure.title)
        .join(MeasureRound, its_measure)
        .join(Measure, same(Measure, MeasureRound, col(Measure.id), col(MeasureRound.measure_id)))
        .join(Responsibility, carried)
        .where(asked_about, col(Responsibility.status) != "cancelled")
        .where(or_(col(Round.measure_id).is_(None), col(Round.measure_id) == Measure.id))
        .where(
            or_(col(Round.department_id).is_(None), col(Round.department_id) == Responsibility.department_id)
        )
        .order_by(col(Round.due), col(Round.office_id), col(Round.key), col(Measure.number))
    )
    reported = _reported(tx, asked_about, offices)
    return [
        (found, number, title, row.department_id, (found.id, row.measure_id, row.department_id) in reported)
        for found, row, number, title in tx.exec(query).all()
    ]


def in_time(first: date, last: date) -> ColumnElement[bool]:
    """Rounds whose ladder may say something on a day from `first` to `last`."""
    return col(Round.due).between(first - LONGEST_AFTER, last + LONGEST_BEFORE)


def overseen_on(first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    """Open rounds that executives are shown on a day from `first` to `last`. One that nobody closed counts until its
    reminders are over."""
    return col(Round.closed_at).is_(None), col(Round.starts) <= last, col(Round.due) >= first - LONGEST_AFTER


def forgotten_offices(tx: Session, day: date) -> set[int]:
    """The offices with rounds whose ladder ended while nobody climbed it."""
    return {found.office_id for found in _forgotten(tx, None, day)}


def _in_time(tx: Session, offices: Collection[int], first: date, last: date) -> ColumnElement[bool]:
    """Rounds whose ladder may say something in these days, and older ones whose ladder never came to its end here."""
    forgotten = [found.id for found in _forgotten(tx, offices, first)]
    return or_(in_time(first, last), col(Round.id).in_(forgotten)) if forgotten else in_time(first, last)


def _forgotten(tx: Session, offices: Collection[int] | None, first: date) -> list[Round]:
    """Open rounds of any age (of offices; None: of all) whose ladder ended while nobody climbed it: opened here in time
    for its last rung, which was never told to anybody."""
    subject = f"{ladder.DUE}:" + cast(col(Round.fiscal_year), String) + "-" + col(Round.key) + ":"
    last_rung = subject + cast(col(Round.due), String) + f":%:{ladder.LAST}:%"
    told = exists().where(
        col(Notice.office_id) == Round.office_id,
        col(Notice.state) == "sent",
        text(LAST_RUNGS),  # as its index has it: what was told of all other rungs is not looked through
        col(Notice.key).like(last_rung),
    )
    query = select(Round).where(
        col(Round.closed_at).is_(None),
        col(Round.opened_at).is_not(None),
        col(Round.due) < first - LONGEST_AFTER,
        ~told,
    )
    if offices is not None:
        query = query.where(col(Round.office_id).in_(offices))
    return [
        found
        for found in tx.exec(query).all()
        if found.opened_at is not None and found.opened_at.date() <= found.due + LONGEST_AFTER
    ]


def _reported(
    tx: Session, asked_about: ColumnElement[bool], offices: Collection[int]
) -> set[tuple[int | None, int, int]]:
    """Round, measure and department of every entry in force: not undone, not corrected, not sent back."""
    newer, undo = aliased(ProgressEntry), aliased(ProgressEntry)
    undone = exists().where(
        col(undo.office_id) == newer.office_id, col(undo.replaces_id) == newer.id, col(undo.kind) == "undo"
    )
    replaced = exists().where(
        col(newer.office_id) == ProgressEntry.office_id, col(newer.replaces_id) == ProgressEntry.id, ~undone
    )
    query = (
        select(
            ProgressEntry.round_id, ProgressEntry.measure_id, ProgressEntry.department_id, ProgressEntry.id
        )
        .join(Round, same(Round, ProgressEntry, col(Round.id), col(ProgressEntry.round_id)))
        .where(asked_about, col(ProgressEntry.kind).in_(("update", "correction")), ~replaced)
    )
    back = reviews.sent_back(tx, offices)
    return {
        (found, measure_id, department_id)
        for found, measure_id, department_id, entry_id in tx.exec(query)
        if entry_id > back.get((found, measure_id, department_id), 0)
    }


def same(one: Any, other: Any, left: Any, right: Any) -> ColumnElement[bool]:
    """The rows of two tables that are of the same office and the same thing."""
    return and_(col(one.office_id) == other.office_id, left == right)
