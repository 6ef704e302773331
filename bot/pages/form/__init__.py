"""The phone form: report on a measure from a page, with several photos at once. Opened by a signed link from the chat.

Fields, then what would be written repeated back, then the receipt; each is an address of its own, so that looking
again or pressing twice writes nothing twice. It works with scripts off; the script keeps drafts on the phone.
"""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, request, send_file
from itsdangerous import BadSignature
from werkzeug.wrappers import Response as AnyResponse

from bot.pages.form import body, photos
from bot.pages.form.counter import Counter, FormStale, NoticeFirst
from bot.pages.form.furnishing import furnish
from bot.pages.form.link import token_of_liff
from bot.pages.form.shown import photos_of
from bot.pages.form.telling import confirm, draft_of, take_back, tell
from bot.pages.form.typed import Problem, Typed, number_in, problem_of, report_of
from bot.pages.form.visit import Choice, Visit
from bot.settings import WebSettings
from tracker.actions.record_progress import Report
from tracker.errors import NotAllowed, StorageUnavailable, TrackerError
from tracker.files import Files
from tracker.store import Store

TOO_LARGE = (
    "รูปทั้งหมดรวมกันใหญ่เกินที่รับได้ รูปจึงยังไม่ได้แนบ ข้อความที่พิมพ์ยังอยู่ครบ "
    f"กรุณาเลือกรูปใหม่ไม่เกิน {photos.PHOTOS} รูป รูปละไม่เกิน {photos.EACH // 1_048_576} MB"
)
OPEN_TOO_LONG = "หน้านี้เปิดค้างไว้นาน ยังไม่มีอะไรถูกบันทึก ข้อความยังอยู่ครบ กรุณาเลือกรูปใหม่ (ถ้ามี) แล้วส่งอีกครั้ง"


def create_form(
    store: Store, settings: WebSettings, files: Files, clock: Callable[[], datetime], zone: ZoneInfo
) -> Blueprint:
    """The routes under /f/<token>."""
    counter = Counter(store, settings, files, clock, zone)
    form = furnish(Blueprint("form", __name__, url_prefix="/f"), settings)
    _register_fields(form, counter, store, clock, zone)
    _register_report(form, counter, store, clock, zone)

    @form.errorhandler(NoticeFirst)
    def notice_first(_error: NoticeFirst) -> Response:
        return counter.page("form_notice.html", 403, token=(request.view_args or {})["token"])

    @form.get("", strict_slashes=False)
    def from_liff() -> AnyResponse:
        """What a LIFF app opens first. LINE's own script would go on from here; without it the form works as well."""
        token = token_of_liff(request.args.get("liff.state", ""))
        if token is None:
            raise BadSignature("no form is named")
        return redirect(f"/f/{token}", 303)

    @form.post("/<token>/notice")
    def accept(token: str) -> AnyResponse:
        link = counter.read(token)
        counter.check(request)
        counter.accept_notice(link)
        return redirect(f"/f/{token}", 303)

    @form.get("/<token>/photo/<photo>")
    def picture(token: str, photo: str) -> AnyResponse:
        link, number = counter.read(token), number_in(photo)
        with store.read() as tx:
            counter.visit(tx, link, None)
            rows = photos_of(tx, link, (number,)) if number is not None else []
        small = photos.small(files, str(rows[0].sha256)) if rows else None
        if small is None:
            return Response(status=404)
        return send_file(small, mimetype="image/jpeg", etag=False)

    return form


def _register_fields(
    form: Blueprint, counter: Counter, store: Store, clock: Callable[[], datetime], zone: ZoneInfo
) -> None:
    """The fields, and what is typed into them."""

    @form.get("/<token>")
    def fields(token: str) -> Response:
        found = counter.enter(token)
        if isinstance(found, Choice):
            return counter.page("form_which.html", choice=found, token=token)
        before = number_in(request.args.get("draft", ""))
        if before is None:
            return counter.fields(token, found, Typed.afresh(found), given_back=False)
        with store.read() as tx:
            draft = draft_of(tx, found.link, before)
        if draft.used_at is not None:  # it was recorded meanwhile: what is told now is another report
            return counter.fields(token, found, Typed.afresh(found), given_back=False)
        return counter.fields(token, found, Typed.of_draft(draft.id, draft.content))

    @form.post("/<token>")
    def sent(token: str) -> AnyResponse:
        found = counter.enter(token)
        if isinstance(found, Choice) or counter.door.is_foreign(request):
            raise FormStale
        if body.is_too_large(request):
            typed = Typed.of_form(body.typed_of_too_large(request))
            return counter.fields(token, found, typed, [Problem("photos", TOO_LARGE)], status=413)
        typed = Typed.of_form(request.form)
        if not counter.door.is_ours(request):
            return counter.fields(token, found, typed, [Problem("", OPEN_TOO_LONG)], status=403)
        return told(token, found, typed)

    def told(token: str, found: Visit, typed: Typed) -> AnyResponse:
        typed, problems = counter.stage(found, typed, request.files.getlist("photos"))
        report = report_of(typed, found)
        if not isinstance(report, Report):
            problems = [*report, *problems]
        if problems or not isinstance(report, Report):
            return counter.fields(token, found, typed, problems, status=422, photos_taken=True)
        try:
            with store.begin() as tx:
                again = counter.visit(tx, found.link, found.department_id)  # drawing photos took its time
                assert isinstance(again, Visit)  # one department was asked for
                draft = tell(tx, again, report, typed, clock(), zone)
        except (StorageUnavailable, NotAllowed, NoticeFirst):
            raise
        except TrackerError as error:
            problems = [problem_of(error)]
            return counter.fields(token, found, typed, problems, status=422, photos_taken=True)
        return redirect(f"/f/{token}/{draft.id}", 303)


def _register_report(
    form: Blueprint, counter: Counter, store: Store, clock: Callable[[], datetime], zone: ZoneInfo
) -> None:
    """What was told repeated back, confirmed, taken back."""

    @form.get("/<token>/<draft>")
    def repeated(token: str, draft: str) -> Response:
        link = counter.read(token)
        with store.read() as tx:
            found = draft_of(tx, link, number_in(draft))
        return counter.draft(token, link, found)

    @form.post("/<token>/<draft>")
    def confirmed(token: str, draft: str) -> AnyResponse:
        link = counter.read(token)
        counter.check(request)
        with store.begin() as tx:
            found = draft_of(tx, link, number_in(draft), newest=False)
            shown = confirm(tx, counter.visit_of(tx, link, found), found, clock(), zone)
        return redirect(f"/f/{token}/{shown.id}", 303)

    @form.post("/<token>/<draft>/undo")
    def undo(token: str, draft: str) -> AnyResponse:
        link = counter.read(token)
        counter.check(request)
        with store.begin() as tx:
            found = draft_of(tx, link, number_in(draft))
            counter.visit_of(tx, link, found)
            take_back(tx, link, found, clock())
        return redirect(f"/f/{token}/{found.id}", 303)
