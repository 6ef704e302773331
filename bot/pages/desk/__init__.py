"""The desk page (หน้าจัดการ): what needs a person, and the buttons for it. A coordinator sees the own office's things,
the operator all. Server-rendered, no script; looking changes nothing, every button is a form of its own."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from sqlmodel import Session
from werkzeug.wrappers import Response as AnyResponse

from bot.desk import Desk
from bot.pages.desk import search
from bot.pages.desk.deeds import DEEDS, SAID
from bot.pages.desk.door import create_door
from bot.pages.desk.failures import FAILURES
from bot.pages.desk.office import OFFICE
from bot.pages.desk.people import PEOPLE
from bot.pages.desk.press import Press
from bot.pages.desk.publicity import PUBLICITY
from bot.pages.desk.room import Room, furnish
from bot.pages.desk.seats import create_seats, fresh_form
from bot.pages.desk.sections import Asked
from bot.pages.desk.service import service
from bot.pages.desk.session import Cookies, form_token
from bot.settings import WebSettings
from tracker.actions.open_desk import Viewer
from tracker.model import Office
from tracker.store import Store, organisations

# The page's table of contents.
SECTIONS = (*FAILURES, *OFFICE, *PUBLICITY, *PEOPLE, service)


def create_desk(
    store: Store, settings: WebSettings, desk: Desk, clock: Callable[[], datetime], zone: ZoneInfo
) -> tuple[Blueprint, ...]:
    """The routes under /desk: the page itself, the pages about one post, and the door."""
    room = Room(store, settings, desk, clock, zone, Cookies(settings))
    return _create_page(room), create_seats(room), create_door(room)


def _create_page(room: Room) -> Blueprint:
    page = Blueprint("desk", __name__, url_prefix="/desk")

    @page.get("")
    def overview() -> Response:
        viewer = room.viewer()
        with room.store.read() as tx:
            asked, offices = _asked(tx, room, viewer)
            sections = [section(tx, asked) for section in SECTIONS]
        said = SAID.get(request.args.get("said", ""))
        return _shown(
            room, "desk.html", viewer, asked, offices, sections=sections, said=said, once=fresh_form()
        )

    @page.get("/search")
    def searched() -> Response:
        viewer = room.viewer()
        words = search.tidy(request.args.get("q", ""))
        oldest_first = request.args.get("sort") == "oldest"
        with room.store.read() as tx:
            asked, offices = _asked(tx, room, viewer)
            sections = [
                search.measures(tx, asked, words),
                search.audit(tx, asked, words, oldest_first=oldest_first),
            ]
        return _shown(
            room,
            "desk_search.html",
            viewer,
            asked,
            offices,
            sections=sections,
            words=words,
            oldest_first=oldest_first,
        )

    @page.post("/do/<deed>")
    def do(deed: str) -> AnyResponse:
        room.viewer()
        room.check_form(room.token, room.session_name)
        act = DEEDS.get(deed) or abort(404)
        subject = request.form.get("subject", "")[:200]
        press = Press(room.store, room.desk, room.viewer_again, room.clock(), room.zone)
        said = act(press, subject if subject.isprintable() else "")
        return redirect(f"/desk?said={said}", 303)

    return furnish(room, page)


def _asked(tx: Session, room: Room, viewer: Viewer) -> tuple[Asked, list[Office]]:
    """Whose things are looked at: the office the address names, as far as it is one of the viewer's."""
    offices = [each for each in organisations.offices(tx) if viewer.scope is None or each.id in viewer.scope]
    wanted = request.args.get("office", "")
    chosen = next((each for each in offices if each.slug == wanted), None)
    scope = viewer.scope if chosen is None else frozenset((chosen.id,))
    office = chosen or (offices[0] if len(offices) == 1 else None)
    looked_at = tuple(offices) if chosen is None else (chosen,)
    return Asked(viewer, scope, room.clock(), room.zone, looked_at, office), offices


def _shown(
    room: Room, template: str, viewer: Viewer, asked: Asked, offices: list[Office], **more: object
) -> Response:
    page = render_template(
        template,
        form_token=form_token(room.settings, room.token),
        operator=viewer.authority is None,
        chosen=asked.office,
        offices=offices,
        **more,
    )
    return make_response(page)
