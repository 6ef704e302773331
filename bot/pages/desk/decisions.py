"""What a coordinator decides at the desk about people and what departments asked: the chat's own actions and words."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from bot.pages.desk.press import Press, number, parts
from bot.voice import acknowledging, posts
from bot.voice.cards import Message
from tracker.actions.acknowledge import settle_request
from tracker.actions.end_post import Ended, end_post
from tracker.actions.invite import approve_invitation, revoke_invitation
from tracker.errors import DraftUnknown, InvitationInvalid, PostUnknown, RequestSettled, SettledAlready
from tracker.model import Acknowledgement, Round
from tracker.store import facts


def _approve(press: Press, subject: str) -> str:
    office_id, invitation_id = map(number, parts(subject, 2))
    with _still_there(), press.store.begin() as tx:
        approve_invitation(tx, press.viewer(tx).person(), office_id, invitation_id, press.now)
    return "approved"


def _revoke(press: Press, subject: str) -> str:
    office_id, invitation_id = map(number, parts(subject, 2))
    with _still_there(), press.store.begin() as tx:
        revoke_invitation(tx, press.viewer(tx).person(), office_id, invitation_id, press.now)
    return "revoked"


def _end_post(press: Press, subject: str) -> str:
    """At once. Who leaves is told in the chat's words, by the operator too."""
    office, tenure, ending = parts(subject, 3)
    if ending not in posts.ENDINGS:
        raise SettledAlready

    def farewell(ended: Ended) -> list[Message]:
        return [posts.farewell(ended, press.zone)]

    with _still_there(), press.store.begin() as tx:
        end_post(
            tx, press.viewer(tx).authority, number(office), number(tenure), ending, press.now,
            tell=farewell, zone=press.zone,
        )  # fmt: skip
    return f"post_{ending}"


def _settle(press: Press, subject: str) -> str:
    office, request, word = parts(subject, 3)
    office_id = number(office)
    if word not in ("yes", "no"):
        raise SettledAlready
    with _still_there(), press.store.begin() as tx:

        def decided(row: Acknowledgement, found: Round) -> list[Message]:
            department = facts.department_named(tx, office_id, row.department_id)
            return [acknowledging.decided(department, row, found)]

        settle_request(
            tx, press.viewer(tx).person(), office_id, number(request), word == "yes", press.now, decided
        )
    return f"request_{word}"


@contextmanager
def _still_there() -> Iterator[None]:
    """The chat tells what to type instead; here somebody was quicker, or the form is no form of ours."""
    try:
        yield
    except (DraftUnknown, InvitationInvalid, PostUnknown, RequestSettled) as error:
        raise SettledAlready from error


DEEDS: Mapping[str, Callable[[Press, str], str]] = {
    "approve_invitation": _approve,
    "revoke_invitation": _revoke,
    "end_post": _end_post,
    "settle_request": _settle,
}

SAID: Mapping[str, str] = {
    "approved": "อนุมัติแล้ว รหัสเชิญใช้ได้ทันที",
    "revoked": "ยกเลิกรหัสเชิญแล้ว รหัสนั้นใช้ไม่ได้อีก",
    "request_yes": "บันทึกคำตอบแล้ว ระบบแจ้งผลให้ผู้ขอในแชท",
    "request_no": "บันทึกคำตอบแล้ว ระบบแจ้งผลให้ผู้ขอในแชท",
    **{
        f"post_{ending}": f"บันทึกแล้ว ผู้ดำรงตำแหน่ง{words}แล้ว ประวัติรายงานยังอยู่ในนามตำแหน่ง"
        for ending, words in posts.ENDINGS.items()
    },
}
