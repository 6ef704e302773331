"""The desk page (หน้าจัดการ): what needs a person, and the buttons for it. A coordinator sees the own office's things,
the operator all. Server-rendered, no script; looking changes nothing, every button is a form of its own."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from bot.desk import Desk
from bot.pages.desk import search
from bot.pages.desk.ahead import create_ahead
from bot.pages.desk.deeds import DEEDS, LANDS, SAID
from bot.pages.desk.door import create_door
from bot.pages.desk.frame import looked_at, shown
from bot.pages.desk.papers import create_papers
from bot.pages.desk.press import Press
from bot.pages.desk.reports import create_reports
from bot.pages.desk.room import Room, furnish
from bot.pages.desk.seats import create_seats, fresh_form
from bot.pages.desk.session import Cookies
from bot.pages.desk.settings import create_settings
from bot.pages.desk.today import LEAD, SHEETS, sections_of, today
from bot.settings import WebSettings
from tracker.store import Store


def create_desk(
    store: Store,
    settings: WebSettings,
    desk: Desk,
    clock: Callable[[], datetime],
    zone: ZoneInfo,
    basic_id: Callable[..., str | None] = lambda office="": None,
) -> tuple[Blueprint, ...]:
    """The routes under /desk: the page itself, the pages about one post, and the door."""
    room = Room(store, settings, desk, clock, zone, Cookies(settings), basic_id)
    makers = (
        _create_page,
        create_reports,
        create_papers,
        create_ahead,
        create_settings,
        create_seats,
        create_door,
    )
    return tuple(make(room) for make in makers)


def _create_page(room: Room) -> Blueprint:
    page = Blueprint("desk", __name__, url_prefix="/desk")

    @page.get("")
    def overview() -> Response:
        viewer = room.viewer()
        room.basic_id()  # asked of LINE now, it is there when somebody is invited
        with room.store.read() as tx:
            asked, offices = looked_at(tx, room, viewer)
            found = today(tx, asked)
        said = SAID.get(request.args.get("said", ""))
        return shown(room, "desk.html", viewer, asked, offices, today=found, lead=LEAD, said=said)

    @page.get("/<any(people, public, service):sheet>")
    def on_its_own(sheet: str) -> Response:
        viewer = room.viewer()
        with room.store.read() as tx:
            asked, offices = looked_at(tx, room, viewer)
            sections = sections_of(tx, asked, sheet)
        return shown(
            room, "desk_sheet.html", viewer, asked, offices, sections=sections, title=SHEETS[sheet][0],
            here=f"/desk/{sheet}", said=SAID.get(request.args.get("said", "")), once=fresh_form(),
        )  # fmt: skip

    @page.get("/search")
    def searched() -> Response:
        viewer = room.viewer()
        words = search.tidy(request.args.get("q", ""))
        oldest_first = request.args.get("sort") == "oldest"
        with room.store.read() as tx:
            asked, offices = looked_at(tx, room, viewer)
            sections = [
                search.measures(tx, asked, words),
                search.audit(tx, asked, words, oldest_first=oldest_first),
            ]
        return shown(
            room,
            "desk_search.html",
            viewer,
            asked,
            offices,
            sections=sections,
            here="/desk/search",
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
        return redirect(f"{LANDS.get(deed, '/desk')}?{urlencode({**room.in_view, 'said': said})}", 303)

    return furnish(room, page)
