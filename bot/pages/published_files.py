"""The files of a published year: photos, reports, the readme, and all of it as one ZIP for the office's own website.

Only what the frozen copy names is handed out. Drawing takes time and memory, so that few draw at once and the others
wait their turn, and who has a file already is not sent it again.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from threading import BoundedSemaphore
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from bot.pages import office_year
from bot.pages.addresses import in_a_folder
from bot.pages.drawn import PATIENCE_OF_A_PROGRAM, Drawer, patience_of_the_asker, still_drawing
from bot.pages.headers import POLICY_FOR_FILES
from bot.pages.measures import public_photos
from bot.pages.readme import readme
from bot.pages.static_copy import with_photos, write_copy
from tracker import reports
from tracker.errors import FileRefused, FilesUnavailable, NothingToReport
from tracker.files import Files
from tracker.files.shrink import shrunk
from tracker.model.facts import YearFacts, to_json
from tracker.reports.drawing import Order

PHOTO_POINTS = 1200  # along the longer side
_A_MINUTE = 60  # what is taken back is gone from every cache so soon
_PHOTOS_AT_ONCE, _ZIPS_AT_ONCE, _PATIENCE = 2, 1, 20.0  # patience in seconds
_IN_MEMORY = 8_000_000  # bytes of a ZIP; a larger one is written to disk on the way

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
    photos, zips = BoundedSemaphore(_PHOTOS_AT_ONCE), BoundedSemaphore(_ZIPS_AT_ONCE)
    files = drawer.files

    @public.errorhandler(Busy)
    def busy(error: Busy) -> AnyResponse:
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
        return _sent("image/jpeg", sha256[:24], photos, lambda: _photo(files, sha256))

    @public.get("/o/<slug>/<int:fiscal_year>/<any(analysis, measures, progress):kind>.<format>")
    def report(slug: str, fiscal_year: int, kind: str, format: str) -> AnyResponse:
        office_id, found = find(slug, fiscal_year)
        form = next((each for each in reports.FORMATS if each.name == format), None)
        if form is None or kind not in dict(office_year.papers(found)):
            raise NoSuchFile
        file = drawer.file(office_id, Order(kind, found, None, format), patience_of_the_asker())
        if file is None:
            return still_drawing()
        sent = _sent(form.media_type, f"{kind}-{format}-{stamp(found)}", None, lambda: file)
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
        etag = f"zip-{stamp(found)}"
        sent = _sent("application/zip", etag, zips, lambda: _zipped(office_id, found, drawer, zone))
        return _named(sent, f"{found.office.slug}-{fiscal_year}.zip")


def stamp(found: YearFacts) -> str:
    """Changes when anything of a published copy does, a photo taken back too."""
    whole = json.dumps(to_json(found), sort_keys=True).encode("utf-8", "surrogatepass")
    return hashlib.sha256(whole).hexdigest()[:16]


def _photo(files: Files, sha256: str) -> bytes:
    try:
        return small_photo(files, sha256)
    except FileRefused as gone:
        raise NoSuchFile from gone


def _zipped(office_id: int, found: YearFacts, drawer: Drawer, zone: ZoneInfo) -> Iterator[bytes]:
    """The static copy, written whole before the first byte is sent: one that breaks off would look complete."""
    to, files, whole_year = in_a_folder(found.office.slug, found.fiscal_year), drawer.files, found
    found, left_out = with_photos(found, lambda sha256: files.path(sha256).is_file())
    view = office_year.view(found, [found.fiscal_year], zone)
    page = render_template("office_year.html", page=view, to=to, left_out=left_out)
    whole = tempfile.SpooledTemporaryFile(_IN_MEMORY)
    write_copy(
        whole,
        found,
        page,
        photo=lambda sha256: _photo(files, sha256),
        report=lambda kind, format: _report(office_id, Order(kind, whole_year, None, format), drawer),
    )
    whole.seek(0)
    return _in_pieces(whole)


def _report(office_id: int, order: Order, drawer: Drawer) -> bytes:
    file = drawer.file(office_id, order, PATIENCE_OF_A_PROGRAM)
    if file is None:
        raise Busy
    return file


def _in_pieces(whole: "tempfile.SpooledTemporaryFile[bytes]") -> Iterator[bytes]:
    with whole:
        while piece := whole.read(65_536):
            yield piece


@contextmanager
def _a_turn(room: BoundedSemaphore) -> Iterator[None]:
    if not room.acquire(timeout=_PATIENCE):
        raise Busy
    try:
        yield
    finally:
        room.release()


def _sent(
    media_type: str, etag: str, room: BoundedSemaphore | None, make: Callable[[], bytes | Iterator[bytes]]
) -> Response:
    """A file that is drawn only for who does not have it yet."""
    if request.if_none_match.contains(etag):
        response = Response(status=304)
    else:
        with _a_turn(room) if room else nullcontext():
            content = make()
        response = Response(content, content_type=media_type)
    response.set_etag(etag)
    response.cache_control.public = True
    response.cache_control.max_age = _A_MINUTE
    response.headers["Content-Security-Policy"] = POLICY_FOR_FILES
    return response


def _named(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
