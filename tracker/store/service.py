"""How the service did for an office, as its coordinators are told: what went wrong in all, and what they know."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from sqlmodel import Session, col, func, or_, select

from tracker.model import Evidence, Heartbeat, Message, Notice, SeenEvent
from tracker.rules.quota import Quota
from tracker.rules.workdays import BANGKOK
from tracker.store.recipients import unreachable_counts

RULE = "service"
QUOTA = "quota"
BACKUP_AGE = timedelta(hours=2)
LOST_MESSAGES = ("failed", "unknown")


Kind = Literal["failed", "unknown", "parked", "event", "evidence", "unreachable", "backup"]


@dataclass(frozen=True)
class Failure:
    """How often something of a kind went wrong."""

    kind: Kind
    count: int


@dataclass(frozen=True)
class Service:
    """Counts of what went wrong so far, by kind: messages that failed, are unknown or parked, events whose handling
    failed, evidence lost, people who cannot be reached. `told` are the counts each coordinator (by person id) was told
    last. `backup_late`: the last good backup is older than two hours."""

    counts: Mapping[Kind, int]
    told: Mapping[int, Mapping[str, int]]
    backup_late: bool = False

    def news(self, person_id: int) -> tuple[Failure, ...]:
        """What went wrong since a coordinator was told."""
        told = self.told.get(person_id, {})
        grown = [Failure(kind, count - told.get(kind, 0)) for kind, count in self.counts.items()]
        late = [Failure("backup", 1)] if self.backup_late else []
        return (*(each for each in grown if each.count > 0), *late)


def services(
    tx: Session, offices: Sequence[int], present: datetime, asked_at: datetime
) -> dict[int, Service]:
    """How the service did for each office. Failed events belong to no office, so every office is told of them."""
    if not offices:
        return {}
    messages = _by_office(tx, Message, LOST_MESSAGES)
    parked = _parked_before(tx, asked_at)
    evidence = _by_office(tx, Evidence, ("failed",))
    events = tx.exec(select(func.count()).select_from(SeenEvent).where(SeenEvent.state == "failed")).one()
    backup = tx.get(Heartbeat, "backup")
    late = backup is not None and backup.at < asked_at - BACKUP_AGE
    told = _told(tx, offices)
    lost = unreachable_counts(tx, present, offices)
    return {
        office_id: Service(
            {
                "failed": messages[office_id].get("failed", 0),
                "unknown": messages[office_id].get("unknown", 0),
                "parked": parked.get(office_id, 0),
                "event": events,
                "evidence": evidence[office_id].get("failed", 0),
                "unreachable": lost.get(office_id, 0),
            },
            told.get(office_id, {}),
            late,
        )
        for office_id in offices
    }


def quota(tx: Session, month: str) -> Quota | None:
    """The month's pushes as LINE told them last, and what was promised since then, of every account; None when LINE
    was not asked in this month (as in 2026-11)."""
    named = or_(col(Heartbeat.name) == QUOTA, col(Heartbeat.name).startswith(f"{QUOTA}:"))
    rows = sorted(tx.exec(select(Heartbeat).where(named)).all(), key=lambda row: row.name)
    found = {row.name: _quota(tx, row, month) for row in rows if row.detail.get("month") == month}
    others = tuple((name.removeprefix(f"{QUOTA}:"), each) for name, each in found.items() if name != QUOTA)
    main = found.get(QUOTA)
    if main is None and others:
        main = Quota(month, None, 0)  # not known, while others are: it is not held back
    return main and replace(main, others=others)


def _quota(tx: Session, row: Heartbeat, month: str) -> Quota:
    account = row.name.removeprefix(QUOTA).removeprefix(":") or None
    since = select(func.count()).select_from(Message).where(Message.channel == "push")
    since = since.where(col(Message.account).is_not_distinct_from(account))
    since = since.where(
        col(Message.created_at) > row.at, col(Message.state).in_(("promised", "sending", "sent"))
    )
    detail = row.detail
    used = int(detail["used"]) + tx.exec(since).one()
    return Quota(month, detail["allowed"], used, int(detail["forecast"]), int(detail["reserve"]))


def _by_office(
    tx: Session, table: type[Message] | type[Evidence], states: Sequence[str]
) -> dict[int, dict[str, int]]:
    query = (
        select(table.office_id, table.state, func.count())
        .where(col(table.state).in_(states))
        .group_by(col(table.office_id), col(table.state))
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for office_id, state, count in tx.exec(query).all():
        if office_id is not None:
            found[office_id][state] = count
    return found


def _parked_before(tx: Session, asked_at: datetime) -> dict[int, int]:
    """What the quota kept back in earlier months. Of this month's a note tells by itself (`outbox.park_for`): a push
    about it could not go either."""
    month = asked_at.astimezone(BANGKOK).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    query = select(Message.office_id, func.count()).where(
        Message.state == "parked", Message.created_at < month, ~col(Message.key).startswith("limit:")
    )
    found = tx.exec(query.group_by(col(Message.office_id))).all()
    return {office_id: count for office_id, count in found if office_id is not None}


def _told(tx: Session, offices: Sequence[int]) -> dict[int, dict[int, Mapping[str, int]]]:
    """The counts each coordinator of each office was told last."""
    mine = (col(Notice.office_id).in_(offices), Notice.rule == RULE, Notice.state == "sent")
    newest = select(Notice.office_id, func.max(col(Notice.id)).label("id")).where(*mine)
    last = newest.group_by(col(Notice.office_id), col(Notice.person_id)).subquery()
    its = (col(Notice.office_id) == last.c.office_id) & (col(Notice.id) == last.c.id)
    query = select(Notice.office_id, Notice.person_id, Notice.facts).join(last, its)
    told: dict[int, dict[int, Mapping[str, int]]] = defaultdict(dict)
    for office_id, person_id, facts in tx.exec(query).all():
        told[office_id][person_id] = facts.get("counts", {})
    return told
