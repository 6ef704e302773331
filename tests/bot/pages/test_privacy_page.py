"""The privacy notice as a page: what it says is what the program does."""

from flask.testing import FlaskClient

from bot.pages.headers import POLICY
from tracker.actions.accept_notice import NOTICE_VERSION
from tracker.settings import Retention
from tracker.store.conversation import MEMORY_FOR


def test_the_notice_says_what_is_kept_how_long_who_sees_it_and_ones_rights(client: FlaskClient) -> None:
    answer = client.get("/privacy")
    assert (answer.status_code, answer.headers["Content-Security-Policy"]) == (200, POLICY)
    for piece in (
        "รหัสผู้ใช้ LINE",
        "เก็บอะไร",
        "ใครเห็น",
        "สิทธิของท่าน",
        "พ.ศ. 2562",
        "ผู้ประสาน ITA",
        "Personal Data",
    ):
        assert piece in answer.text
    assert f"{Retention().events.days} วัน" in answer.text
    assert f"{MEMORY_FOR.seconds // 60} นาที" in answer.text


def test_the_notice_names_the_version_that_is_stored_on_enrolment(client: FlaskClient) -> None:
    assert f"ฉบับที่ {NOTICE_VERSION} " in client.get("/privacy").text


def test_thai_comes_first_and_nothing_runs(client: FlaskClient) -> None:
    html = client.get("/privacy").text
    assert html.index("สิทธิของท่าน") < html.index("In short, in English")
    assert "<script" not in html and "style=" not in html


def test_every_page_leads_to_the_notice(client: FlaskClient, sample: None) -> None:
    for path in ("/", "/o/buengcharoen/2567", "/nowhere"):
        assert 'href="/privacy"' in client.get(path).text


def test_a_browser_need_not_fetch_it_twice(client: FlaskClient) -> None:
    first = client.get("/privacy")
    again = client.get("/privacy", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
