"""What ties a form to the browser it was shown in: a cookie no script reads, and a token only its pages know."""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from flask import Request
from werkzeug.wrappers import Response

from bot.pages.form.link import FORM_SECONDS
from bot.pages.headers import host_is_ours
from bot.settings import WebSettings

FIELD = "form"


class Door:
    """Over https the cookie's name begins with __Host-, which a browser accepts from this very host alone."""

    def __init__(self, settings: WebSettings) -> None:
        self._settings = settings
        self._secure = urlsplit(settings.public_url).scheme == "https"
        self._cookie = "__Host-prongsai-form" if self._secure else "prongsai-form"

    def cookie(self, request: Request) -> str:
        """What this browser has, else something fresh to give it."""
        return request.cookies.get(self._cookie) or secrets.token_urlsafe(16)

    def give(self, response: Response, cookie: str) -> None:
        """Have the browser keep it as long as a link lives."""
        response.set_cookie(
            self._cookie, cookie, max_age=FORM_SECONDS, path="/", secure=self._secure, httponly=True, samesite="Lax"
        )  # fmt: skip

    def token(self, cookie: str) -> str:
        """What a form shown to a browser with this cookie carries."""
        return self.keyed("form", cookie)

    def is_foreign(self, request: Request) -> bool:
        """Whether the browser says that another site sends the form."""
        origin = request.headers.get("Origin", "null")  # browsers say null where they send no Referer
        if origin != "null" and not host_is_ours(self._settings.public_url, urlsplit(origin).netloc):
            return True
        return request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")

    def is_ours(self, request: Request) -> bool:
        """Whether a form was shown by us to this very browser."""
        cookie, given = request.cookies.get(self._cookie, ""), request.form.get(FIELD, "")
        wanted = self.token(cookie).encode()
        return bool(cookie) and hmac.compare_digest(wanted, given.encode("utf-8", "replace"))

    def keyed(self, purpose: str, value: str) -> str:
        """A name for something that tells nobody what it is."""
        assert self._settings.secret_key is not None
        key = self._settings.secret_key.get_secret_value().encode()
        said = f"prongsai/phone-{purpose}:{value}".encode("utf-8", "replace")
        return hmac.new(key, said, hashlib.sha256).hexdigest()
