"""What a person reads on the public pages."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from page_samples import BUENGCHAROEN, MEASURE, NOW, PHANCHANA, office_facts

from bot.pages.office_year import qr, web_address
from tracker.facts import AssessmentFacts, YearFacts
from tracker.store import Store, organisations, public_copies

CANARY = '"><svg onload=alert(1)>{{7*7}}'


def page(client: FlaskClient, path: str) -> str:
    """The page at a path, which must be there."""
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(
    "path, shown",
    [
        ("/o/phanchana/2564", ("64.21", "ระดับ D", "55.00–64.99", "84.10", "76.64", "39.96")),
        ("/o/buengcharoen/2566", ("88.93", "ผ่าน", "ระดับ A", "EIT ได้ 78.54", "91.80", "−2.87", "−3.13")),
        ("/o/buengcharoen/2567", ("88.93", "−2.87", "มาตรการที่ 9", "30 เม.ย. 2567", "31 ต.ค. 2567", "o35")),
    ],
)
def test_the_figures_of_the_papers_are_on_the_page(
    client: FlaskClient, sample: None, path: str, shown: tuple[str, ...]
) -> None:
    html = page(client, path)
    assert [text for text in shown if text not in html] == []


def test_changes_stand_there_as_plain_numbers_for_machines_too(client: FlaskClient, sample: None) -> None:
    html = page(client, "/o/buengcharoen/2566")
    assert '<data value="-2.87">' in html and '<data value="-3.13">' in html


def test_a_score_the_paper_does_not_prove_is_called_neither_strong_nor_weak(
    client: FlaskClient, sample: None
) -> None:
    html = page(client, "/o/phanchana/2564")
    assert html.count("ลำดับในแบบวัดยังไม่ยืนยัน") == 8
    assert html.count('class="pill weak"') == 2  # the two of OIT, which are proved


def test_progress_shows_status_percent_day_evidence_and_lateness_per_department(
    client: FlaskClient, sample: None
) -> None:
    html = page(client, "/o/buengcharoen/2567")
    for text in ("60%", "14 มี.ค. 2567", "2 รายการ", "ส่งช้า", "ติดขัด", "รอคำสั่งแต่งตั้ง", "ยังไม่มีรายงานความก้าวหน้า"):
        assert text in html


def test_only_what_was_published_shows_and_the_newest_of_it(
    client: FlaskClient, publish: Callable[[YearFacts], int], store: Store
) -> None:
    publish(BUENGCHAROEN)
    before = page(client, "/o/buengcharoen/2567")
    office_id = publish(replace(BUENGCHAROEN, measures=(replace(MEASURE, title="ฉบับใหม่"),)))
    assert "ฉบับใหม่" not in before
    assert "ฉบับใหม่" in page(client, "/o/buengcharoen/2567")
    with store.begin() as tx:
        organisations.office(tx, office_id).name = "เปลี่ยนชื่อแล้ว"
    assert "เปลี่ยนชื่อแล้ว" not in page(client, "/o/buengcharoen/2567")


def test_a_year_without_any_result_or_measure_still_has_a_page(
    client: FlaskClient, publish: Callable[[YearFacts], int]
) -> None:
    publish(replace(PHANCHANA, history=(), fiscal_year=2570))
    html = page(client, "/o/phanchana/2570")
    assert "ยังไม่มีผลการประเมิน" in html and "ยังไม่มีมาตรการ" in html


@pytest.mark.parametrize("fiscal_year", [2540, 2561, 2569, 2571, 9999])
def test_a_year_whose_rules_nobody_knows_is_shown_without_them(
    client: FlaskClient, publish: Callable[[YearFacts], int], fiscal_year: int
) -> None:
    result = AssessmentFacts(
        fiscal_year, Decimal("70.00"), None, None, {1: Decimal("70.00")}, (), None, "เอกสาร"
    )
    publish(replace(PHANCHANA, history=(result,), fiscal_year=fiscal_year))
    assert "70.00" in page(client, f"/o/phanchana/{fiscal_year}")


def test_a_practice_office_says_that_it_is_invented(
    client: FlaskClient, publish: Callable[[YearFacts], int]
) -> None:
    publish(replace(PHANCHANA, office=office_facts("tuayang", "เทศบาลตำบลตัวอย่าง", practice=True)))
    assert "หน่วยงานสมมติ" in page(client, "/o/tuayang/2564")
    assert "หน่วยงานสมมติ" in page(client, "/")


def test_the_start_page_lists_offices_with_their_years(client: FlaskClient, sample: None) -> None:
    html = page(client, "/")
    for link in ("/o/buengcharoen/2567", "/o/buengcharoen/2566", "/o/phanchana/2564"):
        assert f'href="{link}"' in html


def test_an_office_alone_leads_to_its_newest_year(client: FlaskClient, sample: None) -> None:
    answer = client.get("/o/buengcharoen")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/o/buengcharoen/2567")


@pytest.mark.parametrize(
    "path, shown",
    [
        ("/o/buengcharoen/2599", "2566, 2567"),
        ("/o/buengcharoen/" + "9" * 400, "2566, 2567"),
        ("/o/nobody/2567", "ดูหน่วยงานที่เผยแพร่แล้ว"),
        ("/o/%00/2567", "ดูหน่วยงานที่เผยแพร่แล้ว"),
        ("/o/%ed%a0%80/2567", "ดูหน่วยงานที่เผยแพร่แล้ว"),
        ("/o/" + "x" * 5000, "ดูหน่วยงานที่เผยแพร่แล้ว"),
        ("/o/buengcharoen/abc", "ไม่พบหน้าที่ขอ"),
        ("/nothing/here", "ไม่พบหน้าที่ขอ"),
        ("/static/../settings.py", "ไม่พบหน้าที่ขอ"),
    ],
)
def test_what_is_not_there_gets_a_thai_page_saying_what_is(
    client: FlaskClient, sample: None, path: str, shown: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert shown in answer.text and 'lang="th"' in answer.text


def test_a_database_that_is_away_gets_a_sentence_not_a_traceback(
    client: FlaskClient, store: Store, sample: None
) -> None:
    with store.begin() as tx:
        tx.connection().exec_driver_sql("DROP TABLE publishedcopy")
    answer = client.get("/o/buengcharoen/2567")
    assert answer.status_code == 503
    assert "กรุณาลองใหม่" in answer.text and "publishedcopy" not in answer.text


def poisoned(value: Any) -> Any:
    """The same facts with markup put into every free text."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = {"slug", "status", "key", "rounds", "reported", "round_key", "severity", "sha256"}
        changed = {
            field.name: poisoned(getattr(value, field.name))
            for field in fields(value)
            if field.name not in kept
        }
        return replace(value, **changed)
    if isinstance(value, tuple) and not (value and isinstance(value[0], int)):
        return tuple(poisoned(each) for each in value)
    return f"{value}{CANARY}" if isinstance(value, str) else value


def test_markup_in_any_text_is_shown_as_text(
    client: FlaskClient, publish: Callable[[YearFacts], int]
) -> None:
    hostile = poisoned(BUENGCHAROEN)
    hostile = replace(hostile, office=replace(hostile.office, eit_url="javascript:alert(1)", website=CANARY))
    publish(hostile)
    html = page(client, "/o/buengcharoen/2567")
    assert html.count("onload=alert(1)&gt;") > 30
    assert "<svg onload" not in html and "javascript:" not in html and "49" not in html.split("<h1>")[1][:200]
    assert "<svg onload" not in page(client, "/")


@pytest.mark.parametrize(
    "url, link",
    [
        ("https://itas.nacc.go.th/go/1", "https://itas.nacc.go.th/go/1"),
        ("javascript:alert(1)", None),
        (" jAvaScript://x/%0aalert(1)", None),
        ("data:text/html,x", None),
        ("//evil.example", None),
        ("https://[broken", None),
        ("", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_become_links(url: str | None, link: str | None) -> None:
    assert web_address(url) == link


def test_the_qr_code_is_drawn_only_for_an_address_that_can_be_scanned() -> None:
    code = qr("https://itas.nacc.go.th/go/eit/abc123")
    assert code is not None and set(code.path) <= set("Mhvz- 0123456789")
    assert qr("https://x.example/" + "a" * 2000) is None
    assert qr(None) is None


def test_every_answer_carries_the_security_headers(client: FlaskClient, sample: None) -> None:
    for path in (
        "/",
        "/o/buengcharoen/2567",
        "/o/buengcharoen/2567.json",
        "/nowhere",
        "/static/page.css",
        "/healthz",
    ):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "Strict-Transport-Security" in headers


def test_nothing_on_the_page_needs_a_script_or_an_inline_style(client: FlaskClient, sample: None) -> None:
    html = page(client, "/o/buengcharoen/2567")
    assert "<script" not in html and "<style" not in html and " style=" not in html and "onclick" not in html


def test_a_page_is_sent_packed_and_not_again_when_unchanged(client: FlaskClient, sample: None) -> None:
    first = client.get("/o/buengcharoen/2567", headers={"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip" and len(first.data) < 12_000
    again = client.get("/o/buengcharoen/2567", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_page_stylesheet_and_fonts_together_stay_under_100_kb(client: FlaskClient, sample: None) -> None:
    paths = ("/o/buengcharoen/2567", "/static/page.css", "/static/mark.svg")
    paths += ("/static/fonts/sarabun-400.ttf", "/static/fonts/sarabun-700.ttf")
    sizes = [len(client.get(path, headers={"Accept-Encoding": "gzip"}).data) for path in paths]
    assert sum(sizes) < 100_000


def test_the_frozen_copy_is_read_at_the_moment_it_names(
    client: FlaskClient, store: Store, sample: None
) -> None:
    assert "23 เม.ย. 2567 10:00 น." in page(client, "/o/buengcharoen/2567")
    with store.read() as tx:
        office = organisations.office_by_slug(tx, "buengcharoen")
        copy = public_copies.newest(tx, office.id, 2567)
    assert copy is not None and copy.published_at is not None
    assert copy.published_at - NOW < timedelta(seconds=1)
