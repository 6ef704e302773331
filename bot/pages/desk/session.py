"""Who is at the desk: cookies, the token in every form, the address we are called by, whose guesses are counted."""

import hashlib
import hmac
import ipaddress
import secrets
from urllib.parse import urlsplit

from flask import Request
from werkzeug.wrappers import Response

from bot.pages.headers import host_is_ours
from bot.settings import WebSettings
from tracker.actions.open_desk import LINK_FOR, LONGEST
from tracker.errors import DeskFormStale

FORM_TOKEN = "form"  # noqa: S105  (the name of a field)


class Cookies:
    """The two cookies of the desk page: the session, and what ties the form of a link to the browser it was shown in.

    Over https their names begin with __Host-, which a browser accepts from this very host alone.
    """

    def __init__(self, settings: WebSettings) -> None:
        self.secure = urlsplit(settings.public_url).scheme == "https"
        prefix = "__Host-" if self.secure else ""
        self.session, self.door = f"{prefix}prongsai-desk", f"{prefix}prongsai-door"

    def give(self, response: Response, name: str, value: str) -> None:
        """Have the browser keep a cookie no script can read and no other site's form brings along."""
        lasts = LONGEST if name == self.session else LINK_FOR
        response.set_cookie(
            name, value, max_age=lasts, path="/", secure=self.secure, httponly=True, samesite="Lax"
        )

    def take(self, response: Response, name: str) -> None:
        """Have the browser forget a cookie."""
        response.delete_cookie(name, path="/", secure=self.secure, httponly=True, samesite="Lax")


def fresh_door() -> str:
    """What ties the form of a link to one browser."""
    return secrets.token_urlsafe(16)


def form_token(settings: WebSettings, cookie: str) -> str:
    """The token a form must carry: only who sees our pages with this very cookie can know it."""
    return _keyed(settings, "form", cookie)


def check_form(settings: WebSettings, request: Request, cookie: str) -> None:
    """Raises DeskFormStale unless the form is ours and of this cookie."""
    given = request.form.get(FORM_TOKEN, "")
    origin = request.headers.get("Origin", "null")  # browsers say null where they send no Referer
    foreign = request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")
    if origin != "null" and not host_is_ours(settings.public_url, urlsplit(origin).netloc):
        foreign = True
    wanted = form_token(settings, cookie)
    if not cookie or foreign or not hmac.compare_digest(wanted.encode(), given.encode("utf-8", "replace")):
        raise DeskFormStale


def guesser(settings: WebSettings, request: Request) -> str:
    """Under which name this client's wrong guesses are counted; the address itself is not kept.

    A proxy on this machine or in its network adds whom it speaks for at the end of X-Forwarded-For; what stands
    before that anybody may have written. A client that comes from afar by itself is not believed.
    """
    address = request.remote_addr or ""
    told = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
    if told and not _is_global(address) and _is_address(told):
        address = told
    return "client:" + _keyed(settings, "client", address)


def _is_global(address: str) -> bool:
    return _is_address(address) and ipaddress.ip_address(address).is_global


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _keyed(settings: WebSettings, purpose: str, value: str) -> str:
    assert settings.secret_key is not None
    key = settings.secret_key.get_secret_value().encode()
    return hmac.new(
        key, f"prongsai/desk-{purpose}:{value}".encode("utf-8", "replace"), hashlib.sha256
    ).hexdigest()
