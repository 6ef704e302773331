"""Sending to LINE and reading from it. Our messages go out exactly as they were worded. Why not the SDK:
docs/decisions/0014.
"""

import logging
import re
import threading
import time
from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import quote

from bot.line.wire import Answer, NoAnswer, Wire, in_words
from bot.settings import LineSettings
from tracker.actions.fetch_evidence import ContentGone, ContentNotReady
from tracker.errors import AccountUnknown, TrackerError
from tracker.outbox import Delivery

log = logging.getLogger(__name__)

API, DATA = "https://api.line.me", "https://api-data.line.me"
CHUNK = 64 * 1024
_ID_IN_PATH = re.compile(r"/(?:[UCR][0-9a-f]{8,}|[0-9]{6,})")
CONTENT_SECONDS = 45  # for the whole of a content: one that trickles must not hold up the others

Message = dict[str, Any]


class LineUnavailable(TrackerError):
    """ติดต่อ LINE ไม่ได้ในขณะนี้ค่ะ กรุณาลองใหม่ภายหลัง"""

    english = "LINE cannot be asked for {what}: {problem}"


class LineClient:
    """LINE as seen by one process. May be shared by threads, and made before a fork as long as nothing was asked."""

    def __init__(self, settings: LineSettings) -> None:
        self._settings = settings
        self._others: dict[str | None, LineClient] = {
            each.destination: LineClient(settings.of_account(each)) for each in settings.accounts[1:]
        }
        self._api = settings.line_api_base or API
        self._data = settings.line_api_base or DATA
        self._lock = threading.Lock()
        self._wire = Wire()
        self._token = ""
        self._token_until = 0.0

    @property
    def accounts(self) -> "dict[str | None, LineClient]":
        """Every account of this installation by its LINE id; the main one, this, by None."""
        return {None: self, **self._others}

    def through(self, account: str) -> "LineClient":
        """The same LINE, spoken to by another account (its LINE id). Raises AccountUnknown."""
        if account not in self._others:
            raise AccountUnknown(account=account)
        return self._others[account]

    def reply(self, token: str, messages: list[Message]) -> Delivery:
        """Answer with a reply token. Free, once only, and without a retry key: a time-out stays `unclear`."""
        body = {"replyToken": token, "messages": messages}
        answer = self._call("POST", "/v2/bot/message/reply", body, booked=True)
        if answer.status == 400 and "reply token" in answer.reason.lower():
            return _delivery("token_dead", answer)
        if answer.status == 429:
            return _delivery("again", answer)
        return _delivery("unclear" if answer.status is None and answer.reached else _outcome(answer), answer)

    def push(self, to: str, messages: list[Message], retry_key: str) -> Delivery:
        """Send to a person or group. The same retry key within 24 hours is carried out once."""
        body = {"to": to, "messages": messages}
        answer = self._call(
            "POST", "/v2/bot/message/push", body, {"X-Line-Retry-Key": retry_key}, booked=True
        )
        if answer.status == 429 and self._month_is_used_up():
            return _delivery("limit", answer)
        return _delivery(_outcome(answer), answer)

    def content(self, message_id: str) -> tuple[str | None, Iterator[bytes]]:
        """Media type and bytes, in pieces, of a photo or file somebody sent. Raises ContentNotReady while LINE prepares
        it, ContentGone once it was unsent or deleted, LineUnavailable for anything else."""
        try:
            path = f"/v2/bot/message/{quote(message_id, safe='')}/content"
            response = self._wire.open("GET", self._data, path, None, self._authorized({}), stream=True)
        except NoAnswer as error:
            raise LineUnavailable(what="content", problem=in_words(error)) from error
        if response.status == 200:
            media_type = response.headers.get("content-type", "").partition(";")[0].strip()
            return media_type or None, _pieces(response)
        response.close()
        if response.status == 202:
            raise ContentNotReady
        if response.status in (404, 410):
            raise ContentGone
        if response.status == 401:
            self._token_until = 0.0  # the next try asks for a new one
        raise LineUnavailable(what="content", problem=str(response.status))

    def profile(self, user_id: str) -> dict[str, Any] | None:
        """Display name, language and picture of a person; None when LINE does not tell. Raises LineUnavailable."""
        answer = self._call("GET", f"/v2/bot/profile/{quote(user_id, safe='')}")
        return None if answer.status == 404 else _expected(answer, "a profile")

    def show_loading(self, user_id: str) -> None:
        """Dots in a private chat until the answer comes, 20 seconds at most. Raises LineUnavailable."""
        self.ask("POST", "/v2/bot/chat/loading/start", {"chatId": user_id, "loadingSeconds": 20})

    def quota(self) -> int | None:
        """Pushes this month's plan allows, None when it sets no limit. Raises LineUnavailable."""
        said = self.ask("GET", "/v2/bot/message/quota")
        return int(said["value"]) if said.get("type") == "limited" else None

    def consumption(self) -> int:
        """Pushes used this month, about. Raises LineUnavailable."""
        return int(self.ask("GET", "/v2/bot/message/quota/consumption").get("totalUsage", 0))

    def info(self) -> dict[str, Any]:
        """Who the bot is: basicId, displayName, chatMode … Raises LineUnavailable."""
        return self.ask("GET", "/v2/bot/info")

    @property
    def renews_itself(self) -> bool:
        """Whether short tokens are issued here, so that none has to be renewed by a person."""
        given = self._settings.line_channel_access_token
        return given is None or not given.get_secret_value()

    def token_life(self) -> int | None:
        """Seconds the access token is still good for; None when it does not expire. Raises LineUnavailable.

        A v2.1 or stateless token tells by one endpoint, a long-lived one by the older; LINE knows no other way."""
        token = quote(self._authority(), safe="")
        answer = self._call("GET", f"/oauth2/v2.1/verify?access_token={token}", shown="/oauth2/v2.1/verify")
        if answer.status is not None and 400 <= answer.status < 500:
            return None  # a long-lived token: that it works was asked before
        return int(_expected(answer, "the token's expiry").get("expires_in", 0)) or None

    def date(self) -> str | None:
        """The Date header of an answer of LINE's: its clock. Raises LineUnavailable."""
        try:
            sent = self._authorized({})
            found = self._wire.open("GET", self._api, "/v2/bot/info", None, sent).headers.get("date")
        except NoAnswer as error:
            raise LineUnavailable(what="the time", problem=in_words(error)) from error
        return str(found) if found else None

    def webhook(self) -> dict[str, Any]:
        """Where LINE sends events: endpoint, active. Raises LineUnavailable."""
        return self.ask("GET", "/v2/bot/channel/webhook/endpoint")

    def try_webhook(self, endpoint: str | None = None) -> dict[str, Any]:
        """Have LINE call the webhook: success, statusCode, reason, detail. Raises LineUnavailable."""
        body = {"endpoint": endpoint} if endpoint else {}
        return self.ask("POST", "/v2/bot/channel/webhook/test", body)

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Any other JSON call; LINE's answer. Raises LineUnavailable when it is no 2xx."""
        return _expected(self._call(method, path, body), path)

    def upload(self, path: str, content: bytes, media_type: str) -> None:
        """Give LINE a file, as a rich menu's picture. Raises LineUnavailable."""
        _expected(self._call("POST", path, content, {"Content-Type": media_type}, host=self._data), path)

    def _month_is_used_up(self) -> bool:
        """LINE's wording is no promise, and its "monthly limit" may pass, so its own count decides between the
        month's limit and mere haste."""
        try:
            allowed = self.quota()
            return allowed is not None and self.consumption() >= allowed
        except LineUnavailable:
            return False

    def _call(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        host: str | None = None,
        shown: str | None = None,
        booked: bool = False,
    ) -> Answer:
        """`booked`: of a message, with which time and LINE's request id are kept once it went."""
        answer = self._tried(method, host or self._api, path, body, headers)
        if answer.status == 401 and answer.reached and not self._given:
            # The token died before its time, and LINE has looked at nothing else: once more with a new one.
            log.info("line's token has died early; %s %s is made again", answer.status, answer.request_id)
            self._token_until = 0.0
            answer = self._tried(method, host or self._api, path, body, headers)
        # Without the ids of people and messages in some paths: logs hold nothing personal.
        shown = shown or _ID_IN_PATH.sub("/…", path)
        # A line for each message that went would be a thirtieth of what an event costs, and say what its row does.
        level = logging.DEBUG if booked and answer.status == 200 else logging.INFO
        log.log(level, "line %s %s %s %s", method, shown, answer.status, answer.request_id)
        return answer

    def _tried(self, method: str, host: str, path: str, body: Any, headers: dict[str, str] | None) -> Answer:
        try:
            sent = self._authorized(headers or {})
        except LineUnavailable as error:
            return Answer(error.facts.get("status"), problem=str(error), reached=False)
        return self._wire.tried(method, host, path, body, sent)

    def _authorized(self, headers: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._authority()}", **headers}

    @property
    def _given(self) -> str:
        token = self._settings.line_channel_access_token
        return token.get_secret_value() if token is not None else ""

    def _authority(self) -> str:
        """The access token: the one given, or a stateless one of 15 minutes, renewed a minute early."""
        if self._given:
            return self._given
        with self._lock:
            if time.monotonic() >= self._token_until:
                self._token, seconds = self._issue()
                self._token_until = time.monotonic() + max(seconds - 60, 0)
            return self._token

    def _issue(self) -> tuple[str, int]:
        secret = self._settings.line_channel_secret
        form = {
            "grant_type": "client_credentials",
            "client_id": self._settings.line_channel_id or "",
            "client_secret": secret.get_secret_value() if secret else "",
        }
        try:
            answer = self._wire.form(f"{self._api}/oauth2/v3/token", form)
        except NoAnswer as error:
            raise LineUnavailable(what="an access token", problem=in_words(error), status=None) from error
        if "access_token" not in answer.said:
            raise LineUnavailable(what="an access token", problem=answer.reason, status=answer.status)
        return str(answer.said["access_token"]), int(answer.said.get("expires_in", 900))


def _outcome(answer: Answer) -> Literal["sent", "again", "refused"]:
    status = answer.status
    if status is None or status == 429 or status >= 500:
        return "again"
    return "sent" if 200 <= status < 300 or status == 409 else "refused"


def _delivery(outcome: Any, answer: Answer) -> Delivery:
    return Delivery(
        outcome=outcome,
        status=answer.status,
        request_id=answer.request_id,
        problem=None if outcome == "sent" else answer.reason,
        maybe_taken=answer.reached and (answer.status is None or answer.status >= 500),
    )


def _expected(answer: Answer, what: str) -> dict[str, Any]:
    if answer.status is None or not 200 <= answer.status < 300:
        raise LineUnavailable(what=what, problem=answer.reason, status=answer.status)
    return answer.said


def _pieces(response: Any) -> Iterator[bytes]:
    """The bytes as they come; raises when fewer arrive than were announced. The connection is given back."""
    ends = time.monotonic() + CONTENT_SECONDS
    try:
        # What has come, not a whole piece: a byte a second would fill one in a day, and never look at the clock.
        while piece := response.read1(CHUNK):
            if time.monotonic() > ends:
                raise LineUnavailable(what="content", problem=f"it took more than {CONTENT_SECONDS} s")
            yield piece
    except NoAnswer as error:
        raise LineUnavailable(what="content", problem=in_words(error)) from error
    finally:
        response.close()
