"""Files for those who were given a link in the chat: reports for a day, evidence for ten minutes.

LINE has no message that carries a file, so an answer carries a signed address. It names what may be read and who was
given it; the signature is checked before anything is looked up, and what that person may read is asked anew at every
opening, which leaves a line in the audit log. Once the post has ended the link opens nothing.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, make_response, request, send_file
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer
from werkzeug.wrappers import Response as AnyResponse

from bot.pages.calendar import calendar_link
from bot.pages.drawn import Drawer, patience_of_the_asker, still_drawing
from bot.pages.form.link import form_link
from bot.pages.headers import POLICY_FOR_FILES, host_is_ours
from bot.pages.own_data import own_data_link
from bot.pages.picture import link as picture_link
from bot.pages.public import notice
from bot.scene import Links
from bot.settings import WebSettings
from tracker import reports
from tracker.actions import open_file
from tracker.actions.edition_of_round import order_of
from tracker.errors import (
    FilesUnavailable,
    NotAllowed,
    ReportNotDrawn,
    StorageUnavailable,
    TemplateUnusable,
    TrackerError,
)
from tracker.facts import YearFacts
from tracker.files import Files
from tracker.model import Evidence
from tracker.reports import workbook_apart as workbook
from tracker.reports.content import clean
from tracker.reports.drawing import Order
from tracker.store import Store, facts, organisations

log = logging.getLogger(__name__)

REPORT_SECONDS = 24 * 3600
EVIDENCE_SECONDS = 10 * 60
_REPORT, _EVIDENCE, _WORKBOOK = "report-link", "evidence-link", "workbook-link"
_XLSX = next(each.media_type for each in reports.FORMATS if each.name == "xlsx")

# What a browser may show by itself is told by the first bytes, never by what a sender said it was.
_PICTURES = (
    (b"\xff\xd8\xff", 0, "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png", "png"),
    (b"GIF8", 0, "image/gif", "gif"),
    (b"WEBP", 8, "image/webp", "webp"),
)


def links_for(settings: WebSettings) -> Links:
    """How answers make their addresses."""
    return Links(
        settings.public_url,
        partial(report_link, settings),
        partial(evidence_link, settings),
        partial(workbook_link, settings),
        partial(own_data_link, settings),
        partial(calendar_link, settings),
        partial(picture_link, settings),
        partial(form_link, settings),
    )


def report_link(
    settings: WebSettings,
    office_id: int,
    person_id: int,
    fiscal_year: int,
    kind: str,
    round_key: str | None,
    format: str,
    scope_departments: tuple[str, ...] | None = None,
) -> str:
    """An address that builds a report from the living facts for a day, while that person may read what is in it.

    `kind` is analysis, measures or progress; `scope_departments` (full names) leaves only their measures in it,
    None leaves all of them.
    """
    scope = None if scope_departments is None else list(scope_departments)
    signed = [office_id, person_id, fiscal_year, kind, round_key, format, scope]
    return f"{settings.public_url}/d/{_text(_signer(settings, _REPORT).dumps(signed))}"


def evidence_link(settings: WebSettings, office_id: int, person_id: int, evidence_id: int) -> str:
    """An address that shows one photo or hands out one file for ten minutes, while that person may see it."""
    token = _signer(settings, _EVIDENCE).dumps([office_id, person_id, evidence_id])
    return f"{settings.public_url}/e/{_text(token)}"


def workbook_link(settings: WebSettings, office_id: int, person_id: int) -> str:
    """An address that hands out everything of an office as one workbook for a day, while that person coordinates it."""
    token = _signer(settings, _WORKBOOK).dumps([office_id, person_id])
    return f"{settings.public_url}/w/{_text(token)}"


def create_downloads(
    store: Store, settings: WebSettings, drawer: Drawer, clock: Callable[[], datetime]
) -> Blueprint:
    """The routes behind those addresses; `drawer` draws the reports."""
    downloads = Blueprint("downloads", __name__)
    files = drawer.files
    downloads.register_error_handler(BadSignature, _refused)
    downloads.register_error_handler(TrackerError, _no_report)
    downloads.register_error_handler(NotAllowed, _not_any_more)

    @downloads.before_request
    def right_host() -> Response | None:
        ours = request.endpoint == "downloads.template" or host_is_ours(settings.public_url, request.host)
        return None if ours else _gone("เปิดลิงก์นี้ไม่ได้", "ที่อยู่นี้ไม่ใช่ของระบบ กรุณาเปิดลิงก์จากแชท", 400)

    @downloads.get("/d/<token>")
    def report(token: str) -> Response:
        signed = _signer(settings, _REPORT).loads(token, max_age=REPORT_SECONDS)
        office_id, person_id, fiscal_year, kind, round_key, format, scope = signed
        departments, what = None if scope is None else frozenset(scope), f"{kind}:{fiscal_year}:{format}"
        # Each opening leaves a line; looking again while it is drawn leaves none until the file is handed out.
        again = "again" in request.args
        with store.begin() as tx:
            check = open_file.may_export if again else open_file.export
            check(tx, person_id, office_id, departments, what, clock())
        order = scoped(order_of(store, office_id, fiscal_year, kind, round_key, format, clock()), departments)
        file = drawer.file(office_id, order, patience_of_the_asker())
        if file is None:
            return still_drawing()
        if again:
            with store.begin() as tx:
                open_file.export(tx, person_id, office_id, departments, what, clock())
        return _handed_over(order, file)

    @downloads.get("/w/<token>")
    def workbook_of_office(token: str) -> Response:
        office_id, person_id = _signer(settings, _WORKBOOK).loads(token, max_age=REPORT_SECONDS)
        with store.begin() as tx:
            open_file.export_workbook(tx, person_id, office_id, clock())
        with store.read() as tx:
            office = organisations.office(tx, office_id)
            departments = [department.name for department in organisations.departments(tx, office_id)]
            known = facts.office_facts(office, departments)
            every_year = facts.every_year(tx, office_id)
        response = Response(workbook.build(known, every_year), content_type=_XLSX)
        _named(response, f"ข้อมูล ITA {office.name}.xlsx", f"{office.slug}.xlsx")
        return _private(response)

    @downloads.get("/template.xlsx")
    def template() -> Response:
        response = Response(workbook.template(), content_type=_XLSX)
        _named(response, "แบบฟอร์มผลคะแนนและมาตรการ ITA.xlsx", "template.xlsx")
        return response

    @downloads.get("/e/<token>")
    def evidence(token: str) -> AnyResponse:
        signed = _signer(settings, _EVIDENCE).loads(token, max_age=EVIDENCE_SECONDS)
        office_id, person_id, evidence_id = signed
        with store.begin() as tx:
            row = open_file.open_evidence(tx, person_id, office_id, evidence_id, clock())
        if row is None or row.state != "stored" or row.sha256 is None:
            return _gone("ไม่มีหลักฐานนี้แล้ว", "หลักฐานนี้ถูกนำออก หรือระบบยังรับไฟล์จาก LINE ไม่เสร็จ", 404)
        return _handed_out(row, row.sha256, files)

    return downloads


def within(found: YearFacts, departments: frozenset[str]) -> YearFacts:
    """Facts with the measures and updates of some departments only. Results stay: they are public."""
    measures = (
        replace(measure, standings=tuple(s for s in measure.standings if s.department in departments))
        for measure in found.measures
    )
    return replace(
        found,
        measures=tuple(measure for measure in measures if measure.standings),
        updates=tuple(update for update in found.updates if update.department in departments),
    )


def scoped(order: Order, departments: frozenset[str] | None) -> Order:
    """An order over the measures and updates of some departments only, None for all."""
    if departments is None:
        return order
    seen = within(order.facts, departments)
    numbers = {measure.number for measure in seen.measures}
    edition = order.edition and replace(
        order.edition,
        changes=tuple(
            each
            for each in order.edition.changes
            if each.measure_number in numbers and (each.department is None or each.department in departments)
        ),
    )
    return replace(order, facts=seen, edition=edition)


def _handed_over(order: Order, file: bytes) -> Response:
    known = reports.format_named(order.format)
    response = Response(file, content_type=known.media_type)
    revised = f" {order.edition.name}" if order.edition and order.edition.name else ""
    which = f"-{order.round_key}" if order.round_key else ""
    fallback = f"{order.facts.office.slug}-{order.kind}-{order.facts.fiscal_year}{which}{known.suffix}"
    title = reports.TITLES[order.kind]
    _named(
        response,
        f"{title} {order.facts.office.name} {order.facts.fiscal_year}{which}{revised}{known.suffix}",
        fallback.replace(":", "-"),
    )
    return _private(response)


def _handed_out(row: Evidence, sha256: str, files: Files) -> Response:
    path = files.path(sha256)
    if not path.is_file():
        log.error("evidence %s of office %s has lost its file", row.id, row.office_id)
        return _gone("เปิดไฟล์ไม่ได้", "ไฟล์นี้หายไปจากที่เก็บ กรุณาแจ้งผู้ดูแลระบบ", 404)
    with path.open("rb") as stored:
        start = stored.read(12)
    picture = next(
        ((media, ending) for sign, at, media, ending in _PICTURES if start[at : at + len(sign)] == sign), None
    )
    media_type, ending = picture or ("application/octet-stream", "bin")
    response = send_file(path, mimetype=media_type, conditional=False, etag=False)
    response.headers["Content-Security-Policy"] = POLICY_FOR_FILES
    _named(
        response,
        row.file_name or f"หลักฐาน-{row.id}.{ending}",
        f"evidence-{row.id}.{ending}",
        inline=bool(picture),
    )
    return _private(response)


def _named(response: Response, name: str, fallback: str, inline: bool = False) -> None:
    """A Thai file name as RFC 5987 writes it, and one in ASCII for whoever cannot read that."""
    tidy = clean(name).replace("\n", " ").replace("/", "-").replace("\\", "-")[:150]
    kind = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = (
        f"{kind}; filename=\"{fallback}\"; filename*=UTF-8''{quote(tidy, safe='')}"
    )


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _refused(error: BadSignature) -> Response:
    """Expired and altered links are told apart only where the signature was ours."""
    if isinstance(error, SignatureExpired):
        sentence = "ลิงก์นี้หมดอายุแล้ว กรุณากลับไปที่แชทแล้วขอใหม่อีกครั้ง เช่น “ขอรายงานรอบแรกเป็น pdf”"
        return _gone("ลิงก์หมดอายุ", sentence, 410)
    sentence = "ลิงก์นี้ไม่ถูกต้องหรือไม่ครบ กรุณากลับไปที่แชทแล้วกดปุ่มเดิม หรือขอใหม่อีกครั้ง"
    return _gone("เปิดลิงก์นี้ไม่ได้", sentence, 404)


def _no_report(error: TrackerError) -> Response:
    if isinstance(error, StorageUnavailable):
        raise error  # the page of every other address for that
    if isinstance(error, FilesUnavailable):
        return _gone("ยังเปิดไฟล์ไม่ได้", error.sentence, 503)
    status = 503 if isinstance(error, ReportNotDrawn | TemplateUnusable) else 404
    return _gone("ยังทำรายงานนี้ไม่ได้", error.sentence, status)


def _not_any_more(error: NotAllowed) -> Response:
    """The link was right once: the post that allowed it has ended or changed."""
    return _gone("เปิดลิงก์นี้ไม่ได้แล้ว", error.sentence, 403)


def _gone(heading: str, sentence: str, status: int) -> Response:
    return _private(make_response(notice(heading, sentence), status))


def _signer(settings: WebSettings, purpose: str) -> URLSafeTimedSerializer:
    """Each purpose has a salt of its own: a link to a photo opens no report."""
    secret: Any = settings.secret_key
    return URLSafeTimedSerializer(secret.get_secret_value(), salt=f"prongsai/{purpose}")


def _text(token: str | bytes) -> str:
    return token.decode() if isinstance(token, bytes) else token
