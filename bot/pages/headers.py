"""What every answer to a browser carries: nothing foreign runs, nothing is guessed, nothing frames us."""

import gzip
from urllib.parse import urlsplit

from flask import Response, request

# No script at all, not even our own; styles, fonts and pictures from here only, none of them inline.
POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# The desk page has forms, which lead to itself alone.
POLICY_WITH_FORMS = POLICY.replace("form-action 'none'", "form-action 'self'")
# The phone form keeps what is typed when the signal goes: one script of our own, which speaks to us alone.
POLICY_WITH_SCRIPT = POLICY_WITH_FORMS + "; script-src 'self'; connect-src 'self'"
# For a file a person sent: even if a browser took it for a page, it would be one that can do nothing.
POLICY_FOR_FILES = "default-src 'none'; frame-ancestors 'none'; sandbox"
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Besides the public address; nothing but a program on the machine itself can reach us under these.
_OWN_NAMES = ("localhost", "127.0.0.1", "::1")
_WORTH_PACKING = (
    "text/html",
    "text/css",
    "text/javascript",
    "text/csv",
    "image/svg+xml",
    "application/json",
    "font/ttf",
)


def host_is_ours(public_url: str, host: str) -> bool:
    """Whether a Host header names the address people reach us at, or this very machine."""
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        return False
    return name is not None and name in (urlsplit(public_url).hostname, *_OWN_NAMES)


def guard(response: Response, public_url: str) -> Response:
    """Add the security headers a view has not set more tightly itself."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if urlsplit(public_url).scheme == "https":
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def pack(response: Response) -> Response:
    """Send public text and fonts gzipped: a phone in a village has little bandwidth, and there may be no proxy."""
    if response.mimetype not in _WORTH_PACKING or response.status_code != 200 or response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    if len(body) > 1000 and request.accept_encodings["gzip"] > 0:
        response.set_data(gzip.compress(body, 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
