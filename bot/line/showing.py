"""Telling LINE which menu a person is to see, and what LINE knows of our menus."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.line.client import LineUnavailable
from bot.line.menus import MARK, ROLES

if TYPE_CHECKING:
    from bot.line.client import LineClient

ALIAS = "/v2/bot/richmenu/alias"
LOOK_AGAIN = timedelta(seconds=30)


@dataclass
class KnownMenus:
    """The menu of each role as LINE knows it, asked for at most every half minute. One per process and account."""

    _asked: dict[str | None, datetime] = field(default_factory=dict)
    _menus: dict[str | None, dict[str, str]] = field(default_factory=dict)

    def by_role(self, line: "LineClient", now: datetime, account: str | None = None) -> dict[str, str]:
        """The menu of each role as alias@menu id; empty when none were made. `line` speaks for the account. Raises
        LineUnavailable."""
        asked = self._asked.get(account)
        if asked is None or abs(now - asked) >= LOOK_AGAIN:
            self._asked[account] = now  # a LINE that cannot be asked is not asked at every beat either
            known = known_menus(line)
            self._menus[account] = {
                role: f"{alias}@{known[alias]}" for role, alias in ROLES.items() if alias in known
            }
        return self._menus.get(account, {})


def known_menus(line: "LineClient") -> dict[str, str]:
    """Our aliases at LINE and the menu each points to; empty before any were made. Raises LineUnavailable."""
    listed = line.ask("GET", f"{ALIAS}/list").get("aliases", [])
    found = {str(each["richMenuAliasId"]): str(each["richMenuId"]) for each in listed}
    return {alias: menu for alias, menu in found.items() if alias.startswith(f"{MARK}-")}


def show(line: "LineClient", line_user_id: str, menu: str | None) -> bool:
    """Have a person see this menu (alias@menu id), or the default when None. False when LINE refuses it for this very
    person, which asking again would not change; raises LineUnavailable when nobody can be helped now."""
    path = f"/v2/bot/user/{line_user_id}/richmenu"
    try:
        if menu is None:
            line.ask("DELETE", path)
        else:
            line.ask("POST", f"{path}/{menu.partition('@')[2]}")
    except LineUnavailable as error:
        status = error.facts.get("status")
        if status is None or status in (401, 403, 429) or status >= 500:
            raise
        return False
    return True
