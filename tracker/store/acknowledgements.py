"""What departments answered to reminders, and what coordinators decided about it."""

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy
from sqlmodel import Session, col, select

from tracker.model import Acknowledgement, Department, MeasureRound, Responsibility, Round
from tracker.store.plain import ask

Place = tuple[int, int, int]
"""Office, round and department."""


def standings(tx: Session, rounds: Collection[tuple[int, int]]) -> dict[Place, tuple[bool, date | None]]:
    """Of each department that answered a reminder of these rounds (office and round id): that it did, and the day
    until which its reminders rest by the newest decision of a coordinator."""
    if not rounds:
        return {}
    offices = {office_id for office_id, _ in rounds}
    query = sqlalchemy.select(*_ANSWER).where(
        col(Acknowledgement.office_id).in_(offices),
        col(Acknowledgement.round_id).in_({round_id for _, round_id in rounds}),
    )
    found: dict[Place, tuple[bool, date | None]] = {}
    for row in ask(tx, query.order_by(col(Acknowledgement.settled_at), col(Acknowledgement.id))):
        if (row.office_id, row.round_id) in rounds:
            place = (row.office_id, row.round_id, row.department_id)
            rests = (
                row.until if row.accepted and row.kind == "postpone" else found.get(place, (True, None))[1]
            )
            found[place] = True, rests
    return found


_ANSWER = tuple(
    col(each)
    for each in (
        Acknowledgement.office_id,
        Acknowledgement.round_id,
        Acknowledgement.department_id,
        Acknowledgement.kind,
        Acknowledgement.accepted,
        Acknowledgement.until,
    )
)


def is_due(tx: Session, place: Place) -> bool:
    """Whether a department carries a measure that is due in a round, which is no other department's own."""
    office_id, round_id, department_id = place
    carried = (
        (col(Responsibility.office_id) == MeasureRound.office_id)
        & (col(Responsibility.measure_id) == MeasureRound.measure_id)
        & (col(Responsibility.department_id) == department_id)
    )
    query = select(MeasureRound.measure_id).join(Responsibility, carried)
    query = query.where(MeasureRound.office_id == office_id, MeasureRound.round_id == round_id)
    found = tx.get(Round, (office_id, round_id))
    return (
        found is not None
        and found.department_id in (None, department_id)
        and tx.exec(query.limit(1)).first() is not None
    )


def locked(tx: Session, office_id: int, acknowledgement_id: int) -> Acknowledgement | None:
    """One answer of an office, locked until the transaction ends."""
    return tx.get(Acknowledgement, (office_id, acknowledgement_id), with_for_update=True)


def locked_round(tx: Session, office_id: int, round_id: int) -> Round | None:
    """A round of an office, locked: of two who answer for it at once the second sees what the first wrote."""
    return tx.get(Round, (office_id, round_id), with_for_update=True)


def standing_one(
    tx: Session, office_id: int, round_id: int, department_id: int, kind: str, person_id: int | None = None
) -> Acknowledgement | None:
    """The newest answer of a kind of a department to a round (of one person, if named) that nobody has settled."""
    query = select(Acknowledgement).where(
        Acknowledgement.office_id == office_id, Acknowledgement.round_id == round_id,
        Acknowledgement.department_id == department_id, Acknowledgement.kind == kind,
        col(Acknowledgement.settled_at).is_(None),
    )  # fmt: skip
    if person_id is not None:
        query = query.where(Acknowledgement.person_id == person_id)
    return tx.exec(query.order_by(col(Acknowledgement.id).desc())).first()


def waiting(tx: Session, office_id: int) -> list[tuple[Acknowledgement, Round, str]]:
    """What waits for a coordinator's answer, oldest first, each with its round and department."""
    query = (
        select(Acknowledgement, Round, Department.name)
        .join(
            Round,
            (col(Round.office_id) == Acknowledgement.office_id) & (col(Round.id) == Acknowledgement.round_id),
        )
        .join(
            Department,
            (col(Department.office_id) == Acknowledgement.office_id)
            & (col(Department.id) == Acknowledgement.department_id),
        )
        .where(Acknowledgement.office_id == office_id, Acknowledgement.kind != "seen")
        .where(col(Acknowledgement.accepted).is_(None))
        .order_by(col(Acknowledgement.id))
    )
    return [(row, found, name) for row, found, name in tx.exec(query).all()]


def asked_since(tx: Session, office_id: int, person_id: int, since: datetime) -> int:
    """How often a person asked an office's coordinators for something since a moment."""
    query = select(Acknowledgement.id).where(
        Acknowledgement.office_id == office_id, Acknowledgement.person_id == person_id,
        Acknowledgement.kind != "seen", Acknowledgement.at > since,
    )  # fmt: skip
    return len(tx.exec(query).all())


def forget_words(tx: Session, line_message_id: str) -> list[int]:
    """A message was taken back: the reason it gave goes; that something was answered stays. Returns which."""
    query = select(Acknowledgement).where(Acknowledgement.line_message_id == line_message_id)
    found = tx.exec(query).all()
    for row in found:
        row.reason = ""
        tx.add(row)
    return [row.id for row in found]
