"""Signed links: what they open, for how long, and for nobody who changed them."""

import io
import re
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote, urlsplit

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from page_samples import BUENGCHAROEN, NOW
from sqlmodel import select

from bot.pages.downloads import evidence_link, links_for, report_link, within, workbook_link
from bot.settings import WebSettings
from tracker.facts import YearFacts
from tracker.files import Files
from tracker.model import (
    AuditEntry,
    Evidence,
    Measure,
    Person,
    Post,
    ProgressEntry,
    Responsibility,
    Source,
    Tenure,
)
from tracker.model import Department as DepartmentRow
from tracker.store import Store

JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40
HTML = b"<html><script>alert(1)</script>"
COORDINATOR, HEAD_OF_FINANCE, NOBODY = 1, 2, 3


@pytest.fixture
def office_id(store: Store, publish: Callable[[YearFacts], int]) -> int:
    """A living office: one measure of two departments, one report on it."""
    identifier = publish(replace(BUENGCHAROEN, fiscal_year=2566))
    with store.begin() as tx:
        tx.add(Source(office_id=identifier, id=1, title="รายงานวิเคราะห์", created_at=NOW))
        for person in (COORDINATOR, HEAD_OF_FINANCE, NOBODY):
            tx.add(Person(id=person, line_user_id=f"U{person}", created_at=NOW))
        tx.add(DepartmentRow(office_id=identifier, id=1, name="สำนักปลัด"))
        tx.add(DepartmentRow(office_id=identifier, id=2, name="กองคลัง"))
        tx.flush()
        for person, role, department in ((COORDINATOR, "coordinator", None), (HEAD_OF_FINANCE, "head", 2)):
            tx.add(Post(office_id=identifier, id=person, role=role, department_id=department))
            tx.flush()
            tx.add(Tenure(office_id=identifier, id=person, post_id=person, person_id=person, valid_from=NOW))
        tx.add(
            Measure(office_id=identifier, id=1, fiscal_year=2567, number=1, title="ตอบข้อซักถาม", source_id=1)
        )
        tx.flush()
        tx.add(Responsibility(office_id=identifier, measure_id=1, department_id=1))
        tx.add(Responsibility(office_id=identifier, measure_id=1, department_id=2))
        for department, note in ((1, "ความลับของปลัด"), (2, "งานของกองคลัง")):
            tx.add(
                ProgressEntry(
                    office_id=identifier,
                    id=department,
                    receipt=f"67-000{department}",
                    measure_id=1,
                    department_id=department,
                    status="in_progress",
                    percent=50,
                    note=note,
                    event_date=NOW.date(),
                    recorded_at=NOW,
                )
            )
    return identifier


def path_of(link: str) -> str:
    """The path of a link on this server."""
    return urlsplit(link).path


def opened(client: FlaskClient, link: str) -> int:
    """What opening a link answers."""
    with client.get(path_of(link)) as answer:
        return answer.status_code


def keep(
    store: Store, files: Files, office_id: int, content: bytes, name: str | None, state: str = "stored"
) -> int:
    """A piece of evidence with its file; returns its id."""
    stored = files.put([content], 1000)
    with store.begin() as tx:
        row = Evidence(
            office_id=office_id,
            person_id=1,
            kind="photo",
            file_name=name,
            media_type="image/jpeg",
            sha256=stored.sha256,
            size=stored.size,
            received_at=NOW,
            next_at=NOW,
            state=state,
        )
        tx.add(row)
        tx.flush()
        return row.id


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx", "csv"])
def test_a_link_builds_the_report_with_a_thai_name(
    client: FlaskClient, web: WebSettings, office_id: int, form: str
) -> None:
    link = report_link(web, office_id, COORDINATOR, 2567, "progress", None, form, None)
    assert link.startswith("https://ita.example.go.th/d/") and len(link) < 1000
    answer = client.get(path_of(link))
    assert answer.status_code == 200 and len(answer.data) > 100
    named = answer.headers["Content-Disposition"]
    assert named.startswith("attachment;") and f'filename="buengcharoen-progress-2567.{form}"' in named
    assert "เทศบาลตำบลบึงเจริญ 2567" in unquote(named.split("filename*=UTF-8''")[1])
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_report_is_of_the_living_facts_and_only_of_the_departments_in_its_link(
    client: FlaskClient, web: WebSettings, office_id: int
) -> None:
    link = report_link(web, office_id, HEAD_OF_FINANCE, 2567, "progress", None, "csv", ("กองคลัง",))
    mine = client.get(path_of(link)).text
    everything = client.get(
        path_of(report_link(web, office_id, COORDINATOR, 2567, "progress", None, "csv", None))
    ).text
    nothing = client.get(
        path_of(report_link(web, office_id, COORDINATOR, 2567, "progress", None, "csv", ()))
    ).status_code
    assert "งานของกองคลัง" in mine and "ความลับของปลัด" not in mine and "สำนักปลัด" not in mine
    assert "งานของกองคลัง" in everything and "ความลับของปลัด" in everything
    assert nothing == 404


def test_an_xlsx_of_a_department_hides_the_others_too(
    client: FlaskClient, web: WebSettings, office_id: int
) -> None:
    link = report_link(web, office_id, HEAD_OF_FINANCE, 2567, "measures", None, "xlsx", ("กองคลัง",))
    data = client.get(path_of(link)).data
    cells = [str(cell.value) for sheet in load_workbook(io.BytesIO(data)) for row in sheet for cell in row]
    assert any("กองคลัง" in cell for cell in cells) and not any("สำนักปลัด" in cell for cell in cells)


def test_within_keeps_results_and_drops_other_departments_measures() -> None:
    mine = within(BUENGCHAROEN, frozenset({"กองคลัง"}))
    assert {name for measure in mine.measures for name in measure.departments} == {"กองคลัง"}
    assert {update.department for update in mine.updates} == {"กองคลัง"}
    assert mine.history == BUENGCHAROEN.history


def test_a_link_of_many_departments_still_fits_into_a_line_button(web: WebSettings) -> None:
    names = tuple(f"กองสาธารณสุขและสิ่งแวดล้อม {number}" for number in range(12))
    assert (
        len(
            report_link(
                web, 2**62, 2**62, 2567, "progress", "completion:12:9223372036854775807", "xlsx", names
            )
        )
        < 1000
    )


@pytest.mark.parametrize("kind, year", [("measures", 2570), ("analysis", 2570), ("progress", 2570)])
def test_a_report_without_data_says_so(
    client: FlaskClient, web: WebSettings, office_id: int, kind: str, year: int
) -> None:
    answer = client.get(path_of(report_link(web, office_id, COORDINATOR, year, kind, None, "pdf", None)))
    assert answer.status_code == 404 and "ยังไม่มีข้อมูลสำหรับทำรายงานนี้" in answer.text


def test_an_unknown_round_says_so(client: FlaskClient, web: WebSettings, office_id: int) -> None:
    answer = client.get(
        path_of(report_link(web, office_id, COORDINATOR, 2567, "progress", "q9", "pdf", None))
    )
    assert answer.status_code == 404 and "ไม่พบรอบรายงานนี้" in answer.text


@pytest.mark.parametrize("seconds, status", [(24 * 3600 - 5, 200), (24 * 3600 + 5, 410)])
def test_a_report_link_lives_a_day(
    client: FlaskClient,
    web: WebSettings,
    office_id: int,
    monkeypatch: pytest.MonkeyPatch,
    seconds: int,
    status: int,
) -> None:
    link = report_link(web, office_id, COORDINATOR, 2567, "measures", None, "csv", None)
    later = time.time() + seconds
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    answer = client.get(path_of(link))
    assert answer.status_code == status
    if status == 410:
        assert "หมดอายุ" in answer.text and "แชท" in answer.text


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: ("A" if token[0] != "A" else "B") + token[1:],
        lambda token: token[:-5] + token[-5:].swapcase() + "x",
        lambda token: "x" + token,
        lambda token: token.split(".")[0],
        lambda token: "",
        lambda token: "%00",
        lambda token: "a" * 5000,
    ],
)
def test_an_altered_link_opens_nothing(
    client: FlaskClient, web: WebSettings, office_id: int, spoil: Callable[[str], str]
) -> None:
    token = path_of(
        report_link(web, office_id, COORDINATOR, 2567, "measures", None, "csv", None)
    ).removeprefix("/d/")
    answer = client.get(f"/d/{spoil(token)}")
    assert answer.status_code == 404 and 'lang="th"' in answer.text


def test_a_link_of_another_key_or_another_purpose_opens_nothing(
    client: FlaskClient, web: WebSettings, files: Files, store: Store, office_id: int
) -> None:
    other = web.model_copy(update={"secret_key": type(web.secret_key)("another key")})
    assert (
        client.get(
            path_of(report_link(other, office_id, COORDINATOR, 2567, "measures", None, "csv", None))
        ).status_code
        == 404
    )
    evidence = evidence_link(web, office_id, COORDINATOR, keep(store, files, office_id, JPEG, None))
    assert client.get(path_of(evidence).replace("/e/", "/d/")).status_code == 404


def test_a_photo_is_shown_in_the_browser_for_ten_minutes(
    client: FlaskClient,
    web: WebSettings,
    files: Files,
    store: Store,
    office_id: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    link = path_of(links_for(web).evidence(office_id, COORDINATOR, keep(store, files, office_id, JPEG, None)))
    answer = client.get(link)
    assert (answer.data, answer.mimetype) == (JPEG, "image/jpeg")
    assert answer.headers["Content-Disposition"].startswith("inline;")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    answer.close()
    later = time.time() + 601
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    assert client.get(link).status_code == 410


@pytest.mark.parametrize(
    "content, name",
    [
        (HTML, "photo.jpg"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "photo.jpg"),
        (b"%PDF-1.7 x", "คำสั่ง\r\nSet-Cookie: a=b.pdf"),
        (b"plain", '../../etc/"passwd'),
    ],
)
def test_anything_but_a_real_photo_is_only_handed_out(
    client: FlaskClient,
    web: WebSettings,
    files: Files,
    store: Store,
    office_id: int,
    content: bytes,
    name: str,
) -> None:
    answer = client.get(
        path_of(evidence_link(web, office_id, COORDINATOR, keep(store, files, office_id, content, name)))
    )
    assert (answer.status_code, answer.mimetype) == (200, "application/octet-stream")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert not re.search(r"[\r\n/\\]", answer.headers["Content-Disposition"])
    assert "Set-Cookie" not in answer.headers
    answer.close()


@pytest.mark.parametrize("state", ["received", "failed", "removed"])
def test_evidence_that_was_removed_or_has_not_come_yet_is_gone(
    client: FlaskClient, web: WebSettings, files: Files, store: Store, office_id: int, state: str
) -> None:
    identifier = keep(store, files, office_id, JPEG, None, state)
    assert client.get(path_of(evidence_link(web, office_id, COORDINATOR, identifier))).status_code == 404


def test_evidence_of_one_office_is_none_of_another(
    client: FlaskClient, web: WebSettings, files: Files, store: Store, office_id: int
) -> None:
    identifier = keep(store, files, office_id, JPEG, None)
    assert client.get(path_of(evidence_link(web, office_id + 1, COORDINATOR, identifier))).status_code == 403


def end_posts_of(store: Store, person_id: int) -> None:
    """Somebody retires."""
    with store.begin() as tx:
        for tenure in tx.exec(select(Tenure).where(Tenure.person_id == person_id)).all():
            tenure.valid_to = NOW
            tx.add(tenure)


def test_a_link_opens_nothing_once_the_post_has_ended(
    client: FlaskClient, web: WebSettings, files: Files, store: Store, office_id: int
) -> None:
    links = [
        report_link(web, office_id, COORDINATOR, 2567, "measures", None, "csv", None),
        report_link(web, office_id, HEAD_OF_FINANCE, 2567, "progress", None, "pdf", ("กองคลัง",)),
        evidence_link(web, office_id, COORDINATOR, keep(store, files, office_id, JPEG, None)),
        workbook_link(web, office_id, COORDINATOR),
    ]
    assert [opened(client, link) for link in links] == [200] * 4
    end_posts_of(store, COORDINATOR)
    end_posts_of(store, HEAD_OF_FINANCE)
    for link in links:
        answer = client.get(path_of(link))
        assert answer.status_code == 403 and "กรุณาขอใหม่จากแชท" in answer.text


@pytest.mark.parametrize(
    "person, scope",
    [
        (HEAD_OF_FINANCE, None),
        (HEAD_OF_FINANCE, ("กองคลัง", "สำนักปลัด")),
        (NOBODY, ("กองคลัง",)),
        (NOBODY, ()),
        (9, None),
    ],
)
def test_a_signed_link_gives_nobody_more_than_they_may(
    client: FlaskClient, web: WebSettings, office_id: int, person: int, scope: tuple[str, ...] | None
) -> None:
    link = report_link(web, office_id, person, 2567, "progress", None, "csv", scope)
    assert client.get(path_of(link)).status_code == 403


def test_evidence_of_a_report_is_for_its_department_and_the_coordinator(
    client: FlaskClient, web: WebSettings, files: Files, store: Store, office_id: int
) -> None:
    identifier = keep(store, files, office_id, JPEG, None)
    for department, wanted in ((2, 200), (1, 403)):
        with store.begin() as tx:
            row = tx.get_one(Evidence, (office_id, identifier))
            row.entry_id = department  # the entry of that department has its number
            tx.add(row)
        assert opened(client, evidence_link(web, office_id, HEAD_OF_FINANCE, identifier)) == wanted
        assert opened(client, evidence_link(web, office_id, COORDINATOR, identifier)) == 200
        assert opened(client, evidence_link(web, office_id, NOBODY, identifier)) == 403


def test_every_opening_leaves_a_line_and_a_refused_one_none(
    client: FlaskClient, web: WebSettings, files: Files, store: Store, office_id: int
) -> None:
    client.get(
        path_of(report_link(web, office_id, HEAD_OF_FINANCE, 2567, "progress", "6m", "csv", ("กองคลัง",)))
    )
    identifier = keep(store, files, office_id, JPEG, None)
    client.get(path_of(evidence_link(web, office_id, COORDINATOR, identifier))).close()
    client.get(path_of(workbook_link(web, office_id, COORDINATOR)))
    client.get(path_of(workbook_link(web, office_id, HEAD_OF_FINANCE)))
    with store.read() as tx:
        lines = tx.exec(select(AuditEntry).order_by(AuditEntry.id)).all()  # type: ignore[arg-type]
    assert [(line.action, line.person_id, line.post_id) for line in lines] == [
        ("export", HEAD_OF_FINANCE, 2),
        ("open_evidence", COORDINATOR, 1),
        ("export", COORDINATOR, 1),
    ]


@pytest.mark.parametrize(
    "host", ["evil.example.com", "ita.example.go.th.evil.com", "ita.example.go.th@evil.com", "["]
)
def test_a_forged_host_is_refused_but_public_data_stays_open(
    client: FlaskClient, web: WebSettings, office_id: int, host: str
) -> None:
    link = path_of(report_link(web, office_id, COORDINATOR, 2567, "measures", None, "csv", None))
    assert client.get(link, headers={"Host": host}).status_code == 400
    assert client.get(link, headers={"Host": "ita.example.go.th"}).status_code == 200
    assert client.get("/template.xlsx", headers={"Host": "www.example.com"}).status_code == 200


def test_a_lost_file_gets_a_sentence(
    client: FlaskClient, web: WebSettings, files: Files, store: Store, office_id: int
) -> None:
    identifier = keep(store, files, office_id, JPEG, None)
    for stored in files.root.rglob("*"):
        if stored.is_file():
            stored.unlink()
    answer = client.get(path_of(evidence_link(web, office_id, COORDINATOR, identifier)))
    assert answer.status_code == 404 and "กรุณาแจ้งผู้ดูแลระบบ" in answer.text
