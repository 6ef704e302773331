"""What is kept of a person, told to that person alone: a summary in the chat, the whole as a copy to take along."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from tracker.actions.authority import ROLE_NAMES, audit
from tracker.model import Person
from tracker.rules.personal_data import KEPT, Kept
from tracker.settings import Retention
from tracker.store import people, personal
from tracker.store.people import Holding
from tracker.store.personal import Counts


@dataclass(frozen=True)
class Summary:
    """What the card says: the posts held now, the notice that was accepted and when, how much is kept."""

    posts: tuple[Holding, ...]
    notice_version: int | None
    notice_at: datetime | None
    counts: Counts


def own_data(tx: Session, person: Person, now: datetime) -> Summary:
    """What is kept of a person, in short. Leaves a line in the audit log."""
    audit(tx, now, "see_own_data", "summary", person_id=person.id)
    return Summary(
        tuple(people.holdings(tx, person.id, now)),
        person.notice_version,
        person.notice_at,
        personal.counts(tx, person.id),
    )


def own_copy(tx: Session, person: Person, now: datetime, keep: Retention, way: str) -> dict[str, Any]:
    """Everything that is kept of a person, machine-readable, with Thai headings: a part for each kind, its purpose, how
    long it is kept, and its rows. Secrets (codes, keys of messages) are left out. Leaves a line in the audit log;
    `way` is how it was asked for (json, html, paper)."""
    audit(tx, now, "export_own_data", way, person_id=person.id)
    posts = {
        post_id: " ".join([ROLE_NAMES[role], *filter(None, (department, office))])
        for post_id, (role, department, office) in personal.posts_of(tx, person.id).items()
    }
    return {
        "เรื่อง": "สำเนาข้อมูลส่วนบุคคลจากระบบโปร่งใส",
        "made_at": now.isoformat(),
        "person_id": person.id,
        "parts": [_part(tx, person, kept, keep, posts) for kept in KEPT],
    }


def _part(tx: Session, person: Person, kept: Kept, keep: Retention, posts: dict[int, str]) -> dict[str, Any]:
    rows = [row for table in kept.tables for row in personal.rows_of(tx, person, table)]
    for row in rows:
        if row.get("post_id") in posts:
            row["post"] = posts[row["post_id"]]
    return {
        "heading": kept.heading,
        "purpose": kept.why,
        "kept_for": kept.how_long(keep),
        "rows": rows,
    }
