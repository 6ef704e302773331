"""Choose what of an office becomes public, and let a text be public that was held back. Coordinators only."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from tracker.actions.authority import Authority, audit
from tracker.actions.publish import would_be_public
from tracker.errors import SettledAlready
from tracker.model import Office
from tracker.rules import publicity
from tracker.rules.publicity import HeldText
from tracker.store import organisations, papers, public_copies

_INSTEAD = "กรุณาให้ผู้ประสาน ITA เป็นผู้เลือกสิ่งที่เผยแพร่"


def choose_public(
    tx: Session, authority: Authority, office_id: int, field: str, public: bool, now: datetime
) -> Office:
    """Let a field (key of publicity.FIELDS) be public or not, from the next publication on. What is public already
    stays as it is until then. Raises SettledAlready for a field there is none of."""
    post = authority.permit("change_settings", office_id, None, _INSTEAD)
    if field not in publicity.KEYS:
        raise SettledAlready
    papers.lock_office(tx, office_id)  # two at once would each write the choices they had read
    office = organisations.office(tx, office_id)
    office.public_fields = {**office.public_fields, field: public}
    tx.add(office)
    audit(
        tx,
        now,
        "choose_public",
        field,
        office_id=office_id,
        person_id=authority.person_id,
        post_id=post.post_id,
        public=public,
    )
    return office


def release_text(
    tx: Session, authority: Authority, office_id: int, fiscal_year: int, fingerprint: str, now: datetime
) -> HeldText:
    """Let a held text of a year be public as it is, from the next publication on.

    It must be one that is held now: a text changed meanwhile has to be looked at again. Raises SettledAlready.
    """
    post = authority.permit("publish", office_id, None, _INSTEAD)
    _, held = would_be_public(tx, office_id, fiscal_year)
    text = found(held, fingerprint)
    if text is None or authority.person_id is None:
        raise SettledAlready
    public_copies.keep_released(tx, office_id, text.fingerprint, text.kinds, authority.person_id, now)
    audit(
        tx,
        now,
        "release_text",
        str(fiscal_year),
        office_id=office_id,
        person_id=authority.person_id,
        post_id=post.post_id,
        fingerprint=text.fingerprint[:16],
        kinds=list(text.kinds),
    )
    return text


def found(held: Iterable[HeldText], start: str) -> HeldText | None:
    """The held text whose fingerprint begins so (16 characters at least), or None."""
    return next((each for each in held if len(start) >= 16 and each.fingerprint.startswith(start)), None)
