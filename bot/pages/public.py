"""The public pages: what an office made public, as a page, as JSON, as CSV. Only frozen copies are read here."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from bot.pages import office_year, opendata
from bot.pages.addresses import on_the_web
from bot.pages.drawn import Drawer
from bot.pages.headers import pack
from bot.pages.published_files import add_files
from tracker.errors import StorageUnavailable, UnknownOffice
from tracker.facts import YearFacts
from tracker.model import Office
from tracker.store import Store, organisations, public_copies

_A_MINUTE = 60


class NotPublished(Exception):
    """Nothing public at this address: carries what there is instead."""

    def __init__(self, office: Office | None, years: list[int]) -> None:
        super().__init__("not published")
        self.office = office
        self.years = years


def create_public(store: Store, drawer: Drawer, clock: Callable[[], datetime], zone: ZoneInfo) -> Blueprint:
    """The routes of the public pages; `drawer` draws their files. Days are shown in `zone`."""
    public = Blueprint("public", __name__)
    public.after_request(pack)
    public.register_error_handler(NotPublished, _not_published)

    @public.app_errorhandler(StorageUnavailable)
    def away(error: StorageUnavailable) -> tuple[str, int]:
        sentence = "ระบบเปิดข้อมูลไม่ได้ชั่วคราว กรุณาลองใหม่ในอีกสักครู่"
        return notice("ขออภัย ยังเปิดหน้านี้ไม่ได้", sentence, "Temporarily unavailable"), 503

    @public.app_errorhandler(500)
    def broken(error: Exception) -> tuple[str, int]:
        sentence = "ระบบขัดข้อง ทีมผู้ดูแลเห็นเหตุนี้ในบันทึกแล้ว กรุณาลองใหม่ในอีกสักครู่"
        return notice("ขออภัย เปิดหน้านี้ไม่ได้", sentence, "Something went wrong"), 500

    @public.app_errorhandler(404)
    def nowhere(error: Exception) -> AnyResponse:
        return _not_published(NotPublished(None, []))

    @public.get("/")
    def start() -> Response:
        asked = request.args.get("find", "").strip()[:80]
        with store.read() as tx:
            named = [each.id for each in organisations.with_a_page(tx, LISTED + 1, asked)]
            years = public_copies.years_of_each(tx, named[:LISTED])
            listed = [_listed(each, years[each.id]) for each in organisations.offices_of(tx, named[:LISTED])]
        several = bool(asked) or len(named) > LISTED
        return _kept(
            make_response(render_template("start.html", offices=listed, several=several, asked=asked))
        )

    @public.get("/o/<slug>")
    def office(slug: str) -> AnyResponse:
        with store.read() as tx:
            found = _office(tx, slug)
            years = public_copies.years(tx, found.id)
        if not years:
            raise NotPublished(found, [])
        return redirect(f"/o/{found.slug}/{years[-1]}")

    @public.get("/o/<slug>/<int:fiscal_year>")
    def page(slug: str, fiscal_year: int) -> AnyResponse:
        found, years = _published(store, slug, fiscal_year)
        view = office_year.view(found, years, zone)
        return _kept(
            make_response(
                render_template("office_year.html", page=view, to=on_the_web(found.office.slug, fiscal_year))
            )
        )

    @public.get("/o/<slug>/<int:fiscal_year>.json")
    def open_json(slug: str, fiscal_year: int) -> AnyResponse:
        found, _ = _published(store, slug, fiscal_year)
        content = opendata.as_json(found, clock(), on_the_web(found.office.slug, fiscal_year))
        return _open(json.dumps(content, ensure_ascii=False, indent=1), "application/json")

    @public.get("/o/<slug>/<int:fiscal_year>.csv")
    def open_csv(slug: str, fiscal_year: int) -> AnyResponse:
        found, _ = _published(store, slug, fiscal_year)
        rows = opendata.as_csv(found, office_year.indicator_names(fiscal_year))
        response = _open(rows, "text/csv")
        response.headers["Content-Disposition"] = (
            f'attachment; filename="{found.office.slug}-{fiscal_year}.csv"'
        )
        return response

    add_files(public, partial(_with_office, store), drawer, zone, notice)
    return public


def notice(heading: str, sentence: str, english: str = "", links: list[dict[str, str]] | None = None) -> str:
    """A small page that says one thing and where to go from it."""
    return render_template("notice.html", heading=heading, sentence=sentence, english=english, links=links)


def _office(tx: Any, slug: str) -> Office:
    """Letters a database cannot even look for (NUL and its kind) are in no slug."""
    if not slug.isprintable() or len(slug) > 64:
        raise NotPublished(None, [])
    try:
        return organisations.office_by_slug(tx, slug)
    except UnknownOffice:
        raise NotPublished(None, []) from None


def _published(store: Store, slug: str, fiscal_year: int) -> tuple[YearFacts, list[int]]:
    found, years, _ = _looked_up(store, slug, fiscal_year)
    return found, years


def _with_office(store: Store, slug: str, fiscal_year: int) -> tuple[int, YearFacts]:
    found, _, office_id = _looked_up(store, slug, fiscal_year)
    return office_id, found


def _looked_up(store: Store, slug: str, fiscal_year: int) -> tuple[YearFacts, list[int], int]:
    with store.read() as tx:
        office = _office(tx, slug)
        years = public_copies.years(tx, office.id)
        # A year is only looked for when it is there: a number of 5,000 digits fits no database column.
        found = public_copies.newest(tx, office.id, fiscal_year) if fiscal_year in years else None
        office_id = office.id
    if found is None:
        raise NotPublished(office, years)
    return found, years, office_id


def _not_published(error: NotPublished) -> AnyResponse:
    office, years = error.office, error.years
    if request.path.endswith(".json"):
        known = {"error": "not published", "office": office.slug if office else None, "fiscal_years": years}
        return _json(known, 404)
    if office and years:
        sentence = f"ปีงบประมาณที่{office.name}เผยแพร่แล้วคือ {', '.join(map(str, years))}"
        links = [
            {"href": f"/o/{office.slug}/{year}", "text": f"ปีงบประมาณ {year}"} for year in reversed(years)
        ]
    elif office:
        sentence, links = f"{office.name}ยังไม่ได้เผยแพร่ข้อมูลปีใด", [_TO_START]
    else:
        sentence, links = "ที่อยู่นี้ไม่มีข้อมูล อาจพิมพ์ผิดหรือหน่วยงานยังไม่ได้เผยแพร่", [_TO_START]
    return make_response(notice("ไม่พบหน้าที่ขอ", sentence, "Page not found", links), 404)


_TO_START = {"href": "/", "text": "ดูหน่วยงานที่เผยแพร่แล้ว"}


def _json(content: dict[str, Any], status: int) -> Response:
    response = Response(json.dumps(content, ensure_ascii=False), status, mimetype="application/json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _open(body: str | bytes, media_type: str) -> Response:
    """Open data may be read by any page of any site."""
    response = Response(body, mimetype=media_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.cache_control.public = True
    response.cache_control.max_age = _A_MINUTE
    return response


def _kept(response: Response) -> Response:
    """A browser may keep a page for a minute, then asks whether it has changed."""
    response.cache_control.public = True
    response.cache_control.max_age = _A_MINUTE
    response.add_etag(weak=True)
    response.make_conditional(request)
    return response


LISTED = 300
"""Offices of the first page, a province's; of more one is looked for by its name."""


def _listed(office: Office, years: list[int]) -> dict[str, Any]:
    return {
        "name": office.name,
        "slug": office.slug,
        "place": office_year.place(office.district, office.province),
        "practice": office.practice,
        "years": years[::-1],
    }
