"""Each rule of LINE for menus under the chat: one that keeps it is taken, one that breaks it is refused."""

from copy import deepcopy
from typing import Any

import pytest
import requests

from sandbox.server import Sandbox

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (2500).to_bytes(4) + (1686).to_bytes(4)
SWITCH = {"type": "richmenuswitch", "richMenuAliasId": "a", "data": "menu:a"}
WHOLE = {"x": 0, "y": 0, "width": 2500, "height": 1686}


def menu(**changed: Any) -> dict[str, Any]:
    areas = [{"bounds": WHOLE, "action": {"type": "message", "text": "ถาม"}}]
    size = {"width": 2500, "height": 1686}
    return {"size": size, "selected": True, "name": "ก", "chatBarText": "เมนู", "areas": areas} | changed


def area(**changed: Any) -> list[dict[str, Any]]:
    return [{"bounds": WHOLE, "action": SWITCH} | changed]


def sized(width: int, height: int) -> dict[str, Any]:
    return menu(size={"width": width, "height": height}, areas=[])


# A rule: what LINE takes, what it refuses, and words of the reason.
RULES = {
    "chat bar": (menu(chatBarText="ก" * 14), menu(chatBarText="ก" * 15), "chatBarText must be 1 to 14"),
    "name": (menu(name="ก" * 300), menu(name="ก" * 301), "name must be 1 to 300"),
    "selected": (menu(selected=False), menu(selected="yes"), "selected"),
    "properties": (menu(), menu(colour="red"), "unknown property colour"),
    "width": (sized(800, 270), sized(799, 270), "width 800 to 2500"),
    "too wide": (sized(2500, 250), sized(2501, 250), "width 800 to 2500"),
    "height": (sized(800, 250), sized(800, 249), "height from 250"),
    "ratio": (sized(1450, 1000), sized(1449, 1000), "from 1.45"),
    "areas": (menu(areas=area() * 20), menu(areas=area() * 21), "at most 20"),
    "edge": (menu(areas=area()), menu(areas=area(bounds=WHOLE | {"x": 1})), "over the edge"),
    "bounds": (menu(areas=area()), menu(areas=area(bounds=None)), "needs bounds"),
    "action": (menu(areas=area()), menu(areas=area(action={"type": "song"})), "unknown action"),
    "switch": (menu(areas=area()), menu(areas=area(action=SWITCH | {"data": ""})), "data must be"),
}


def call(
    line: Sandbox, method: str, path: str, body: Any = None, content: bytes | None = None
) -> requests.Response:
    headers = {"Authorization": "Bearer sandbox"} | ({"Content-Type": "image/png"} if content else {})
    return requests.request(method, line.url + path, json=body, data=content, headers=headers, timeout=5)


def made(line: Sandbox, picture: bool = True) -> str:
    identifier = str(call(line, "POST", "/v2/bot/richmenu", menu()).json()["richMenuId"])
    if picture:
        assert call(line, "POST", f"/v2/bot/richmenu/{identifier}/content", content=PNG).status_code == 200
    return identifier


@pytest.mark.parametrize("rule", RULES)
def test_a_menu_that_breaks_a_rule_is_refused(line: Sandbox, rule: str) -> None:
    good, bad, why = deepcopy(RULES[rule])
    taken = call(line, "POST", "/v2/bot/richmenu", good)
    assert (taken.status_code, line.state.violations) == (200, []), taken.text
    refused = call(line, "POST", "/v2/bot/richmenu", bad)
    assert refused.status_code == 400 and why in refused.text and line.state.violations
    line.state.violations.clear()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (PNG[:16] + (800).to_bytes(4) + PNG[20:], "another size"),
        (PNG + b"0" * 1_000_000, "1 MB"),
        (b"GIF89a" + b"0" * 30, "cannot be read"),
    ],
)
def test_a_picture_that_does_not_fit_is_refused(line: Sandbox, content: bytes, why: str) -> None:
    refused = call(line, "POST", f"/v2/bot/richmenu/{made(line, picture=False)}/content", content=content)
    assert refused.status_code == 400 and why in refused.text
    line.state.violations.clear()


def test_a_picture_is_uploaded_once_and_needed_before_anybody_sees_the_menu(line: Sandbox) -> None:
    bare, user = made(line, picture=False), line.person("คน").user_id
    for path in (f"/v2/bot/user/all/richmenu/{bare}", f"/v2/bot/user/{user}/richmenu/{bare}"):
        assert "must upload" in call(line, "POST", path).text
    done = made(line)
    assert call(line, "POST", f"/v2/bot/richmenu/{done}/content", content=PNG).status_code == 400
    assert call(line, "GET", f"/v2/bot/richmenu/{done}/content").content == PNG


def test_an_alias_is_made_changed_listed_and_deleted(line: Sandbox) -> None:
    one, other = made(line), made(line)
    alias = {"richMenuAliasId": "work", "richMenuId": one}
    assert (
        call(line, "POST", "/v2/bot/richmenu/alias", alias | {"richMenuAliasId": "Work!"}).status_code == 400
    )
    assert call(line, "POST", "/v2/bot/richmenu/alias", alias).status_code == 200
    assert "conflict" in call(line, "POST", "/v2/bot/richmenu/alias", alias).text
    assert call(line, "POST", "/v2/bot/richmenu/alias/work", {"richMenuId": other}).status_code == 200
    assert call(line, "GET", "/v2/bot/richmenu/alias/list").json() == {
        "aliases": [alias | {"richMenuId": other}]
    }
    assert call(line, "DELETE", "/v2/bot/richmenu/alias/work").status_code == 200
    assert call(line, "GET", "/v2/bot/richmenu/alias/work").status_code == 404


def test_a_persons_own_menu_goes_before_everybodys_until_it_is_taken_away(line: Sandbox) -> None:
    everybodys, own, person = made(line), made(line), line.person("คน")
    path = f"/v2/bot/user/{person.user_id}/richmenu"
    assert call(line, "GET", "/v2/bot/user/all/richmenu").status_code == 404
    call(line, "POST", f"/v2/bot/user/all/richmenu/{everybodys}")
    assert call(line, "GET", path).status_code == 404 and person.menu == menu()
    call(line, "POST", f"{path}/{own}")
    assert call(line, "GET", path).json() == {"richMenuId": own}
    call(line, "DELETE", path)
    assert line.state.menu_of(person.user_id) == everybodys
    assert call(line, "POST", "/v2/bot/user/somebody/richmenu/" + own).status_code == 400
    call(line, "DELETE", f"/v2/bot/richmenu/{everybodys}")
    assert person.menu is None and call(line, "GET", "/v2/bot/user/all/richmenu").status_code == 404
