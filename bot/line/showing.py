"""Telling LINE which menu a person is to see, and what LINE knows of our menus."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.line.client import LineUnavailable
from bot.line.menus import MARK, ROLES

if TYPE_CHECKING:
    from bot.line.client import LineClient

ALIAS = "/v2/bot/richmenu/alias"
LOOK_AGAIN, LOOK_AT_LAST = timedelta(seconds=30), timedelta(hours=1)


def look_again(accounts: int) -> timedelta:
    """How long the menus of an account are taken as LINE told them: the more accounts there are the longer, so that
    LINE is asked about twice a minute whatever their number, up to an hour."""
    return min(LOOK_AGAIN * accounts, LOOK_AT_LAST)


@dataclass
class KnownMenus:
    """The menu of each role as LINE knows it, asked for now and then. One per process."""

    _asked: dict[str | None, datetime] = field(default_factory=dict)
    _menus: dict[str | None, dict[str, str]] = field(default_factory=dict)
    _turn: int = 0

    def next_of(self, accounts: Sequence[str | None], at_once: int) -> list[str | None]:
        """The accounts whose turn it is, so many at once; all of them where there are no more."""
        if len(accounts) <= at_once:
            return list(accounts)
        first, self._turn = self._turn, (self._turn + at_once) % len(accounts)
        return [accounts[(first + each) % len(accounts)] for each in range(at_once)]

    def by_role(
        self,
        line: "LineClient",
        now: datetime,
        account: str | None = None,
        after: timedelta = LOOK_AGAIN,
    ) -> dict[str, str]:
        """The menu of each role as alias@menu id; empty when none were made. `line` speaks for the account and is asked
        again `after` a while. Raises LineUnavailable."""
        asked = self._asked.get(account)
        if asked is None or abs(now - asked) >= after:
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
