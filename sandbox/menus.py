"""LINE's endpoints for menus under the chat: menus, their pictures, aliases, the default, who sees which."""

import re
import secrets
from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.answers import refuse
from sandbox.menu_rules import ALIAS, menu_violations, picture_violations
from sandbox.state import Menu, State

USER = re.compile("U[0-9a-f]{32}")
NO_MENU, NO_ALIAS = "richmenu not found", "richmenu alias not found"
NO_PICTURE = "must upload richmenu image before applying it to user"


def create_menus(state: State) -> Blueprint:
    """The endpoints over one state."""
    api = Blueprint("menus", __name__)
    _menus(api, state)
    _pictures(api, state)
    _aliases(api, state)
    _default(api, state)
    _people(api, state)
    return api


def _menus(api: Blueprint, state: State) -> None:
    @api.post("/v2/bot/richmenu")
    def make_menu() -> Any:
        body = request.get_json(silent=True)
        wrong = menu_violations(body)
        if wrong:
            state.violations += wrong
            return refuse(400, f"The request body has {len(wrong)} error(s)", wrong)
        identifier = f"richmenu-{secrets.token_hex(16)}"
        state.menus[identifier] = Menu(body)
        return jsonify({"richMenuId": identifier})

    @api.get("/v2/bot/richmenu/list")
    def listed_menus() -> Any:
        return jsonify({"richmenus": [{"richMenuId": i, **m.definition} for i, m in state.menus.items()]})

    @api.get("/v2/bot/richmenu/<menu>")
    def one_menu(menu: str) -> Any:
        if menu not in state.menus:
            return refuse(404, NO_MENU)
        return jsonify({"richMenuId": menu, **state.menus[menu].definition})

    @api.delete("/v2/bot/richmenu/<menu>")
    def delete_menu(menu: str) -> Any:
        if state.menus.pop(menu, None) is None:
            return refuse(404, NO_MENU)
        with state.lock:
            state.shown = {user: seen for user, seen in state.shown.items() if seen != menu}
            state.default_menu = None if state.default_menu == menu else state.default_menu
        return jsonify({})


def _pictures(api: Blueprint, state: State) -> None:
    @api.post("/v2/bot/richmenu/<menu>/content")
    def upload_picture(menu: str) -> Any:
        found = state.menus.get(menu)
        if found is None:
            return refuse(404, NO_MENU)
        if found.picture is not None:
            return refuse(400, "An image has already been uploaded to the richmenu")
        wrong = picture_violations(request.get_data(), request.mimetype, found.definition)
        if wrong:
            state.violations += wrong
            return refuse(400, wrong[0])
        found.picture = (request.mimetype, request.get_data())
        return jsonify({})

    @api.get("/v2/bot/richmenu/<menu>/content")
    def download_picture(menu: str) -> Any:
        found = state.menus.get(menu)
        if found is None or found.picture is None:
            return refuse(404, NO_MENU)
        return Response(found.picture[1], mimetype=found.picture[0])


def _aliases(api: Blueprint, state: State) -> None:
    @api.post("/v2/bot/richmenu/alias")
    def make_alias() -> Any:
        body = request.get_json(silent=True) or {}
        alias, menu = str(body.get("richMenuAliasId")), body.get("richMenuId")
        if not ALIAS.fullmatch(alias) or menu not in state.menus:
            return refuse(400, "The request body has 1 error(s)", ["richMenuAliasId or richMenuId is wrong"])
        if alias in state.aliases:
            return refuse(400, "conflict richmenu alias id")
        state.aliases[alias] = menu
        return jsonify({})

    @api.get("/v2/bot/richmenu/alias/list")
    def listed_aliases() -> Any:
        found = [{"richMenuAliasId": alias, "richMenuId": menu} for alias, menu in state.aliases.items()]
        return jsonify({"aliases": found})

    @api.post("/v2/bot/richmenu/alias/<alias>")
    def change_alias(alias: str) -> Any:
        if alias not in state.aliases:
            return refuse(404, NO_ALIAS)
        menu = (request.get_json(silent=True) or {}).get("richMenuId")
        if menu not in state.menus:
            return refuse(400, NO_MENU)
        state.aliases[alias] = menu
        return jsonify({})

    @api.get("/v2/bot/richmenu/alias/<alias>")
    def one_alias(alias: str) -> Any:
        if alias not in state.aliases:
            return refuse(404, NO_ALIAS)
        return jsonify({"richMenuAliasId": alias, "richMenuId": state.aliases[alias]})

    @api.delete("/v2/bot/richmenu/alias/<alias>")
    def delete_alias(alias: str) -> Any:
        return jsonify({}) if state.aliases.pop(alias, None) else refuse(404, NO_ALIAS)


def _default(api: Blueprint, state: State) -> None:
    @api.post("/v2/bot/user/all/richmenu/<menu>")
    def set_default(menu: str) -> Any:
        if menu not in state.menus:
            return refuse(404, NO_MENU)
        if state.menus[menu].picture is None:
            return refuse(400, NO_PICTURE)
        state.default_menu = menu
        return jsonify({})

    @api.get("/v2/bot/user/all/richmenu")
    def the_default() -> Any:
        if state.default_menu is None:
            return refuse(404, "no default richmenu")
        return jsonify({"richMenuId": state.default_menu})

    @api.delete("/v2/bot/user/all/richmenu")
    def cancel_default() -> Any:
        state.default_menu = None
        return jsonify({})


def _people(api: Blueprint, state: State) -> None:
    def wrong(user_id: str) -> Any:
        if state.fault("menu-500"):
            return refuse(500, "Internal error")
        if not USER.fullmatch(user_id):
            return refuse(400, "The value for the 'userId' parameter is invalid")
        return None

    @api.post("/v2/bot/user/<user_id>/richmenu/<menu>")
    def link_person(user_id: str, menu: str) -> Any:
        refused = wrong(user_id)
        if refused:
            return refused
        if menu not in state.menus:
            return refuse(404, NO_MENU)
        if state.menus[menu].picture is None:
            return refuse(400, NO_PICTURE)
        if user_id not in state.blocked:  # LINE says 200 and links nothing
            state.shown[user_id] = menu
        return jsonify({})

    @api.delete("/v2/bot/user/<user_id>/richmenu")
    def unlink_person(user_id: str) -> Any:
        refused = wrong(user_id)
        if not refused:
            state.shown.pop(user_id, None)
        return refused or jsonify({})

    @api.get("/v2/bot/user/<user_id>/richmenu")
    def menu_of_person(user_id: str) -> Any:
        if user_id not in state.shown:
            return refuse(404, "the user has no richmenu")
        return jsonify({"richMenuId": state.shown[user_id]})
