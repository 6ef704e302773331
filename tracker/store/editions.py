"""Frozen editions of the reports of closed rounds, and reports that were drawn as files."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from tracker.facts import YearFacts, from_json, to_json
from tracker.model import Drawing, OfficeTemplate, RoundEdition

TRIED_AGAIN_AFTER = timedelta(seconds=60)
DRAWN_ANEW_AFTER = timedelta(seconds=180)
"""A drawing that has not come to an end by then died with its process: longer than any may take (a year's ZIP, see
`drawing.seconds_for`)."""


@dataclass(frozen=True)
class Frozen:
    """An edition as it was frozen. `number` counts from 1."""

    number: int
    frozen_at: datetime
    facts: YearFacts


def newest(tx: Session, office_id: int, fiscal_year: int, round_key: str, count: int = 2) -> list[Frozen]:
    """The newest editions of a round's report, the newest first."""
    query = (
        select(RoundEdition)
        .where(RoundEdition.office_id == office_id, RoundEdition.fiscal_year == fiscal_year)
        .where(RoundEdition.round_key == round_key)
        .order_by(col(RoundEdition.number).desc())
        .limit(count)
    )
    return [Frozen(row.number, row.frozen_at, from_json(row.facts)) for row in tx.exec(query).all()]


def freeze(tx: Session, office_id: int, round_key: str, number: int, facts: YearFacts, now: datetime) -> None:
    """Keep an edition."""
    row = RoundEdition(
        office_id=office_id,
        fiscal_year=facts.fiscal_year,
        round_key=round_key,
        number=number,
        frozen_at=now,
        facts=to_json(facts),
    )
    tx.add(row)


def drawing(tx: Session, office_id: int, key: str) -> Drawing | None:
    """The drawing with this key, or None."""
    return tx.get(Drawing, (office_id, key))


def claim(tx: Session, office_id: int, key: str, now: datetime) -> bool:
    """Take a drawing on; False when somebody else has, or it is done. Call it with the office locked."""
    row = drawing(tx, office_id, key)
    if row is not None and (row.state == "ready" or goes_on(row, now) or failed_just_now(row, now)):
        return False
    row = row or Drawing(office_id=office_id, key=key, started_at=now)
    row.state, row.started_at, row.sha256 = "drawing", now, None
    tx.add(row)
    return True


def goes_on(row: Drawing, now: datetime) -> bool:
    """Whether somebody is at it."""
    return row.state == "drawing" and now - row.started_at < DRAWN_ANEW_AFTER


def failed_just_now(row: Drawing, now: datetime) -> bool:
    """Whether it is too early to try again: who asks in vain must not keep a processor busy."""
    return row.state == "failed" and now - row.started_at < TRIED_AGAIN_AFTER


def start(tx: Session, office_id: int, key: str, now: datetime) -> bool:
    """A drawing that was taken on begins now: its time counts from here. False when it is wanted no more or done."""
    row = tx.get(Drawing, (office_id, key), with_for_update=True)
    if row is None or row.state == "ready":
        return False
    row.started_at = now
    tx.add(row)
    return True


def finish(tx: Session, office_id: int, key: str, sha256: str | None) -> bool:
    """A drawing is done, or failed (no content). False when it is wanted no more: the content is of nothing then. What
    somebody else has drawn meanwhile stays when this one failed."""
    row = tx.get(Drawing, (office_id, key), with_for_update=True)
    if row is None:
        return False
    if sha256 is None and row.state == "ready":
        return True
    row.state, row.sha256 = ("ready", sha256) if sha256 else ("failed", None)
    tx.add(row)
    return True


def forget(tx: Session, office_id: int, key: str) -> None:
    """Draw it anew the next time."""
    tx.exec(delete(Drawing).where(col(Drawing.office_id) == office_id, col(Drawing.key) == key))


def template(tx: Session, office_id: int, kind: str) -> str | None:
    """The SHA-256 of the office's own layout of a kind of report, or None."""
    found = tx.get(OfficeTemplate, (office_id, kind))
    return found.sha256 if found else None


def templates(tx: Session, office_id: int) -> dict[str, str]:
    """The file names of the office's own layouts by kind of report."""
    rows = tx.exec(select(OfficeTemplate).where(OfficeTemplate.office_id == office_id)).all()
    return {row.kind: row.file_name for row in rows}


def keep_template(
    tx: Session, office_id: int, kind: str, sha256: str | None, file_name: str, now: datetime
) -> str | None:
    """Set the office's layout of a kind of report, or (None) go back to ours; the SHA-256 of the one before."""
    row = tx.get(OfficeTemplate, (office_id, kind))
    before = row.sha256 if row else None
    if sha256 is None:
        if row is not None:
            tx.delete(row)
        return before
    row = row or OfficeTemplate(
        office_id=office_id, kind=kind, sha256=sha256, file_name=file_name, kept_at=now
    )
    row.sha256, row.file_name, row.kept_at = sha256, file_name, now
    tx.add(row)
    return before


def forget_old_drawings(tx: Session, before: datetime, limit: int) -> list[str | None]:
    """Forget some drawings begun before a moment; the contents (SHA-256) that were they, None for one without."""
    rows = tx.exec(select(Drawing).where(col(Drawing.started_at) < before).limit(limit)).all()
    for row in rows:
        tx.delete(row)
    return [row.sha256 for row in rows]


def forget_drawings(tx: Session, office_id: int) -> list[str]:
    """Forget everything drawn for an office; the contents (SHA-256) that were it."""
    rows = tx.exec(select(Drawing).where(Drawing.office_id == office_id)).all()
    for row in rows:
        tx.delete(row)
    return [row.sha256 for row in rows if row.sha256]
