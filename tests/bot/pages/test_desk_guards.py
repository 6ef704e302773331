"""Who may sit at the desk, and for how long: over HTTP, through the whole web process."""

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select as rows_of
from sqlmodel import SQLModel, select

from bot.app import create_app
from bot.pages.desk import deeds
from bot.pages.headers import POLICY_WITH_FORMS
from bot.settings import WebSettings
from sandbox.people import Person
from tests.at_the_desk import Browser, at_the_desk, enrolled, link_from_chat, operator_at_the_desk
from tests.town import Town, town
from tracker.actions import open_desk
from tracker.model import AuditEntry, DeskSession, Tenure

DEEDS = (
    "retry_event",
    "dismiss_event",
    "retry_message",
    "dismiss_message",
    "retry_evidence",
    "dismiss_evidence",
    "approve_invitation",
    "revoke_invitation",
    "end_post",
    "release_text",
    "choose_public",
    "settle_request",
)
READ = ("/desk", "/desk/people", "/desk/public", "/desk/service", "/desk/search?q=x")
ASKED = "/desk/ask/end_post/1:1"
WRITTEN = (*(f"/desk/do/{deed}" for deed in DEEDS), "/desk/invite", "/desk/out")


def test_every_deed_is_guarded_here() -> None:
    assert set(DEEDS) == set(deeds.DEEDS)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


@pytest.fixture
def coordinator(place: Town) -> Person:
    return enrolled(place, "buengcharoen", "coordinator")


@pytest.fixture
def desk(place: Town, coordinator: Person) -> Browser:
    return at_the_desk(place, coordinator)


@pytest.mark.parametrize("path", (*READ, ASKED))
def test_without_a_session_nothing_is_shown(place: Town, path: str) -> None:
    answer = Browser(place.url).get(path)
    assert answer.status_code == 401 and "เปิดหน้าจัดการ" in answer.text and "Location" not in answer.headers


@pytest.mark.parametrize("path", WRITTEN)
def test_a_form_without_its_token_changes_nothing(desk: Browser, path: str) -> None:
    token = desk.form("ออกจากหน้าจัดการ").fields["form"]
    for fields in ({}, {"form": ""}, {"form": token[:-1] + "x"}, {"form": "ก"}):
        assert desk.post(path, {**fields, "subject": "1"}).status_code == 403
    assert desk.post(path, {"form": token, "subject": "1"}, Origin="https://evil.example").status_code == 403
    assert (
        desk.post(path, {"form": token, "subject": "1"}, **{"Sec-Fetch-Site": "cross-site"}).status_code
        == 403
    )
    assert desk.get("/desk").status_code == 200


def test_the_token_of_one_session_is_none_of_another(place: Town, coordinator: Person, desk: Browser) -> None:
    other = at_the_desk(place, coordinator)
    token = other.form("ออกจากหน้าจัดการ").fields["form"]
    assert desk.post("/desk/out", {"form": token}).status_code == 403


@pytest.mark.parametrize("path", WRITTEN)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_only_a_form_changes_anything(desk: Browser, path: str, method: str) -> None:
    assert desk.session.request(method, desk.url + path, timeout=10).status_code == 405


@pytest.mark.parametrize("path", (*READ, ASKED))
def test_what_is_looked_at_takes_no_form(desk: Browser, path: str) -> None:
    assert desk.session.post(desk.url + path, timeout=10).status_code == 405


def test_looking_writes_no_row(place: Town, desk: Browser) -> None:
    desk.go("people")
    before = everything(place)
    asks = re.search(r'href="(/desk/ask/end_post/[^"]+)"', desk.answer.text)
    assert asks is not None
    for path in (*READ, "/desk?said=handled", "/desk?office=buengcharoen", html.unescape(asks[1])):
        assert desk.get(path).status_code == 200
    assert everything(place) == before


def everything(place: Town) -> dict[str, set[str]]:
    """Every row of every table, but of the outbox, whose threads work on."""
    with place.store.read() as tx:
        tables = [table for table in SQLModel.metadata.sorted_tables if table.name != "message"]
        return {table.name: {repr(row) for row in tx.execute(rows_of(table))} for table in tables}


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:80", "a b"])
def test_a_forged_host_is_refused(place: Town, desk: Browser, coordinator: Person, host: str) -> None:
    link = link_from_chat(coordinator)
    for path in ("/desk", "/desk/search", link):
        assert desk.get(path, Host=host).status_code == 400
    assert desk.post("/desk/out", {}, Host=host).status_code == 400


@pytest.mark.parametrize(
    "where", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nothing_leads_out_of_the_house(place: Town, coordinator: Person, where: str) -> None:
    browser = Browser(place.url)
    browser.get(link_from_chat(coordinator) + f"?next={where}")
    form = browser.form("เข้าหน้าจัดการ")
    answer = browser.post(form.action + f"?next={where}", {**form.fields, "next": where})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk")
    page = browser.get(f"/desk?next={where}&said={where}").text
    assert where not in page


def test_ten_wrong_links_lock_a_client_out_for_a_quarter_of_an_hour(place: Town, coordinator: Person) -> None:
    link, guessing = link_from_chat(coordinator), Browser(place.url)
    inside = at_the_desk(place, coordinator)
    for number in range(10):
        assert guessing.get(f"/desk/in/{'x' * 31}{number}").status_code == 404
    locked = guessing.get("/desk/in/another")
    assert locked.status_code == 429 and "15 นาที" in locked.text and locked.headers["Retry-After"] == "900"
    assert guessing.get(link).status_code == 429, "the right one too"
    elsewhere = guessing.get(link, **{"X-Forwarded-For": "198.51.100.7"})
    assert elsewhere.status_code == 200, "others behind the same proxy are not locked out"
    assert inside.get("/desk").status_code == 200, "nor who is in already"
    place.now += timedelta(minutes=15)
    assert guessing.get(link_from_chat(coordinator)).status_code == 200


def test_ten_wrong_cookies_lock_a_client_out_and_an_old_cookie_does_not(place: Town, desk: Browser) -> None:
    place.now += timedelta(hours=1)
    assert [desk.get("/desk").status_code for _ in range(12)] == [401] * 12
    guessing = Browser(place.url)
    for number in range(11):
        guessing.session.cookies.clear()
        answer = guessing.get("/desk", Cookie=f"prongsai-desk=guess{number}")
    assert answer.status_code == 429


def test_ten_wrong_forms_lock_the_session(place: Town, coordinator: Person, desk: Browser) -> None:
    other = at_the_desk(place, coordinator)
    for _ in range(10):
        assert desk.post("/desk/do/retry_event", {"form": "wrong"}).status_code == 403
    assert desk.get("/desk").status_code == 429
    assert other.get("/desk").status_code == 200


def test_the_lockout_is_kept_in_the_database(place: Town) -> None:
    """Another process counts on."""
    for number in range(10):
        Browser(place.url).get(f"/desk/in/guess{number}")
    another = create_app(place.web, place.facts, place.clock).test_client()
    assert another.get("/desk/in/guess").status_code == 429


@pytest.mark.parametrize(
    ("remote", "told", "counted"),
    [
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.3", "1.1.1.1, 198.51.100.7", "198.51.100.7"),
        ("8.8.8.8", "198.51.100.7", "8.8.8.8"),
        ("127.0.0.1", "no address", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_whom_a_proxy_speaks_for_is_believed_of_a_near_proxy_alone(
    place: Town, remote: str, told: str, counted: str
) -> None:
    from werkzeug.test import EnvironBuilder
    from werkzeug.wrappers import Request

    from bot.pages.desk.session import guesser

    def name(address: str, header: str) -> str:
        built = EnvironBuilder(headers={"X-Forwarded-For": header}, environ_base={"REMOTE_ADDR": address})
        return guesser(place.web, Request(built.get_environ()))

    assert name(remote, told) == name(counted, "")
    assert counted not in name(remote, told)


def test_a_session_ends_after_half_an_hour_of_nothing_and_after_eight_hours(
    place: Town, coordinator: Person, desk: Browser
) -> None:
    place.now += timedelta(minutes=29)
    assert desk.get("/desk").status_code == 200
    place.now += timedelta(minutes=29)
    assert desk.get("/desk").status_code == 200
    place.now += timedelta(minutes=30)
    assert desk.get("/desk").status_code == 401
    desk = at_the_desk(place, coordinator)
    for _ in range(23):
        place.now += timedelta(minutes=20)
        assert desk.get("/desk").status_code == 200
    place.now += timedelta(minutes=20)
    assert desk.get("/desk").status_code == 401


def test_leaving_ends_the_session_for_every_copy_of_its_cookie(place: Town, desk: Browser) -> None:
    copy = Browser(place.url)
    copy.session.cookies.update(desk.session.cookies)
    assert "ออกจากหน้าจัดการแล้ว" in desk.press("ออกจากหน้าจัดการ").text
    assert copy.get("/desk").status_code == 401
    assert desk.get("/desk").status_code == 401


def test_a_session_ends_with_the_post_and_does_not_come_back_with_it(place: Town, desk: Browser) -> None:
    form = desk.form("ออกจากหน้าจัดการ")
    end_posts(place, place.now)
    assert desk.post("/desk/do/retry_event", {**form.fields, "subject": "x"}).status_code == 403
    assert desk.get("/desk").status_code == 401
    end_posts(place, None)
    assert desk.get("/desk").status_code == 401


def test_a_link_opens_nothing_once_the_post_has_ended(place: Town, coordinator: Person) -> None:
    browser = Browser(place.url)
    browser.get(link_from_chat(coordinator))
    end_posts(place, place.now)
    assert browser.press("เข้าหน้าจัดการ").status_code == 403
    with place.store.read() as tx:
        assert tx.exec(select(DeskSession)).all() == []


def end_posts(place: Town, at: object) -> None:
    with place.store.begin() as tx:
        for tenure in tx.exec(select(Tenure)).all():
            tenure.valid_to = at  # type: ignore[assignment]
            tx.add(tenure)


@pytest.mark.parametrize("role", ["head", "officer", "executive"])
def test_nobody_but_a_coordinator_is_given_a_link(place: Town, role: str) -> None:
    department = None if role == "executive" else "กองช่าง"
    person = enrolled(place, "buengcharoen", role, department)
    person.says("เปิดหน้าจัดการ")
    person.wait()
    with pytest.raises(AssertionError):
        person.button("เข้าหน้าจัดการ")


def test_in_a_group_no_link_is_told(place: Town, coordinator: Person) -> None:
    there = place.line.person("coordinator  buengcharoen", group="กลุ่มงาน")
    there.says("เปิดหน้าจัดการ", mention=True)
    there.wait()
    assert "/desk/in/" not in str([each.message for each in there.inbox])


def test_answers_are_strict_and_kept_nowhere(place: Town, desk: Browser, coordinator: Person) -> None:
    link = link_from_chat(coordinator)
    for path in ("/desk", "/desk/search?q=x", "/desk/in/unknown", link):
        headers = desk.get(path).headers
        assert headers["Content-Security-Policy"] == POLICY_WITH_FORMS
        assert (
            "script" not in headers["Content-Security-Policy"]
            and "unsafe" not in headers["Content-Security-Policy"]
        )
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "form-action 'self'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store" and headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "no-referrer"
        assert not re.search(r"<script|\sstyle=|\son[a-z]+=", desk.answer.text)


@pytest.mark.parametrize(
    ("public_url", "name", "secure"),
    [
        ("https://ita.example.go.th", "__Host-prongsai-desk", True),
        ("http://localhost:8000", "prongsai-desk", False),
    ],
)
def test_the_cookie_is_of_this_host_and_for_no_script(
    place: Town, public_url: str, name: str, secure: bool
) -> None:
    with place.store.begin() as tx:
        token = open_desk.offer_operator_link(tx, place.now)
    settings = WebSettings(
        **place.web.model_dump(exclude={"public_url", "secret_key"}),
        public_url=public_url,
        secret_key=SecretStr("town-key"),
        _env_file=None,
    )
    client = create_app(settings, place.facts, place.clock).test_client()
    page = client.get(f"/desk/in/{token}", base_url=public_url)
    form = re.search(r'name="form" value="([0-9a-f]+)"', page.text)
    assert form is not None
    answer = client.post(f"/desk/in/{token}", data={"form": form[1]}, base_url=public_url)
    cookie = next(
        each
        for each in answer.headers.getlist("Set-Cookie")
        if each.startswith(f"{name}=") and "01 Jan 1970" not in each
    )
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie and "Domain" not in cookie
    assert ("Secure" in cookie) is secure
    value = cookie.split("=")[1].split(";")[0]
    with place.store.read() as tx:
        kept = [each.token_sha256 for each in tx.exec(select(DeskSession)).all()]
    assert kept == [open_desk.digest(value)] and len(value) >= 43


def test_coming_and_going_leave_lines_with_person_and_post(place: Town, desk: Browser) -> None:
    desk.press("ออกจากหน้าจัดการ")
    operator_at_the_desk(place)
    with place.store.read() as tx:
        lines = [each for each in tx.exec(select(AuditEntry)).all() if each.action.startswith("desk_")]
    told = sorted((each.action, each.person_id is not None, each.post_id is not None) for each in lines)
    assert told == [
        ("desk_enter", False, False),
        ("desk_enter", True, True),
        ("desk_leave", True, True),
        ("desk_link", False, False),
        ("desk_link", True, True),
    ]


def test_no_token_reaches_a_log(place: Town, coordinator: Person, capfd: pytest.CaptureFixture[str]) -> None:
    link = link_from_chat(coordinator)
    browser = Browser(place.url)
    browser.get(link)
    browser.press("เข้าหน้าจัดการ")
    written = "".join(capfd.readouterr())
    assert browser.session.cookies["prongsai-desk"] not in written
    # The test's own web server writes every path; the product's (gunicorn, accesslog None) writes none.
    ours = [line for line in written.splitlines() if line.startswith("{")]
    assert not any(link.rsplit("/", 1)[1] in line for line in ours)
