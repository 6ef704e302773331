"""What the routes of the desk page share: who asks, the headers of every answer, refusals as pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, make_response, request
from sqlmodel import Session

from bot.desk import Desk
from bot.pages.desk.session import Cookies, check_form, guesser
from bot.pages.headers import POLICY_WITH_FORMS, host_is_ours
from bot.pages.public import notice
from bot.settings import WebSettings
from tracker.actions import open_desk
from tracker.actions.open_desk import Viewer
from tracker.errors import (
    ApproveYourself,
    DeskFormStale,
    DeskFormUsed,
    DeskLinkInvalid,
    DeskLocked,
    DeskSessionOver,
    DiskNearlyFull,
    FileRefused,
    FilesUnavailable,
    InvitationExpired,
    InvitationInvalid,
    InvitationRevoked,
    InvitationUsedUp,
    LastCoordinator,
    NobodyToApprove,
    NotAllowed,
    PaperSettled,
    PaperUnknown,
    ReasonMissing,
    ReportNotDrawn,
    ReportReplaced,
    RoundClosed,
    RoundUnknown,
    SettingImpossible,
    SettledAlready,
    StorageUnavailable,
    TemplateUnusable,
    TooManyPapers,
    TrackerError,
    UnknownDepartment,
    UnknownOffice,
)
from tracker.store import Store

HEADING = "หน้าจัดการ"
STATUS: dict[type[TrackerError], int] = {
    DeskLinkInvalid: 404,
    DeskSessionOver: 401,
    DeskFormStale: 403,
    DeskLocked: 429,
    NotAllowed: 403,
    ApproveYourself: 403,
    UnknownOffice: 404,
    UnknownDepartment: 404,
    ReasonMissing: 400,
    FileRefused: 400,
    SettingImpossible: 400,
    TemplateUnusable: 400,
    ReportNotDrawn: 400,
    RoundUnknown: 404,
    DiskNearlyFull: 507,
    FilesUnavailable: 503,
    **dict.fromkeys(
        (
            SettledAlready,
            ReportReplaced,
            RoundClosed,
            PaperSettled,
            PaperUnknown,
            TooManyPapers,
            DeskFormUsed,
            InvitationInvalid,
            InvitationExpired,
            InvitationRevoked,
            InvitationUsedUp,
            LastCoordinator,
            NobodyToApprove,
        ),
        409,
    ),
}
BACK = [{"href": "/desk", "text": "กลับหน้าจัดการ"}]


@dataclass(frozen=True)
class Room:
    """What a request to the desk page needs; made once per process. `basic_id(office)` is the id people find an
    office's LINE account by (without it the main account's), once LINE has told it."""

    store: Store
    settings: WebSettings
    desk: Desk
    clock: Callable[[], datetime]
    zone: ZoneInfo
    cookies: Cookies
    basic_id: Callable[..., str | None]

    @property
    def in_view(self) -> dict[str, str]:
        """The office a form or an address says was in view, as the next address carries it; empty where none was."""
        slug = (request.form.get("office") or request.args.get("office") or "")[:100]
        return {"office": slug} if slug else {}

    @property
    def token(self) -> str:
        """The session this browser says it has."""
        return request.cookies.get(self.cookies.session, "")

    def viewer(self) -> Viewer:
        """Who asks. Raises what says why they may not; a session whose post has ended is over from then on."""
        now = self.clock()
        try:
            with self.store.read() as tx:
                found = self._viewer(tx, now)
                noting = open_desk.wants_noting(tx, self.token, now)
        except DeskSessionOver as error:
            if self.token and error.facts["guessed"]:
                self.count_guess(guesser(self.settings, request), now)
            raise
        except NotAllowed:
            with self.store.begin() as tx:
                open_desk.leave(tx, self.token, now)
            raise
        if noting:
            self._note_use(now)
        return found

    def viewer_again(self, tx: Session) -> Viewer:
        """The same, inside the transaction that is about to act on it."""
        return self._viewer(tx, self.clock())

    def check_form(self, cookie: str, who: str) -> None:
        """Raises DeskFormStale for a form that is not ours, and counts it against `who`."""
        try:
            check_form(self.settings, request, cookie)
        except DeskFormStale:
            self.count_guess(who, self.clock())
            raise

    def count_guess(self, who: str, now: datetime) -> None:
        """One more wrong guess. Raises DeskLocked when there were too many before."""
        with self.store.begin() as tx:
            open_desk.refuse_if_locked(tx, who, now)
            open_desk.count_guess(tx, who, now)

    @property
    def session_name(self) -> str:
        """Under which name wrong forms of this session are counted."""
        return f"session:{self.token}"

    def _viewer(self, tx: Session, now: datetime) -> Viewer:
        if not self.token:
            raise DeskSessionOver(guessed=False)
        open_desk.refuse_if_locked(tx, self.session_name, now)
        return open_desk.viewer_of(tx, self.token, now)

    def _note_use(self, now: datetime) -> None:
        """All that looking at the page writes. Where nothing can be written now, looking is still possible."""
        try:
            with self.store.begin() as tx:
                open_desk.note_use(tx, self.token, now)
        except StorageUnavailable:
            pass


def furnish(room: Room, blueprint: Blueprint) -> Blueprint:
    """Have a blueprint refuse foreign hosts, answer with strict headers and tell refusals as pages."""

    @blueprint.before_request
    def right_host() -> Response | None:
        if host_is_ours(room.settings.public_url, request.host):
            return None
        return make_response(notice("เปิดหน้านี้ไม่ได้", "ที่อยู่นี้ไม่ใช่ของระบบ กรุณาเปิดจากลิงก์ในแชท"), 400)

    @blueprint.after_request
    def private(response: Response) -> Response:
        response.headers.setdefault(
            "Cache-Control", "no-store"
        )  # a small photo says itself how it may be kept
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers.setdefault("Content-Security-Policy", POLICY_WITH_FORMS)
        return response

    def refused(error: TrackerError) -> Response:
        status = STATUS[type(error)]
        links = BACK if status in (400, 404, 409) and not isinstance(error, DeskLinkInvalid) else None
        response = make_response(notice(HEADING, error.sentence, links=links), status)
        if isinstance(error, DeskLocked):
            response.headers["Retry-After"] = str(error.facts["minutes"] * 60)
        return response

    for kind in STATUS:
        blueprint.register_error_handler(kind, refused)
    return blueprint
