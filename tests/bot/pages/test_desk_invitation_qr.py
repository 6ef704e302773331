"""The code of an invitation as a QR code: it opens the chat with the code typed in."""

import html
import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import segno

from bot.line.identity import Identity
from bot.pages.desk import seats
from tests.at_the_desk import Browser, at_the_desk, enrolled
from tests.town import Town, town

CODE = r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


def invited(desk: Browser) -> tuple[str, str]:
    """The page of a fresh code, and the code."""
    desk.get("/desk/people")
    form = desk.form("ออกรหัสเชิญ")
    office = re.search(r'value="(\d+):officer:(\d+)"', desk.answer.text)
    assert office is not None
    page = desk.post(form.action, {**form.fields, "choice": f"{office[1]}:officer:{office[2]}"}).text
    found = re.search(CODE, page)
    assert found is not None
    return html.unescape(page), found[0]


def drawing(text: str) -> str:
    """The path of a QR code as another hand draws it: dark squares side by side are one bar."""
    bars = []
    for y, row in enumerate(segno.make_qr(text).matrix_iter(border=4)):
        line = "".join("#" if dark else " " for dark in row)
        bars += [f"M{bar.start()} {y}h{len(bar[0])}v1h-{len(bar[0])}z" for bar in re.finditer("#+", line)]
    return "".join(bars)


def test_the_qr_opens_the_chat_with_the_code_and_who_scans_it_is_enrolled(place: Town) -> None:
    desk = at_the_desk(place, enrolled(place, "buengcharoen", "coordinator"))
    desk.get("/desk")
    until = time.monotonic() + 5
    while time.monotonic() < until:  # LINE is asked on a thread
        page, code = invited(desk)
        if "แชทจะเปิดพร้อมรหัส" in page:
            break
    address = f"https://line.me/R/oaMessage/%40sandbox/?{code}"
    assert drawing(address) in page and drawing(code) not in page
    newcomer = place.line.person("มาใหม่")
    newcomer.says(unquote(urlsplit(address).query))
    newcomer.wait()
    newcomer.press("ยืนยัน")
    assert newcomer.wait()


def test_while_line_has_not_told_the_accounts_id_the_qr_is_the_code_itself() -> None:
    assert seats._scanned(None, "7KQ2-M4XD-9RT3B").url == "7KQ2-M4XD-9RT3B"
    assert (
        seats._scanned("@ita", "7KQ2-M4XD-9RT3B").url == "https://line.me/R/oaMessage/%40ita/?7KQ2-M4XD-9RT3B"
    )


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ({"basicId": "@216ru"}, "@216ru"),
        ({"basicId": "@a/../b"}, None),
        ({"basicId": None}, None),
        ({}, None),
    ],
)
def test_the_accounts_id_is_asked_once_and_only_a_real_one_is_taken(
    told: dict[str, str], wanted: str | None
) -> None:
    asked: list[int] = []

    def ask() -> dict[str, str]:
        asked.append(1)
        return told

    identity = Identity(ask, lambda work: work())
    assert [identity.basic_id() for _ in range(3)] == [wanted] * 3 and len(asked) == 1
