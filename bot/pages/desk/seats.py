"""The pages of the desk that are about one post: asking before somebody leaves it, the code of a new invitation."""

import hashlib
import secrets
from urllib.parse import quote

from flask import Blueprint, Response, make_response, render_template, request

from bot.pages.desk.press import number, parts
from bot.pages.desk.room import Room, furnish
from bot.pages.desk.session import form_token
from bot.pages.office_year import Qr, drawn
from bot.voice import posts as voice
from bot.voice.cards import Message
from tracker.actions.authority import role_name
from tracker.actions.invite import Issued, invite_by
from tracker.errors import DeskFormStale, DeskFormUsed, SettledAlready
from tracker.store import conversation, organisations, people

ONCE = "once"


def fresh_form() -> str:
    """What makes a form count once, however often it is sent."""
    return secrets.token_urlsafe(12)


def create_seats(room: Room) -> Blueprint:
    """The routes /desk/ask/end_post/<subject> and /desk/invite."""
    seats = Blueprint("desk_seats", __name__, url_prefix="/desk")

    @seats.get("/ask/end_post/<subject>")
    def ask(subject: str) -> Response:
        viewer, now = room.viewer(), room.clock()
        office_id, tenure_id = map(number, parts(subject, 2))
        viewer.permit("end_post", (office_id,))
        with room.store.read() as tx:
            found = [
                (post, seat)
                for post in people.posts(tx, office_id, now)
                for seat in post.seats
                if seat.tenure_id == tenure_id
            ]
            if not found:
                raise SettledAlready
            office = organisations.office(tx, office_id)
        post, seat = found[0]
        rows = [
            ("หน่วยงาน", office.name),
            ("ตำแหน่ง", role_name(post.role, post.department, seat.state)),
            ("ดำรงตำแหน่ง", voice.held([seat], room.zone)),
            ("มีผล", "ทันที สิทธิ การเตือน และเมนูของตำแหน่งนี้หยุด ประวัติรายงานยังอยู่ในนามตำแหน่ง"),
        ]
        return _page(
            room, "desk_leaves.html", rows=rows, subject=f"{office_id}:{tenure_id}", endings=voice.ENDINGS,
            own=viewer.person_id == seat.person_id,
        )  # fmt: skip

    @seats.post("/invite")
    def invite() -> Response:
        room.viewer()
        room.check_form(room.token, room.session_name)
        issued, office, slug = _issued(room, request.form.get("choice", ""), request.form.get(ONCE, ""))
        said = [message["text"] for message in voice.code(issued, office, room.zone)]
        slip = _scanned(room.basic_id(slug), issued.code)
        return _page(
            room, "desk_code.html", lead=said[0], forward=said[1], code=issued.code, qr_code=slip,
            opens_chat=slip.url != issued.code,
        )  # fmt: skip

    return furnish(room, seats)


def _scanned(basic_id: str | None, code: str) -> Qr:
    """What a phone scans: it opens the chat with the code typed in; while the account's id is not known the code."""
    if basic_id is None:
        return drawn(code)
    return drawn(f"https://line.me/R/oaMessage/{quote(basic_id, safe='')}/?{quote(code, safe='')}")


def _issued(room: Room, choice: str, once: str) -> tuple[Issued, str, str]:
    """The code of an invitation, name and slug of the office it is to. A form sent again makes no second one."""
    now = room.clock()
    office, role, department = parts(choice, 3)
    if role not in people.ORDER or not once:
        raise DeskFormStale
    with room.store.begin() as tx:
        viewer = room.viewer_again(tx)
        sent = hashlib.sha256(f"{room.token}:{once}".encode("utf-8", "replace")).hexdigest()
        if not conversation.take_event(tx, f"desk:{sent}", None, "desk", now):
            raise DeskFormUsed
        found = organisations.office(tx, number(office))

        def ask(issued: Issued) -> list[Message]:
            return [voice.ask_approval(issued, found.name, room.zone)]

        issued = invite_by(tx, viewer.authority, found.id, role, number(department) or None, now, ask=ask)
    return issued, found.name, found.slug


def _page(room: Room, template: str, **more: object) -> Response:
    token = form_token(room.settings, room.token)
    return make_response(render_template(template, form_token=token, **room.in_view, **more))
