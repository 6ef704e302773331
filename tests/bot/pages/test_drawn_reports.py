# ruff: noqa: F401, F811 (a fixture is another file's, and asked for by its name)
"""Reports behind a link: drawn in another process, once, with a page for whoever waits, and frozen once a round is
closed."""

import io
import threading
import time
from dataclasses import replace

import docx
import pytest
from flask.testing import FlaskClient
from page_samples import NOW
from PIL import Image
from sqlmodel import select

from bot.pages import drawn
from bot.pages.downloads import report_link
from bot.settings import WebSettings
from tests.bot.pages.test_page_downloads import COORDINATOR, HEAD_OF_FINANCE, office_id, path_of
from tracker.actions.authority import authority_of
from tracker.actions.close_round import close_round
from tracker.errors import NothingToReport, ReportNotDrawn
from tracker.files import Files
from tracker.files.shrink import SMALL_SIDE
from tracker.model import (
    AuditEntry,
    Drawing,
    Evidence,
    MeasureRound,
    ProgressEntry,
    Round,
    RoundEdition,
)
from tracker.reports import drawing
from tracker.reports.drawing import Order
from tracker.store import Store, editions, facts
from tracker.store.editions import TRIED_AGAIN_AFTER

AS_A_BROWSER = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def rounds(store: Store, office_id: int) -> None:
    """The measure is due in a round, and what was reported on it was reported in it."""
    with store.begin() as tx:
        tx.add(
            Round(
                office_id=office_id, id=6, fiscal_year=2567, key="6m", code="6m", label="รอบ 6 เดือน",
                starts=NOW.date(), ends=NOW.date(), due=NOW.date(),
            )
        )  # fmt: skip
        tx.flush()
        tx.add(MeasureRound(office_id=office_id, measure_id=1, round_id=6))
        for entry in tx.exec(select(ProgressEntry)).all():
            entry.round_id = 6
            tx.add(entry)


def words(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def asked(client: FlaskClient, web: WebSettings, office_id: int, form: str = "docx", **headers: str) -> str:
    return path_of(report_link(web, office_id, COORDINATOR, 2567, "progress", "6m", form, None))


def close(store: Store, office_id: int) -> None:
    with store.begin() as tx:
        close_round(tx, authority_of(tx, COORDINATOR, NOW), office_id, 2567, "6m", NOW)


def report_more(store: Store, office_id: int, note: str) -> None:
    with store.begin() as tx:
        entry = ProgressEntry(
            office_id=office_id, receipt=f"67-{len(note):04d}", measure_id=1, department_id=1, round_id=6,
            status="done", percent=100, note=note, event_date=NOW.date(), recorded_at=NOW,
        )  # fmt: skip
        tx.add(entry)


def editions_kept(store: Store) -> list[int]:
    with store.read() as tx:
        return sorted(tx.exec(select(RoundEdition.number)).all())


@pytest.mark.usefixtures("rounds")
def test_closing_a_round_freezes_its_report_and_an_edit_makes_a_second_edition(
    client: FlaskClient,
    web: WebSettings,
    store: Store,
    office_id: int,
):
    link = asked(client, web, office_id)
    assert "ฉบับร่าง" in words(client.get(link).data)
    close(store, office_id)
    first = words(client.get(link).data)
    assert "ฉบับร่าง" not in first and "แก้ไขครั้งที่" not in first
    report_more(store, office_id, "ส่งหลังปิดรอบ")
    answer = client.get(link)
    second = words(answer.data)
    assert "แก้ไขครั้งที่ 2" in second and "รายการแก้ไข" in second and "ส่งหลังปิดรอบ" in second
    assert words(client.get(link).data) == second
    assert editions_kept(store) == [1, 2]


@pytest.mark.usefixtures("rounds")
def test_a_department_sees_only_its_own_changes(
    client: FlaskClient,
    web: WebSettings,
    store: Store,
    office_id: int,
):
    close(store, office_id)
    report_more(store, office_id, "ความลับใหม่ของปลัด")
    link = report_link(web, office_id, HEAD_OF_FINANCE, 2567, "progress", "6m", "docx", ("กองคลัง",))
    found = words(client.get(path_of(link)).data)
    assert "แก้ไขครั้งที่ 2" in found and "ความลับ" not in found


@pytest.mark.usefixtures("rounds")
def test_a_round_closed_before_editions_were_kept_has_its_first_when_somebody_asks(
    client: FlaskClient,
    web: WebSettings,
    store: Store,
    office_id: int,
):
    with store.begin() as tx:
        found = tx.get_one(Round, (office_id, 6))
        found.closed_at = NOW
        tx.add(found)
    assert "แก้ไขครั้งที่" not in words(client.get(asked(client, web, office_id)).data)
    assert editions_kept(store) == [1]


@pytest.mark.usefixtures("rounds")
def test_the_same_report_is_drawn_once_and_another_state_anew(
    client: FlaskClient,
    web: WebSettings,
    store: Store,
    office_id: int,
    monkeypatch: pytest.MonkeyPatch,
):
    count: list[str] = []
    draw = drawing.draw
    monkeypatch.setattr(
        drawing, "draw", lambda order, files: count.append(order.format) or draw(order, files)
    )
    link = asked(client, web, office_id)
    same = [client.get(link).data for _ in range(3)]
    assert len(set(same)) == 1 and count == ["docx"]
    report_more(store, office_id, "ใหม่")
    assert "ใหม่" in words(client.get(link).data) and count == ["docx", "docx"]


@pytest.mark.usefixtures("rounds")
def test_a_browser_is_shown_a_page_that_looks_again_and_then_the_file(
    client: FlaskClient,
    web: WebSettings,
    store: Store,
    office_id: int,
    monkeypatch: pytest.MonkeyPatch,
):
    go_on, draw = threading.Event(), drawing.draw
    monkeypatch.setattr(drawn, "PATIENCE", 0.05)
    monkeypatch.setattr(drawing, "draw", lambda order, files: go_on.wait(30) and draw(order, files))
    link = asked(client, web, office_id)
    waiting = client.get(link, headers=AS_A_BROWSER)
    assert waiting.status_code == 202 and "กำลังจัดทำรายงาน" in waiting.text
    assert waiting.headers["Refresh"] == "2; url=?again=1" and waiting.headers["Cache-Control"] == "no-store"
    assert client.get(f"{link}?again=1", headers=AS_A_BROWSER).status_code == 202
    go_on.set()
    until = time.monotonic() + 30
    while (answer := client.get(f"{link}?again=1", headers=AS_A_BROWSER)).status_code == 202:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert answer.status_code == 200 and "รายงานผลการดำเนินการ" in words(answer.data)
    with store.read() as tx:
        assert [line.action for line in tx.exec(select(AuditEntry)).all()].count("export") == 2


@pytest.mark.usefixtures("rounds")
def test_a_drawing_that_fails_says_so_and_is_tried_again_after_a_minute(
    client: FlaskClient,
    web: WebSettings,
    store: Store,
    office_id: int,
    monkeypatch: pytest.MonkeyPatch,
):
    link, draw = asked(client, web, office_id), drawing.draw

    def broken(order: Order, files: Files) -> bytes:
        raise ReportNotDrawn(problem="no room")

    monkeypatch.setattr(drawing, "draw", broken)
    answer = client.get(link)
    assert answer.status_code == 503 and "จัดทำไฟล์รายงานไม่สำเร็จ" in answer.text
    monkeypatch.setattr(drawing, "draw", draw)
    assert client.get(link).status_code == 503
    with store.begin() as tx:
        row = tx.exec(select(Drawing)).one()
        row.started_at = NOW - TRIED_AGAIN_AFTER
        tx.add(row)
    assert client.get(link).status_code == 200


@pytest.mark.usefixtures("rounds")
def test_a_drawing_whose_process_died_is_taken_on_by_another(
    client: FlaskClient,
    web: WebSettings,
    store: Store,
    office_id: int,
):
    link = asked(client, web, office_id)
    assert client.get(link).status_code == 200
    with store.begin() as tx:
        row = tx.exec(select(Drawing)).one()
        row.state, row.sha256 = "drawing", None
        tx.add(row)
    assert client.get(link, headers=AS_A_BROWSER).status_code == 202
    with store.begin() as tx:
        row = tx.exec(select(Drawing)).one()
        row.started_at = NOW.replace(year=NOW.year - 1)
        tx.add(row)
    assert client.get(link).status_code == 200


@pytest.mark.usefixtures("rounds")
def test_a_photo_is_in_the_report_small_and_one_that_is_lost_leaves_its_place(
    client: FlaskClient,
    web: WebSettings,
    store: Store,
    files: Files,
    office_id: int,
):
    photo = io.BytesIO()
    Image.effect_noise((2400, 1800), 50).convert("RGB").save(photo, "JPEG")
    kept = files.put([photo.getvalue()], 10_000_000)
    with store.begin() as tx:
        for sha256 in (kept.sha256, "0" * 64):
            tx.add(
                Evidence(
                    office_id=office_id, entry_id=1, person_id=COORDINATOR, kind="photo", sha256=sha256,
                    received_at=NOW, next_at=NOW, state="stored",
                )
            )  # fmt: skip
    report = docx.Document(io.BytesIO(client.get(asked(client, web, office_id)).data))
    (picture,) = report.inline_shapes
    blob = report.part.related_parts[picture._inline.graphic.graphicData.pic.blipFill.blip.embed].blob
    assert max(Image.open(io.BytesIO(blob)).size) == SMALL_SIDE
    assert "ไม่มีไฟล์ภาพนี้แล้ว" in "".join(c.text for t in report.tables for r in t.rows for c in r.cells)


def test_what_one_process_drew_stays_when_another_fails_at_the_same(store: Store, office_id: int) -> None:
    for content in ("ab" * 32, None):
        with store.begin() as tx:
            editions.claim(tx, office_id, "key", NOW)
            assert editions.finish(tx, office_id, "key", content)
    with store.read() as tx:
        row = editions.drawing(tx, office_id, "key")
    assert row is not None and (row.state, row.sha256) == ("ready", "ab" * 32)


def test_a_report_that_cannot_be_is_refused_before_anything_is_drawn(
    store: Store, files: Files, office_id: int
):
    with store.read() as tx:
        empty = replace(facts.year_facts(tx, office_id, 2567), measures=(), updates=())
    with pytest.raises(NothingToReport):
        drawing.draw(Order("measures", empty, None, "pdf"), files)


def test_an_order_survives_the_way_to_the_drawing_process(store: Store, office_id: int):
    with store.read() as tx:
        order = Order("progress", facts.year_facts(tx, office_id, 2567), None, "pdf")
    again = drawing.order_from(order.as_json())
    assert again == order and again.key == order.key
    assert replace(order, format="docx").key != order.key
