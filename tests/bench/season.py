"""A country in season: every office has the round that fell due last open, most of its departments owe it, and nearly
everybody was told so. What a pass looks at then is all there is, what it says is little."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, text, update
from sqlmodel import Session, col, select

from scheduler.timetable import notices
from tests.growth.pattern import SPAN, user_of
from tracker.model import Message, Notice, Round
from tracker.outbox import retry_key_of
from tracker.rules.workdays import BANGKOK
from tracker.store import Store, organisations
from tracker.store.in_question import reminded_offices
from tracker.store.notices import known_keys, told_on
from tracker.store.parts import in_parts
from tracker.store.reminders import situation

REPORTED = 3
"""Departments of each office that have reported the round; the others owe it."""
TOLD_LATER = 100
"""Every so-many-th office has not been told: that is what is due."""


def begin_the_season(store: Store, now: datetime, told_later: int = TOLD_LATER) -> None:
    """Bring a country to its season, as it is at a moment; every so-many-th office was not told yet."""
    with store.begin() as tx:
        _open_again(tx, now)
    with store.read() as tx:
        offices = reminded_offices(tx)
    for part in in_parts(office for office in offices if (office // SPAN) % told_later):
        with store.begin() as tx:
            _tell(tx, part, now)
    with store.writer.connect() as connection, connection.begin():
        connection.exec_driver_sql("ANALYZE")


def _open_again(tx: Session, now: datetime) -> None:
    due = select(Round.key, Round.fiscal_year).where(Round.due < now.date())
    key, year = tx.exec(due.order_by(col(Round.due).desc()).limit(1)).one()
    its = {"key": key, "year": year, "reported": REPORTED}
    tx.exec(update(Round).where(Round.key == key, Round.fiscal_year == year).values(closed_at=None))  # type: ignore[call-overload,arg-type]
    tx.connection().execute(
        text(
            "UPDATE progressentry SET round_id = NULL WHERE (office_id, round_id) IN (SELECT office_id, id FROM round "
            "WHERE key = :key AND fiscal_year = :year) AND (office_id, department_id) IN (SELECT office_id, id FROM "
            "department WHERE position >= :reported)"
        ),
        its,
    )


def _tell(tx: Session, offices: list[int], now: datetime) -> None:
    """What the rules say of these offices now has been said, in one digest a person."""
    today = now.astimezone(BANGKOK).date()
    known = situation(tx, today, today, now, organisations.slugs(tx, offices), asked_at=now)
    digests: dict[int, dict[str, Any]] = {}
    said: list[dict[str, Any]] = []
    for number, each in enumerate(notices(known, now, BANGKOK)):
        person = each.person.person_id
        at = {"office_id": each.office.id, "person_id": person, "state": "sent"}
        key = f"digest:{person}:{today}"
        message = digests.setdefault(
            person,
            at
            | {
                "id": person * SPAN, "key": key, "channel": "push", "recipient": user_of(person), "receipt": True,
                "body": [], "retry_key": retry_key_of(key), "attempts": 1, "day": today, "created_at": now,
                "first_try_at": now, "next_at": now, "done_at": now,
            },
        )  # fmt: skip
        said.append(
            at
            | {
                "id": each.office.id * SPAN + number, "key": each.key, "rule": each.rule, "facts": dict(each.facts),
                "promised_at": now, "message_id": message["id"],
            }
        )  # fmt: skip
    # Who was told something today has had the digest.
    told = told_on(tx, today, digests)
    new_digests = [row for person, row in digests.items() if person not in told]
    had = {digests[person]["id"] for person in told}
    for row in said:
        row["message_id"] = None if row["message_id"] in had else row["message_id"]
    if new_digests:
        tx.connection().execute(insert(Message), new_digests)
    new = known_keys(tx, {row["key"] for row in said})
    tx.connection().execute(insert(Notice), [row for row in said if row["key"] not in new])
