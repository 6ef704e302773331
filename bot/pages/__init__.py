"""Everything a browser sees: public pages, the privacy notice, open data, signed downloads, the desk page, health."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request

from bot.desk import Desk
from bot.line.doors import Doors
from bot.pages.assets import create_assets, version
from bot.pages.calendar import create_calendar
from bot.pages.desk import create_desk
from bot.pages.downloads import create_downloads, links_for
from bot.pages.drawn import Drawer
from bot.pages.form import create_form
from bot.pages.headers import guard
from bot.pages.health import create_health
from bot.pages.own_data import create_own_data
from bot.pages.picture import create_picture
from bot.pages.privacy import create_privacy
from bot.pages.public import create_public
from bot.settings import WebSettings
from tracker.files import Files
from tracker.settings import Retention
from tracker.store import Store

_BANGKOK = ZoneInfo("Asia/Bangkok")


def create_pages(
    store: Store,
    settings: WebSettings,
    files: Files,
    clock: Callable[[], datetime],
    zone: ZoneInfo = _BANGKOK,
    keep: Retention | None = None,
    doors: Doors | None = None,
) -> tuple[Blueprint, ...]:
    """The pages as blueprints for one app. `clock` gives the present, aware; days are shown in `zone`; `keep`
    is how long what is of a person is kept; `doors` are those of our LINE accounts."""
    keep, drawer = keep or Retention(), Drawer(store, files, clock)
    desk = Desk(store, files, zone, links_for(settings), doors.offices() if doors else {})
    return (
        _frame(settings),
        create_assets(),
        create_public(store, drawer, clock, zone),
        create_privacy(keep),
        create_own_data(store, settings, clock, zone, keep),
        create_calendar(store, settings, clock, zone),
        create_picture(store, settings, clock),
        create_downloads(store, settings, drawer, clock),
        create_form(store, settings, files, clock, zone),
        *create_desk(store, settings, desk, clock, zone, doors.basic_id if doors else lambda office="": None),
        create_health(store, clock),
    )


def _frame(settings: WebSettings) -> Blueprint:
    """What all pages share: templates and the headers of every answer."""
    frame = Blueprint("frame", __name__, template_folder="templates")
    frame.add_app_template_global(version, "asset_version")

    @frame.after_app_request
    def guarded(response: Response) -> Response:
        # LINE's own machines get a status alone, which no browser shows; what else comes of that address is a page.
        alone = request.endpoint == "webhook.callback" and not response.content_length
        return response if alone else guard(response, settings.public_url)

    return frame
