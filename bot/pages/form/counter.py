"""What the routes of the form share: who opens it, with the permission asked anew; the photos; the pages."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Request, Response, make_response, render_template, request
from sqlmodel import Session
from werkzeug.datastructures import FileStorage

from bot.pages.form import photos
from bot.pages.form.door import Door
from bot.pages.form.link import FORM_SECONDS, FormLink, read_link
from bot.pages.form.shown import form_view, photos_of, proposed, receipt_of
from bot.pages.form.typed import Problem, Typed, number_in
from bot.pages.form.visit import Choice, Visit, visit
from bot.settings import WebSettings
from tracker.actions.accept_notice import accept_notice, must_accept
from tracker.actions.attach_evidence import room_in
from tracker.actions.authority import audit, authority_of
from tracker.actions.forget_files import forget_later
from tracker.actions.record_progress import Proposal
from tracker.actions.set_aside import note_refusal
from tracker.actions.stage_photos import stage_photo
from tracker.errors import (
    DepartmentFull,
    DiskNearlyFull,
    NotAllowed,
    StorageUnavailable,
    TooManyFiles,
    TrackerError,
    UnknownMeasure,
)
from tracker.files import Files, Stored
from tracker.model import Draft
from tracker.store import Store, calendar, personal

NO_ROOM = (DepartmentFull, DiskNearlyFull, TooManyFiles)


class FormStale(TrackerError):
    """แบบฟอร์มนี้ไม่ได้ส่งมาจากหน้าของระบบ หรือเปิดค้างไว้นาน ยังไม่มีอะไรถูกบันทึก กรุณากดย้อนกลับ โหลดหน้าใหม่ แล้วกดอีกครั้ง"""

    english = "the form's token is not of this browser"


class NoticeFirst(TrackerError):
    """ก่อนรายงาน กรุณาอ่านประกาศความเป็นส่วนตัวฉบับปัจจุบัน"""

    english = "the person has to accept the privacy notice first"


NOTED_EVERY = timedelta(seconds=FORM_SECONDS)


class Counter:
    """Where forms are handed out and taken in; made once per process."""

    def __init__(self, store: Store, settings: WebSettings, files: Files, clock: Any, zone: ZoneInfo) -> None:
        self._store, self._settings, self._files = store, settings, files
        self._clock, self._zone, self.door = clock, zone, Door(settings)

    def read(self, token: str) -> FormLink:
        """What a link says. Raises BadSignature."""
        return read_link(self._settings, token)

    def enter(self, token: str) -> Visit | Choice:
        """Who opens a link, and what on. Raises BadSignature, NotAllowed, NoticeFirst, UnknownMeasure."""
        link, now = self.read(token), self._clock()
        try:
            with self._store.begin() as tx:
                found = self.visit(tx, link, number_in(request.args.get("d", "")))
                if request.method == "GET" and isinstance(found, Visit):
                    _note_opening(tx, found, now)
                return found
        except NotAllowed:
            self._note_refusal(link, now)
            raise

    def _note_refusal(self, link: FormLink, now: datetime) -> None:
        with suppress(StorageUnavailable), self._store.begin() as tx:
            authority = authority_of(tx, link.person_id, now)
            note_refusal(tx, authority, link.office_id, NotAllowed.__name__, now)

    def visit(self, tx: Session, link: FormLink, department_id: int | None) -> Visit | Choice:
        """Who opens a link, inside the transaction that will act on it. Raises as `enter`."""
        person = personal.by_id(tx, link.person_id)
        if person is not None and must_accept(person):
            raise NoticeFirst
        return visit(tx, link, department_id, self._clock(), self._zone)

    def visit_of(self, tx: Session, link: FormLink, draft: Draft) -> Visit:
        """The same for a report that was repeated back."""
        about = Proposal.from_json(draft.content["proposal"])
        found = self.visit(tx, link, about.department_id)
        if isinstance(found, Choice):
            raise UnknownMeasure(number=link.number, fiscal_year=link.fiscal_year, known="")
        return found

    def check(self, request: Request) -> None:
        """Raises FormStale unless the form is ours and of this browser."""
        if self.door.is_foreign(request) or not self.door.is_ours(request):
            raise FormStale

    def accept_notice(self, link: FormLink) -> None:
        """The person accepts the privacy notice on the page, as with the button in the chat."""
        with self._store.begin() as tx:
            person = personal.by_id(tx, link.person_id)
            if person is not None and person.erased_at is None and must_accept(person):
                accept_notice(tx, person, self._clock(), "form")

    def stage(
        self, found: Visit, typed: Typed, uploads: Sequence[FileStorage]
    ) -> tuple[Typed, list[Problem]]:
        """Keep the photos that came along; what was typed with their numbers, and what is wrong with the others."""
        link, now = found.link, self._clock()
        place = (link.office_id, found.department_id)
        with self._store.read() as tx:
            before = tuple(photo.id for photo in photos_of(tx, link, typed.photos))
            typed = replace(typed, photos=before)
            uploads = [each for each in uploads if each.filename]
            if not uploads:
                return typed, []
            try:
                room_in(tx, self._files, link.person_id, place, now, self._zone)
            except NO_ROOM as error:
                return typed, [Problem("photos", error.sentence)]
        sent = photos.take(self._files, uploads, photos.PHOTOS - len(before))
        ids, refused = self._staged(found, sent.kept)
        words = (*sent.refusals, *refused)
        kept = replace(typed, photos=tuple(dict.fromkeys((*before, *ids))))
        return kept, [Problem("photos", each) for each in dict.fromkeys(words)]

    def _staged(self, found: Visit, kept: Sequence[tuple[str, Stored]]) -> tuple[list[int], list[str]]:
        link, now = found.link, self._clock()
        place = (link.office_id, found.department_id)
        ids: list[int] = []
        with self._store.begin() as tx:
            authority = authority_of(tx, link.person_id, now)
            for number, (name, stored) in enumerate(kept):
                try:
                    room_in(tx, self._files, link.person_id, place, now, self._zone)
                except NO_ROOM as error:
                    for _, unwanted in kept[number:]:
                        forget_later(tx, self._files, unwanted.sha256)
                    left = ", ".join(f"“{each}”" for each, _ in kept[number:])
                    return ids, [f"{left} ยังไม่ได้แนบ {error.sentence}"]
                ids.append(stage_photo(tx, authority, *place, stored, name, now).id)
        return ids, []

    def fields(
        self,
        token: str,
        found: Visit,
        typed: Typed,
        problems: Sequence[Problem] = (),
        *,
        status: int = 200,
        given_back: bool = True,
        photos_taken: bool = False,
    ) -> Response:
        """The page with the fields. `given_back`: they hold what somebody typed; `photos_taken`: what came with them is
        with us now."""
        with self._store.read() as tx:
            shown = form_view(found, typed, list(problems), photos_of(tx, found.link, typed.photos))
        link = found.link
        whose = f"{link.person_id}:{link.office_id}:{link.fiscal_year}:{link.number}:{found.department_id}"
        return self.page(
            "form.html",
            status,
            token=token,
            key=self.door.keyed("draft", whose)[:24],
            given_back=given_back,
            photos_taken=photos_taken,
            **shown,
        )

    def draft(self, token: str, link: FormLink, draft: Draft) -> Response:
        """What was told repeated back; its receipt once it was confirmed."""
        with self._store.read() as tx:
            found = self.visit_of(tx, link, draft)
            whose = (
                f"{link.person_id}:{link.office_id}:{link.fiscal_year}:{link.number}:{found.department_id}"
            )
            common: dict[str, Any] = {
                "visit": found,
                "token": token,
                "draft": draft,
                "key": self.door.keyed("draft", whose)[:24],
            }
            if draft.used_at is not None:
                receipt = receipt_of(tx, found, draft, self._clock())
                return self.page("form_receipt.html", receipt=receipt, **common)
            rows, told = proposed(draft), draft.content["proposal"]
            kept = photos_of(tx, link, tuple(draft.content.get("photos", ())))
        return self.page(
            "form_check.html",
            rows=rows,
            note=told["note"],
            late=told["late"],
            photos=kept,
            lead=draft.content.get("lead", ""),
            **common,
        )

    def page(self, template: str, status: int = 200, **shown: object) -> Response:
        """A page whose forms are tied to this browser."""
        cookie = self.door.cookie(request)
        response = make_response(
            render_template(template, form_token=self.door.token(cookie), **shown), status
        )
        self.door.give(response, cookie)
        return response


def _note_opening(tx: Session, found: Visit, now: datetime) -> None:
    """A person who opens the form of a measure leaves a line in the audit log once for as long as a link is good: a
    phone asks for the page again at each refresh, and what is recorded leaves lines of its own."""
    link = found.link
    subject = f"{link.fiscal_year}:{link.number}"
    if calendar.noted_since(tx, link.office_id, link.person_id, "open_form", now - NOTED_EVERY, subject):
        return
    post = found.authority.permit("record_progress", link.office_id, found.department_id, "")
    audit(
        tx,
        now,
        "open_form",
        subject,
        office_id=link.office_id,
        person_id=link.person_id,
        post_id=post.post_id,
    )
