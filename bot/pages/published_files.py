"""The files of a published year: photos, reports, the readme, and all of it as one ZIP for the office's own website.

Only what the frozen copy names is handed out. Drawing takes time and memory, so that few draw at once and the others
wait their turn, and who has a file already is not sent it again.
"""

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from bot.pages import drawn, office_year
from bot.pages.addresses import in_a_folder
from bot.pages.assets import version
from bot.pages.drawn import PATIENCE, Drawer, still_drawing
from bot.pages.headers import POLICY_FOR_FILES
from bot.pages.measures import public_photos
from bot.pages.readme import readme
from bot.pages.static_copy import with_photos, write_copy
from tracker import reports
from tracker.errors import FileRefused, FilesUnavailable, NothingToReport, ReportNotDrawn
from tracker.facts import YearFacts, to_json
from tracker.files import Files
from tracker.files.shrink import shrunk
from tracker.reports import drawing
from tracker.reports.drawing import Order, program

PHOTO_POINTS = 1200  # along the longer side
_A_MINUTE = 60  # what is taken back is gone from every cache so soon
_PHOTOS_AT_ONCE, _PHOTOS_WAITING = 2, 8

Find = Callable[[str, int], tuple[int, YearFacts]]


class Busy(Exception):
    """Too many draw at once."""


class NoSuchFile(Exception):
    """The published copy names no such file, or its content is gone."""


def small_photo(files: Files, sha256: str) -> bytes:
    """A photo as the public sees it: a small JPEG that says nothing of where and when it was taken."""
    return shrunk(files.path(sha256), PHOTO_POINTS)


def add_files(
    public: Blueprint,
    find: Find,
    drawer: Drawer,
    zone: ZoneInfo,
    say: Callable[[str, str, str], str],
) -> None:
    """The routes beside the page of a year. `find` gives the published year with its office's id, or raises; `say`
    makes a small page."""
    photos, files = _Turns(_PHOTOS_AT_ONCE, _PHOTOS_WAITING), drawer.files

    @public.errorhandler(ReportNotDrawn)
    @public.errorhandler(Busy)
    def busy(error: Exception) -> AnyResponse:
        words = "ขณะนี้มีผู้ขอไฟล์พร้อมกันหลายคน กรุณารอสักครู่แล้วกดอีกครั้ง"
        response = make_response(say("ระบบกำลังสร้างไฟล์อื่นอยู่", words, "Busy, try again in a moment"), 503)
        response.headers["Retry-After"] = "10"
        return response

    @public.errorhandler(NoSuchFile)
    @public.errorhandler(NothingToReport)
    def nothing(error: Exception) -> AnyResponse:
        words = "ไม่มีไฟล์นี้ในข้อมูลที่หน่วยงานเผยแพร่ อาจถูกนำออกแล้วหรือที่อยู่ไม่ถูกต้อง"
        return make_response(say("ไม่พบไฟล์ที่ขอ", words, "No such file"), 404)

    @public.errorhandler(FilesUnavailable)
    def away(error: FilesUnavailable) -> AnyResponse:
        return make_response(say("ขออภัย ยังเปิดไฟล์ไม่ได้", error.sentence, "Temporarily unavailable"), 503)

    @public.get("/o/<slug>/<int:fiscal_year>/photo/<int:evidence_id>.jpg")
    def photo(slug: str, fiscal_year: int, evidence_id: int) -> AnyResponse:
        sha256 = public_photos(find(slug, fiscal_year)[1]).get(evidence_id)
        if sha256 is None:
            raise NoSuchFile
        if request.if_none_match.contains(sha256[:24]):
            return _sent("image/jpeg", sha256[:24], b"")
        with photos.turn():
            return _sent("image/jpeg", sha256[:24], _photo(files, sha256))

    @public.get("/o/<slug>/<int:fiscal_year>/<any(analysis, measures, progress):kind>.<format>")
    def report(slug: str, fiscal_year: int, kind: str, format: str) -> AnyResponse:
        office_id, found = find(slug, fiscal_year)
        form = next((each for each in reports.FORMATS if each.name == format), None)
        if form is None or kind not in dict(office_year.papers(found)):
            raise NoSuchFile
        order = Order(kind, found, None, format)
        if request.if_none_match.contains(order.key):
            return _sent(form.media_type, order.key, b"")
        # Nobody who is not even enrolled holds a thread of the process that answers chats.
        file = drawer.file(office_id, order, PATIENCE)
        if file is None:
            return _still_made()
        sent = _sent(form.media_type, order.key, file)
        return _named(sent, f"{found.office.slug}-{fiscal_year}-{kind}{form.suffix}")

    @public.get("/o/<slug>/<int:fiscal_year>/readme.txt")
    def open_readme(slug: str, fiscal_year: int) -> AnyResponse:
        response = Response(readme(find(slug, fiscal_year)[1]), mimetype="text/plain")
        response.cache_control.public = True
        response.cache_control.max_age = _A_MINUTE
        return response

    @public.get("/o/<slug>/<int:fiscal_year>.zip")
    def static_copy(slug: str, fiscal_year: int) -> AnyResponse:
        office_id, found = find(slug, fiscal_year)
        key = stamp(found)
        if request.if_none_match.contains(key):
            return _sent("application/zip", key, b"")
        make = _zip_of(found, files, zone)
        file = drawer.made(office_id, key, make, PATIENCE)
        if file is None:
            return _still_made()
        return _named(_sent("application/zip", key, file), f"{found.office.slug}-{fiscal_year}.zip")


def stamp(found: YearFacts) -> str:
    """The key of a copy's ZIP. Changes when anything of the copy does, a photo taken back too, or the program."""
    whole = json.dumps(["zip", program(), version("page.css"), to_json(found)], sort_keys=True)
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def _still_made() -> AnyResponse:
    """A browser sees the page that looks again; a program is told to come back, not given a page for a file."""
    if "text/html" in request.headers.get("Accept", ""):
        return still_drawing()
    raise Busy


def _photo(files: Files, sha256: str) -> bytes:
    try:
        return small_photo(files, sha256)
    except FileRefused as gone:
        raise NoSuchFile from gone


def _zip_of(found: YearFacts, files: Files, zone: ZoneInfo) -> Callable[[], bytes]:
    """What writes the static copy, on another thread: its page is drawn here, where the request is."""
    to, whole_year = in_a_folder(found.office.slug, found.fiscal_year), found
    found, left_out = with_photos(found, lambda sha256: files.path(sha256).is_file())
    view = office_year.view(found, [found.fiscal_year], zone)
    page = render_template("office_year.html", page=view, to=to, left_out=left_out)

    orders = [
        Order(kind, whole_year, None, form.name)
        for kind, _ in office_year.papers(whole_year)
        for form in reports.FORMATS
    ]
    rows = {to.report(each.kind, "csv"): drawn.plain(each) for each in orders if each.format == "csv"}
    orders = [each for each in orders if each.format != "csv"]
    names = [to.report(each.kind, each.format) for each in orders]

    def write() -> bytes:
        whole = io.BytesIO()
        write_copy(
            whole,
            found,
            page,
            photo=lambda sha256: _photo(files, sha256),
            papers=rows | dict(zip(names, drawing.draw_all(orders, files), strict=True)),
        )
        return whole.getvalue()

    return write


class _Turns:
    """So many at once, so many who wait for a moment; who comes then is told to come back."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._room, self._queue = BoundedSemaphore(at_once), BoundedSemaphore(at_once + waiting)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Raises Busy."""
        if not self._queue.acquire(blocking=False):
            raise Busy
        try:
            if not self._room.acquire(timeout=PATIENCE):
                raise Busy
            try:
                yield
            finally:
                self._room.release()
        finally:
            self._queue.release()


def _sent(media_type: str, etag: str, content: bytes) -> Response:
    """A file for who does not have it yet."""
    known = request.if_none_match.contains(etag)
    response = Response(status=304) if known else Response(content, content_type=media_type)
    response.set_etag(etag)
    response.cache_control.public = True
    response.cache_control.max_age = _A_MINUTE
    response.headers["Content-Security-Policy"] = POLICY_FOR_FILES
    return response


def _named(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
