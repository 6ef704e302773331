"""The chat page in the browser and the control routes behind it."""

import json
import os
import time
from pathlib import Path
from typing import Any

import fontpkg
from flask import Blueprint, Response, jsonify, request, send_file

from sandbox.people import Person
from sandbox.state import State
from sandbox.wire import Wire

STATIC = Path(__file__).parent / "static"
FILES = {
    "index.html": "text/html",
    "chat.css": "text/css",
    "chat.js": "text/javascript",
    "flex.js": "text/javascript",
    "menu.js": "text/javascript",
}
# Faults that can be switched on for the next calls, by the page or by a test.
FAULTS = frozenset(
    (
        "400",
        "401",
        "403",
        "413",
        "503",
        "429",
        "429-monthly",
        "500",
        "500-accepted",
        "timeout",
        "timeout-accepted",
        "slow",
        "content-202",
        "content-404",
        "content-500",
        "content-slow",
        "menu-500",
        "duplicate",
        "late",
        "redeliver",
    )
)


def create_page(state: State, wire: Wire) -> Blueprint:
    """The page and its routes; only for this machine, it asks nobody who they are."""
    page = Blueprint("page", __name__)

    @page.get("/")
    def index() -> Response:
        return send_file(STATIC / "index.html")

    @page.get("/static/<name>")
    def asset(name: str) -> Response:
        if name not in FILES:
            return Response(status=404)
        return send_file(STATIC / name, mimetype=FILES[name], max_age=0)

    @page.get("/static/sarabun-<int:weight>.ttf")
    def font(weight: int) -> Response:
        return send_file(
            fontpkg.path("Sarabun", 700 if weight == 700 else 400), mimetype="font/ttf", max_age=86400
        )

    @page.get("/sandbox/state")
    def everything() -> Response:
        return jsonify(state.as_json())

    @page.get("/sandbox/who")
    def who() -> Response:
        person = Person(wire, request.args["as"], request.args.get("group") or None)
        return jsonify({"user_id": person.user_id, "chat_id": person.chat_id})

    @page.get("/sandbox/codes")
    def codes() -> Response:
        return jsonify(json.loads(os.environ.get("SANDBOX_CODES", "[]")))

    @page.get("/sandbox/events")
    def events() -> Response:
        after = int(request.args.get("after", 0))
        deadline = time.monotonic() + 20
        while len(state.delivered) <= after and time.monotonic() < deadline:
            time.sleep(0.05)
        return jsonify([vars(each) for each in state.delivered[after:]])

    @page.get("/sandbox/content/<message_id>")
    def content(message_id: str) -> Response:
        found = state.contents.get(message_id)
        return Response(found[1], mimetype=found[0]) if found else Response(status=404)

    @page.get("/sandbox/menu")
    def menu() -> Response:
        found = state.menu_of(Person(wire, request.args["as"]).user_id)
        return jsonify({"id": found, **state.menus[found].definition} if found else {})

    @page.get("/sandbox/menu/<menu>/picture")
    def menu_picture(menu: str) -> Response:
        found = state.menus.get(menu)
        if found is None or found.picture is None:
            return Response(status=404)
        return Response(found.picture[1], mimetype=found.picture[0])

    @page.post("/sandbox/send")
    def send() -> Any:
        asked = request.get_json(force=True)
        person = Person(wire, asked["as"], asked.get("group") or None)
        return jsonify({"status": _act(person, asked), "chat_id": person.chat_id, "user_id": person.user_id})

    @page.post("/sandbox/upload")
    def upload() -> Any:
        person = Person(wire, request.form["as"], request.form.get("group") or None)
        given = request.files["file"]
        content = given.read()
        if (given.mimetype or "").startswith("image/"):
            status = person.sends_photo(content)
        else:
            status = person.sends_file(given.filename or "file", content)
        return jsonify({"status": status})

    @page.post("/sandbox/faults")
    def faults() -> Any:
        asked = request.get_json(force=True)
        if asked.get("fault") not in FAULTS:
            return jsonify({"known": sorted(FAULTS)}), 400
        state.faults[asked["fault"]] = int(asked.get("count", 1))
        return jsonify(state.as_json()["faults"])

    @page.post("/sandbox/quota")
    def quota() -> Any:
        asked = request.get_json(force=True)
        state.quota = asked.get("value")
        return jsonify({"quota": state.quota, "used": state.used})

    return page


def _act(person: Person, asked: dict[str, Any]) -> int:
    match asked.get("kind", "text"):
        case "postback":
            return person.presses(asked["data"], asked.get("params"), asked.get("shown"))
        case "switch":
            return person.switches(asked["alias"], asked["data"])
        case "location":
            return person.shares_location()
        case "follow":
            return person.follows()
        case "unfollow":
            return person.unfollows()
        case _:
            return person.says(asked["text"], bool(asked.get("mention")))
