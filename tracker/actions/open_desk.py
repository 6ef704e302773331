"""Open the desk page (หน้าจัดการ): a one-time link becomes a short session, which lives as long as the post does.

Nobody signs in with a password: whoever LINE says is the coordinator asks in the chat and is given a link. It is used
once, within ten minutes, and only its SHA-256 is stored. What a session may see is asked anew at every request.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from tracker.actions.authority import Authority, audit, authority_of
from tracker.errors import DeskLinkInvalid, DeskLocked, DeskSessionOver, NotAllowed
from tracker.store import desk_sessions as rows

LINK_FOR = timedelta(minutes=10)
IDLE_FOR, LONGEST = timedelta(minutes=30), timedelta(hours=8)
TRIES, LOCKED_FOR = 10, timedelta(minutes=15)
# How often it is written down that a session is in use: not at every look.
SEEN_EVERY = timedelta(minutes=1)
OPERATORS = ("use_desk", "retry_failed", "dismiss_failed", "invite", "end_post")
ONLY_COORDINATORS = "หน้าจัดการเปิดได้เฉพาะผู้ประสาน ITA กรุณาแจ้งผู้ประสาน ITA ของหน่วยงาน"


@dataclass(frozen=True)
class Viewer:
    """Who sits at the desk: a coordinator with the posts held now, or the operator (`authority` None)."""

    authority: Authority | None

    @property
    def person_id(self) -> int | None:
        """The person; None is the operator."""
        return self.authority.person_id if self.authority else None

    @property
    def scope(self) -> frozenset[int] | None:
        """The offices whose things may be seen; None is all of them."""
        return None if self.authority is None else offices_of(self.authority)

    def may(self, action: str, office_id: int) -> bool:
        """Whether a button for it is shown. The operator may what the operator's commands do; what an office decides
        about its own people and departments is its coordinators' word."""
        return action in OPERATORS if self.authority is None else self.authority.may(action, office_id)

    def person(self) -> Authority:
        """The person, for what the operator may not decide. Raises NotAllowed for the operator."""
        if self.authority is None:
            raise NotAllowed(who="ผู้ดูแลระบบ", instead="รายการนี้เป็นของผู้ประสาน ITA ของหน่วยงาน")
        return self.authority

    def permit(self, action: str, offices: Iterable[int]) -> int | None:
        """The post that allows an action on something of these offices (any of them), None for the operator.

        Raises NotAllowed; something of no office is the operator's alone.
        """
        if self.authority is None:
            return None
        for office_id in offices:
            if self.authority.may(action, office_id):
                return self.authority.permit(action, office_id, None, ONLY_COORDINATORS).post_id
        raise NotAllowed(who="ผู้ประสาน ITA ของหน่วยงานอื่น", instead="รายการนี้เป็นของผู้ดูแลระบบหรือหน่วยงานอื่น")


def offices_of(authority: Authority) -> frozenset[int]:
    """The offices whose desk page a person may use now."""
    return frozenset(
        post.office_id for post in authority.holdings if authority.may("use_desk", post.office_id)
    )


def offer_link(tx: Session, authority: Authority, office_id: int, now: datetime) -> str:
    """The token of a fresh link for a coordinator. Raises NotAllowed for anybody else."""
    post = authority.permit("use_desk", office_id, None, ONLY_COORDINATORS)
    audit(tx, now, "desk_link", "", office_id=office_id, person_id=authority.person_id, post_id=post.post_id)
    return _fresh_link(tx, authority.person_id, now)


def offer_operator_link(tx: Session, now: datetime) -> str:
    """The token of a fresh link for the operator, who can run commands on the server anyway."""
    audit(tx, now, "desk_link", "operator")
    return _fresh_link(tx, None, now)


def look_at_link(tx: Session, token: str, now: datetime) -> None:
    """Whether a link would open the desk; uses nothing up. Raises DeskLinkInvalid (`guessed`: there never was one)."""
    row = rows.link(tx, digest(token))
    if row is None or row.used_at is not None or row.expires_at <= now:
        raise DeskLinkInvalid(guessed=row is None)


def enter(tx: Session, token: str, now: datetime) -> str:
    """Use a link up and begin a session; its token. Raises DeskLinkInvalid; NotAllowed when the post has ended."""
    look_at_link(tx, token, now)
    row = rows.link(tx, digest(token))
    if row is None or not rows.use_link(tx, digest(token), now):
        raise DeskLinkInvalid(guessed=False)
    viewer = _viewer(tx, row.person_id, now)
    _note(tx, now, "desk_enter", viewer)
    session = secrets.token_urlsafe(32)
    rows.keep_session(tx, digest(session), row.person_id, now, now + LONGEST)
    return session


def viewer_of(tx: Session, token: str, now: datetime) -> Viewer:
    """Who a session's cookie stands for, with the posts held at this moment.

    Raises DeskSessionOver when it has ended, is too old or nobody used it for half an hour (`guessed`: there never was
    one), NotAllowed when the person coordinates no office any more.
    """
    row = rows.session(tx, digest(token))
    if row is None or row.ended_at is not None or now >= min(row.expires_at, row.seen_at + IDLE_FOR):
        raise DeskSessionOver(guessed=row is None)
    return _viewer(tx, row.person_id, now)


def wants_noting(tx: Session, token: str, now: datetime) -> bool:
    """Whether it is time to write down that the session is in use."""
    row = rows.session(tx, digest(token))
    return row is not None and now - row.seen_at >= SEEN_EVERY


def note_use(tx: Session, token: str, now: datetime) -> None:
    """Write down that the session is in use."""
    rows.seen(tx, digest(token), now)


def leave(tx: Session, token: str, now: datetime) -> None:
    """End a session."""
    rows.end_session(tx, digest(token), now)


def leave_by_choice(tx: Session, token: str, now: datetime) -> None:
    """End a session because its owner says so. Raises like `viewer_of`."""
    _note(tx, now, "desk_leave", viewer_of(tx, token, now))
    leave(tx, token, now)


def refuse_if_locked(tx: Session, who: str, now: datetime) -> None:
    """Raises DeskLocked while `who` (an address, a session) has to wait after too many wrong guesses."""
    until = rows.locked_until(tx, digest(who), now)
    if until is not None:
        raise DeskLocked(minutes=max(1, -(-int((until - now).total_seconds()) // 60)))


def count_guess(tx: Session, who: str, now: datetime) -> None:
    """`who` guessed wrong once more."""
    rows.count_failure(tx, digest(who), now, TRIES, LOCKED_FOR)


def digest(token: str) -> str:
    """The only trace of a token that is stored."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _fresh_link(tx: Session, person_id: int | None, now: datetime) -> str:
    token = secrets.token_urlsafe(24)
    rows.keep_link(tx, digest(token), person_id, now + LINK_FOR)
    return token


def _viewer(tx: Session, person_id: int | None, now: datetime) -> Viewer:
    viewer = Viewer(None if person_id is None else authority_of(tx, person_id, now))
    if viewer.scope is not None and not viewer.scope:
        raise NotAllowed(
            who="ผู้ที่ไม่ได้เป็นผู้ประสาน ITA แล้ว", instead="เปิดหน้าจัดการต่อไม่ได้ กรุณาแจ้งผู้ประสาน ITA คนปัจจุบัน"
        )
    return viewer


def _note(tx: Session, now: datetime, action: str, viewer: Viewer) -> None:
    """One audit line for each office whose desk was entered."""
    for office_id in sorted(viewer.scope or ()):
        post_id = viewer.permit("use_desk", (office_id,))
        audit(tx, now, action, "", office_id=office_id, person_id=viewer.person_id, post_id=post_id)
    if viewer.scope is None:
        audit(tx, now, action, "operator")
