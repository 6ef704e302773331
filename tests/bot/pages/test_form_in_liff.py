"""With a LIFF app the form opens over the chat: LINE carries its token over as `liff.state`; nothing else leads on."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import requests

from bot.settings import WebSettings, web_settings
from sandbox.people import Person
from tests.at_the_desk import enrolled
from tests.at_the_form import Phone, link_of, recorded
from tests.town import Town, town
from tracker.errors import SettingInvalid

LIFF_ID = "1656000000-AbcdEfgh"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    monkeypatch.setenv("LIFF_ID", LIFF_ID)
    with town(tmp_path) as made:
        yield made


@pytest.fixture
def head(place: Town) -> Person:
    return enrolled(place, "buengcharoen", "head", "กองช่าง")


def opened_by_line(place: Town, address: str) -> str:
    """Where LINE leads first from the address of a LIFF app with something behind its id, as its documents say."""
    app = f"https://liff.line.me/{LIFF_ID}"
    assert address.startswith(f"{app}/")
    return f"{place.url}/f?liff.state={quote(address.removeprefix(app), safe='')}"


def test_the_cards_button_opens_the_form_through_the_liff_app_and_a_report_is_made(
    place: Town, head: Person
) -> None:
    led = requests.get(opened_by_line(place, link_of(head)), timeout=10)
    phone = Phone(place.url).open(led.url)
    assert "มาตรการที่ 2" in phone.words
    phone.send(status="in_progress", percent="45", note="ติดป้ายแล้ว")
    phone.press("ยืนยันบันทึก")
    assert "67-0001" in phone.words and [entry.percent for entry in recorded(place)] == [45]


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize(
    "state",
    [
        "",
        "/",
        "/..",
        "//evil.example/x",
        "/../desk",
        "https://evil.example",
        "/a/notice",
        "/x?y=1",
        "/%0d%0aX: y",
    ],
)
def test_no_other_address_is_led_to(place: Town, state: str, slash: str) -> None:
    answer = requests.get(f"{place.url}/f{slash}", {"liff.state": state}, allow_redirects=False, timeout=10)
    assert answer.status_code == 404 and "กลับไปที่แชท" in answer.text


def test_a_made_up_token_is_refused_as_it_is_without_liff(place: Town) -> None:
    answer = requests.get(f"{place.url}/f", {"liff.state": "/made.up"}, timeout=10)
    assert answer.status_code == 404 and "กลับไปที่แชท" in answer.text


@pytest.mark.parametrize(
    "wrong", ["abc", "165600000-AbcdEfgh", "1656000000-Abcd/fgh", "https://liff.line.me/1"]
)
def test_a_wrong_id_is_told_by_name_at_the_start(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIFF_ID", wrong)
    monkeypatch.setenv("LINE_CHANNEL_SECRET", "s")
    monkeypatch.setenv("LINE_CHANNEL_ACCESS_TOKEN", "t")
    monkeypatch.setenv("SECRET_KEY", "k" * 40)
    web_settings.cache_clear()
    with pytest.raises(SettingInvalid, match="LIFF_ID"):
        web_settings()
    assert WebSettings.model_fields["liff_id"].default == ""
