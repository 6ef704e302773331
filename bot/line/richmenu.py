"""The menus at LINE brought to what we want: what is missing is made, what has changed is made anew, the rest stays.

A menu counts as made once its alias points to it, which is said last; one left unfinished is deleted and made again.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bot.line.client import LineUnavailable
from bot.line.menus import MARK, MENUS, PUBLIC, Menu
from bot.line.menus.drawing import definition, picture
from bot.line.showing import ALIAS, known_menus

if TYPE_CHECKING:
    from bot.line.client import LineClient

DEFAULT = "/v2/bot/user/all/richmenu"


def bring_up_to_date(line: "LineClient") -> Iterator[str]:
    """Make LINE's menus ours; a line to print for each, and a last one. Raises LineUnavailable.

    New menus are in place before old ones go, so that nobody is ever without.
    """
    there = {str(each["richMenuId"]): str(each["name"]) for each in _listed(line)}
    aliases = known_menus(line)
    kept: dict[str, str] = {}
    changed = 0
    for menu in MENUS:
        drawn = picture(menu)
        wanted, identifier = definition(menu, drawn), aliases.get(menu.alias)
        if identifier is None or there.get(identifier) != wanted["name"]:
            identifier = _made(line, wanted, drawn)
            _point(line, menu, identifier, new=menu.alias not in aliases)
            changed += 1
            yield f"{menu.alias}: {identifier} is new"
        else:
            yield f"{menu.alias}: {identifier} stays"
        kept[menu.alias] = identifier
    if _default(line) != kept[PUBLIC.alias]:
        line.ask("POST", f"{DEFAULT}/{kept[PUBLIC.alias]}")
        changed += 1
        yield f"{PUBLIC.alias} is everybody's default now"
    for gone in _tidied(line, there, aliases, kept):
        changed += 1
        yield gone
    yield "the menus are up to date" if changed else "nothing has changed"


def _listed(line: "LineClient") -> list[dict[str, Any]]:
    menus: list[dict[str, Any]] = line.ask("GET", "/v2/bot/richmenu/list").get("richmenus", [])
    return menus


def _made(line: "LineClient", wanted: dict[str, Any], drawn: bytes) -> str:
    identifier = str(line.ask("POST", "/v2/bot/richmenu", wanted)["richMenuId"])
    line.upload(f"/v2/bot/richmenu/{identifier}/content", drawn, "image/png")
    return identifier


def _point(line: "LineClient", menu: Menu, identifier: str, *, new: bool) -> None:
    if new:
        line.ask("POST", ALIAS, {"richMenuAliasId": menu.alias, "richMenuId": identifier})
    else:
        line.ask("POST", f"{ALIAS}/{menu.alias}", {"richMenuId": identifier})


def _default(line: "LineClient") -> str | None:
    """Everybody's menu; LINE answers 404 when there is none, 403 when it was set in its own console."""
    try:
        return str(line.ask("GET", DEFAULT).get("richMenuId"))
    except LineUnavailable as error:
        if error.facts.get("status") in (403, 404):
            return None
        raise


def _tidied(
    line: "LineClient", there: dict[str, str], aliases: dict[str, str], kept: dict[str, str]
) -> Iterator[str]:
    """Delete aliases and menus that are ours and that nothing uses any more."""
    for alias in sorted(aliases.keys() - kept.keys()):
        line.ask("DELETE", f"{ALIAS}/{alias}")
        yield f"{alias}: alias deleted"
    for identifier, name in there.items():
        if name.startswith(f"{MARK}:") and identifier not in kept.values():
            line.ask("DELETE", f"/v2/bot/richmenu/{identifier}")
            yield f"{name.split(':')[1]}: {identifier} deleted"
