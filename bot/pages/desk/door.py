"""In and out: the link from the chat shows a page with one button, because previews and scanners open links too;
only pressing the button uses the link up."""

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from bot.pages.desk.room import HEADING, Room, furnish
from bot.pages.desk.session import form_token, fresh_door, guesser
from bot.pages.public import notice
from tracker.actions import open_desk
from tracker.errors import DeskLinkInvalid


def create_door(room: Room) -> Blueprint:
    """The routes /desk/in/<token> and /desk/out."""
    door = Blueprint("desk_door", __name__, url_prefix="/desk")

    @door.get("/in/<token>")
    def knock(token: str) -> AnyResponse:
        _look(room, token)
        cookie = request.cookies.get(room.cookies.door) or fresh_door()
        page = render_template("desk_in.html", form_token=form_token(room.settings, cookie))
        response = make_response(page)
        room.cookies.give(response, room.cookies.door, cookie)
        return response

    @door.post("/in/<token>")
    def enter(token: str) -> AnyResponse:
        _look(room, token)
        room.check_form(request.cookies.get(room.cookies.door, ""), guesser(room.settings, request))
        with room.store.begin() as tx:
            session = open_desk.enter(tx, token, room.clock())
        response = redirect("/desk", 303)
        room.cookies.give(response, room.cookies.session, session)
        room.cookies.take(response, room.cookies.door)
        return response

    @door.post("/out")
    def leave() -> Response:
        room.viewer()
        room.check_form(room.token, room.session_name)
        with room.store.begin() as tx:
            open_desk.leave_by_choice(tx, room.token, room.clock())
        sentence = "ออกจากหน้าจัดการแล้ว เข้าใหม่ได้โดยพิมพ์ “เปิดหน้าจัดการ” ในแชท"
        response = make_response(notice(HEADING, sentence))
        room.cookies.take(response, room.cookies.session)
        return response

    return furnish(room, door)


def _look(room: Room, token: str) -> None:
    """Raises DeskLinkInvalid for a link that opens nothing, DeskLocked for a client that tried too many."""
    now, who = room.clock(), guesser(room.settings, request)
    try:
        with room.store.read() as tx:
            open_desk.refuse_if_locked(tx, who, now)
            open_desk.look_at_link(tx, token, now)
    except DeskLinkInvalid as error:
        if error.facts["guessed"]:
            room.count_guess(who, now)
        raise
