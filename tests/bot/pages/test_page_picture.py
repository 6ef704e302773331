"""The picture of the departments behind its address: drawn for real, frozen, a week long, for who reads the office."""

import io
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from sqlmodel import select

import bot.pages.picture
from bot.pages.calendar import calendar_link
from bot.pages.picture import link
from bot.settings import WebSettings
from bot.voice import pictures as voice
from sandbox.rules import violations
from tests.bot.pages.test_page_calendar import Place, place
from tracker.errors import PictureNotDrawn
from tracker.model import AuditEntry, Office, Tenure
from tracker.rules.overview import MOST_ROWS, Figures, Row

__all__ = ["place"]
SHOWN = Figures(2570, date(2026, 11, 23), (Row(1, 1, 2, 3, 4),), "รอบ 6 เดือน", date(2027, 4, 30))


def path_of(place: Place, person: int, shown: Figures = SHOWN) -> str:
    return urlsplit(link(place.web, place.office_id, person, shown)).path


@pytest.mark.parametrize("role", ["executive", "coordinator"])
def test_who_reads_the_office_gets_a_png(place: Place, role: str) -> None:
    person, _ = place.joins(role, role)
    answer = place.client.get(path_of(place, person))
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.headers["Cache-Control"] == "private, max-age=3600"
    assert Image.open(io.BytesIO(answer.data)).width == 1040 and len(answer.data) < 1_000_000


def test_a_picture_stays_as_it_was_and_is_drawn_once(place: Place, monkeypatch: Any) -> None:
    person, _ = place.joins("executive", "executive")
    first = place.client.get(path_of(place, person)).data
    with place.store.begin() as tx:
        tx.get(Office, place.office_id).reminders_on = False

    def never(_content: Any) -> bytes:
        raise AssertionError("it was drawn a second time")

    monkeypatch.setattr(bot.pages.picture, "draw_safely", never)
    assert place.client.get(path_of(place, person)).data == first


def test_whose_post_is_over_is_refused_even_what_was_drawn(place: Place) -> None:
    person, _ = place.joins("executive", "executive")
    path = path_of(place, person)
    assert place.client.get(path).status_code == 200
    with place.store.begin() as tx:
        for tenure in tx.exec(select(Tenure).where(Tenure.person_id == person)):
            tenure.valid_to = place.now
            tx.add(tenure)
    answer = place.client.get(path)
    assert answer.status_code == 403 and answer.headers["Cache-Control"] == "no-store"


def test_a_head_of_one_department_is_refused(place: Place) -> None:
    person, _ = place.joins("head", "head", "กองช่าง")
    assert place.client.get(path_of(place, person)).status_code == 403


def test_after_a_week_it_is_gone(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    person, _ = place.joins("executive", "executive")
    path = path_of(place, person)
    later = time.time() + timedelta(days=7, seconds=5).total_seconds()
    monkeypatch.setattr(time, "time", lambda: later)
    answer = place.client.get(path)
    assert answer.status_code == 410 and "หมดอายุ" in answer.text and "ขอภาพสรุป" in answer.text


def test_an_altered_link_and_one_for_something_else_are_refused(place: Place) -> None:
    person, post = place.joins("executive", "executive")
    other = (
        urlsplit(calendar_link(place.web, place.office_id, person, post)).path.replace("/c/", "/p/") + ".png"
    )
    cut = path_of(place, person)[:-9] + ".png"
    for path in (other, cut, "/p/x.png", "/p/" + "A" * 3000 + ".png"):
        answer = place.client.get(path)
        assert answer.status_code == 404 and "ไม่ถูกต้อง" in answer.text
    assert place.client.get(path_of(place, person), headers={"Host": "evil.example"}).status_code == 400


def test_what_cannot_be_drawn_now_asks_to_come_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    person, _ = place.joins("executive", "executive")

    def fails(_content: Any) -> bytes:
        raise PictureNotDrawn(problem="no memory")

    monkeypatch.setattr(bot.pages.picture, "draw_safely", fails)
    answer = place.client.get(path_of(place, person))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    monkeypatch.undo()
    assert place.client.get(path_of(place, person)).status_code == 200  # the failure was not kept


def test_only_two_are_drawn_at_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    person, _ = place.joins("executive", "executive")
    under_way: list[int] = []
    seen: list[int] = []

    def slow(_content: Any) -> bytes:
        under_way.append(1)
        seen.append(len(under_way))
        time.sleep(0.1)
        under_way.pop()
        return b"\x89PNG\r\n\x1a\n"

    monkeypatch.setattr(bot.pages.picture, "draw_safely", slow)
    paths = [path_of(place, person, replace(SHOWN, fiscal_year=2560 + n)) for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(
            pool.map(lambda path: place.client.application.test_client().get(path).status_code, paths)
        )
    assert answers == [200] * 6 and len(seen) == 6 and max(seen) <= 2


def test_line_is_noted_once_a_day(place: Place) -> None:
    person, _ = place.joins("executive", "executive")
    for _ in range(3):
        place.client.get(path_of(place, person))
    with place.store.read() as tx:
        assert len(tx.exec(select(AuditEntry).where(AuditEntry.action == "open_picture")).all()) == 1


def test_the_longest_address_and_card_are_what_line_takes(web: WebSettings) -> None:
    rows = tuple(Row(9_000_000_000_000_000 + n * 7919**3, 99, 98, 97, 96) for n in range(MOST_ROWS))
    shown = replace(SHOWN, rows=rows, round_label="รายงานเมื่อแล้วเสร็จ มาตรการที่ 12")
    address = link(web, 2**53, 2**53, shown)
    assert len(address) <= 1000
    messages = voice.summary(shown, "เทศบาลตำบลตัวอย่าง", address)
    assert [each["type"] for each in messages] == ["image", "flex"]
    assert violations(messages) == []


def test_without_https_the_card_alone_leads_to_it(web: WebSettings) -> None:
    [only] = voice.summary(SHOWN, "เทศบาลตำบลตัวอย่าง", "http://localhost:8000/p/x.png")
    assert only["type"] == "flex" and "http://localhost:8000/p/x.png" in str(only)
