"""The photos of a report, small on the page where it is read: each is asked for anew, sent once, and noted together.
None is shown to anybody of whom no line says so, whichever way its address was come by."""

from collections.abc import Callable

from flask import Blueprint, Response, request
from sqlmodel import Session

from bot.pages.desk.frame import of_office
from bot.pages.desk.press import number
from bot.pages.desk.room import Room
from tracker.actions import open_file
from tracker.actions.open_desk import ONLY_COORDINATORS, Viewer
from tracker.errors import FilesUnavailable, PictureRefused, SettledAlready, StorageUnavailable
from tracker.files import Files
from tracker.files.shrink import shrunk
from tracker.model import Evidence

SMALL = 480  # points of the longer side of a photo that has no small copy
# What stands in the place of a photo while the files are away: a browser shows the picture of an answer that failed,
# and no sentence of a page.
PLACEHOLDER = """<svg xmlns="http://www.w3.org/2000/svg" width="240" height="90" role="img">\
<rect width="240" height="90" fill="#eef1f4"/><text x="120" y="42" text-anchor="middle" font-family="sans-serif" \
font-size="15" fill="#3b4754">ยังเปิดรูปไม่ได้ในขณะนี้<tspan x="120" dy="22">กรุณาลองใหม่ในอีกสักครู่</tspan></text></svg>"""


def noted(room: Room, viewer: Viewer, office_id: int, receipt: str) -> bool:
    """Note that the photos of a report are looked at; False where nothing can be written now: then the words of the
    report are shown, and no photo."""
    person_id = _person(viewer)
    return _written(
        room, lambda tx: open_file.glimpse_report(tx, person_id, office_id, receipt, room.clock())
    )


def add_small_photos(room: Room, pages: Blueprint) -> None:
    """The route /desk/evidence/<slug>/<id>/small. A browser keeps a photo for itself and asks each time whether it may
    show it again, so that who may not see it any more does not, and nothing is drawn or sent twice."""

    @pages.get("/evidence/<slug>/<int:evidence_id>/small")
    def small(slug: str, evidence_id: int) -> Response:
        viewer, photo = room.viewer(), number(str(evidence_id))
        with room.store.read() as tx:
            _, office = of_office(tx, room, viewer, slug)
            viewer.person().permit("read_internal_office", office.id, None, ONLY_COORDINATORS)
            who = (_person(viewer), office.id, photo)
            row, seen = open_file.glimpse_evidence(tx, *who, room.clock())
        if row is None or row.state != "stored" or row.sha256 is None:
            raise SettledAlready
        content = row.small_sha256 or row.sha256
        response = Response(mimetype="image/jpeg")
        response.set_etag(content[:32])
        if request.if_none_match.contains(content[:32]):
            response.status_code = 304
        else:
            try:
                response.set_data(_picture(room.desk.files, row))
            except FilesUnavailable:
                return _away()
        if not seen and not _written(room, lambda tx: open_file.note_glimpse(tx, *who, room.clock())):
            return _away()
        response.headers["Cache-Control"] = "private, no-cache"
        return response


def _written(room: Room, note: Callable[[Session], None]) -> bool:
    """Whether a line could be written."""
    try:
        with room.store.begin() as tx:
            note(tx)
    except StorageUnavailable:
        return False
    return True


def _away() -> Response:
    return Response(PLACEHOLDER, 503, mimetype="image/svg+xml")


def _picture(files: Files, row: Evidence) -> bytes:
    """The small copy where one was kept, else drawn now. Raises SettledAlready for what is no picture or is lost,
    FilesUnavailable."""
    kept = files.path(row.small_sha256) if row.small_sha256 else None
    if kept is not None and kept.is_file():
        return kept.read_bytes()
    try:
        return shrunk(files.path(str(row.sha256)), SMALL)
    except PictureRefused as error:
        raise SettledAlready from error


def _person(viewer: Viewer) -> int:
    person_id = viewer.person().person_id
    assert person_id is not None
    return person_id
