"""The stylesheet, the mark and the Thai font. Served from here: a page asks no other machine for anything."""

import hashlib
from functools import lru_cache
from pathlib import Path

import fontpkg
from flask import Blueprint, Response, abort

from bot.pages.headers import pack
from bot.pages.lighter_font import lighter

_STATIC = Path(__file__).parent / "static"
_FILES = {
    "page.css": "text/css",
    "desk.css": "text/css",
    "form.css": "text/css",
    "form.js": "text/javascript",
    "mark.svg": "image/svg+xml",
}
_FONTS = {"sarabun-400.ttf": 400, "sarabun-700.ttf": 700}
_WEEK = 7 * 24 * 3600


@lru_cache
def content(name: str) -> bytes:
    """What is in an asset of ours; raises KeyError for a name that is none."""
    if name in _FONTS:
        return lighter(Path(fontpkg.path("Sarabun", _FONTS[name])).read_bytes())
    return (_STATIC / name).read_bytes() if name in _FILES else _no_such(name)


@lru_cache
def version(name: str) -> str:
    """Eight characters that change when the asset does, so that a browser may keep it for a week."""
    return hashlib.sha256(content(name)).hexdigest()[:8]


def _no_such(name: str) -> bytes:
    raise KeyError(name)


def create_assets() -> Blueprint:
    """The routes of the assets."""
    assets = Blueprint("assets", __name__)
    assets.after_request(pack)

    # The paths are spelt out so that they win over Flask's own /static/<path:filename>.
    @assets.get("/static/<name>")
    def file(name: str) -> Response:
        return _served(name, _FILES.get(name))

    @assets.get("/static/fonts/<name>")
    def font(name: str) -> Response:
        return _served(name, "font/ttf" if name in _FONTS else None)

    return assets


def _served(name: str, media_type: str | None) -> Response:
    if media_type is None:
        abort(404)
    response = Response(content(name), mimetype=media_type)
    response.cache_control.public = True
    response.cache_control.max_age = _WEEK
    response.set_etag(version(name))
    return response
