"""What an office decides for itself, at the desk: due days, closing a round, reminders, thresholds, links, days off."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from tests.at_the_desk import Browser, at_the_desk, enrolled, operator_at_the_desk
from tests.town import Town, town
from tests.tracker.reports.test_office_template import a_template, text_of
from tracker.actions.edition_of_round import order_of
from tracker.files import open_files
from tracker.model import AuditEntry, Office, OfficeHoliday, Round
from tracker.reports import drawing
from tracker.store import organisations

SLUG = "buengcharoen"
DUE = {"round": "6m", "year": "2567", "month": "5", "day": "15"}
CLOSE = f"/desk/close/{SLUG}/2567/6m"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


@pytest.fixture
def desk(place: Town) -> Browser:
    return at_the_desk(place, enrolled(place, SLUG, "coordinator"))


def change(desk: Browser, what: str, **fields: str) -> tuple[int, str]:
    """Send a form of the settings page; the status and the page it leads to."""
    desk.get("/desk/settings")
    token = desk.form("ออกจากหน้าจัดการ").fields["form"]
    answer = desk.post(f"/desk/settings/{SLUG}/{what}", {"form": token, **fields})
    if answer.status_code == 303:
        return 303, desk.get(answer.headers["Location"]).text
    return answer.status_code, answer.text


def office(place: Town) -> Office:
    with place.store.read() as tx:
        return organisations.office_by_slug(tx, SLUG)


def audited(place: Town, action: str) -> int:
    with place.store.read() as tx:
        return len(tx.exec(select(AuditEntry).where(AuditEntry.action == action)).all())


def due_days(place: Town) -> dict[str, date]:
    with place.store.read() as tx:
        rows = tx.exec(
            select(Round).where(Round.office_id == organisations.office_by_slug(tx, SLUG).id)
        ).all()
    return {f"{row.fiscal_year}-{row.key}": row.due for row in rows}


CHANGED = [
    ("due", DUE, "change_due_date"),
    ("reminders", {"on": "no"}, "switch_reminders"),
    ("thresholds", {"weak": "80", "strong": "92.50"}, "change_thresholds"),
    ("addresses", {"website": "https://buengcharoen.test", "eit": ""}, "change_addresses"),
    ("digits", {"thai": "yes"}, "write_thai_digits"),
    ("day_off", {"day": "2026-12-01", "name": "วันสถาปนา <b>"}, "change_day_off"),
]


@pytest.mark.parametrize(("what", "fields", "action"), CHANGED)
def test_a_setting_is_changed_once_however_often_it_is_sent(
    place: Town, desk: Browser, what: str, fields: dict[str, str], action: str
) -> None:
    status, page = change(desk, what, **fields)
    assert status == 303 and "เปลี่ยนการตั้งค่าแล้ว" in page and "<b>" not in page
    token = desk.form("ออกจากหน้าจัดการ").fields["form"]
    sent = {"form": token, **fields}
    desks = [Browser(desk.url) for _ in range(3)]
    for other in desks:
        other.session.cookies.update(desk.session.cookies)
    with ThreadPoolExecutor(3) as hands:
        places = hands.map(
            lambda one: one.post(f"/desk/settings/{SLUG}/{what}", sent).headers["Location"], desks
        )
        assert all("said=same" in each for each in places)
    assert audited(place, action) == 1


def test_what_was_set_is_what_the_office_then_has(place: Town, desk: Browser) -> None:
    for what, fields, _ in CHANGED:
        change(desk, what, **fields)
    row = office(place)
    assert due_days(place)["2567-6m"] == date(2024, 5, 15) and (row.due_6m_month, row.due_6m_day) == (5, 15)
    assert row.reminders_on is False and (str(row.weak_below), str(row.strong_from)) == ("80.00", "92.50")
    assert row.website == "https://buengcharoen.test" and row.eit_url is None and row.thai_digits
    desk.get("/desk/settings")
    assert "15 พ.ค. 2567" in desk.section("rounds") and "1 ธ.ค. 2569 วันสถาปนา <b>" in desk.section("days")
    assert "เปิดการเตือน" in desk.section("reminders")
    change(desk, "day_on", day="2026-12-01")
    with place.store.read() as tx:
        assert tx.exec(select(OfficeHoliday)).all() == []


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("due", {**DUE, "month": "2", "day": "30"}), ("due", {**DUE, "day": "๑๕"}), ("due", {**DUE, "round": "q1"}),
        ("due", {**DUE, "year": "9999"}), ("reminders", {}), ("reminders", {"on": "perhaps"}),
        ("thresholds", {"weak": "95", "strong": "90"}), ("thresholds", {"weak": "-1", "strong": "90"}),
        ("thresholds", {"weak": "1e1", "strong": "NaN"}), ("thresholds", {"weak": "85.001", "strong": "90"}),
        ("thresholds", {"weak": "1e30", "strong": "90"}), ("thresholds", {"weak": "80", "strong": "-9e999"}),
        ("thresholds", {"weak": "", "strong": ""}), ("addresses", {"website": "javascript:alert(1)", "eit": ""}),
        ("addresses", {"website": "", "eit": "https://"}), ("addresses", {"website": "http://[", "eit": ""}),
        ("addresses", {"website": "https://a b", "eit": ""}), ("addresses", {"website": "https://" + "a" * 600}),
        ("digits", {"thai": "๑"}),
    ("day_off", {"day": "2026-02-30", "name": "x"}), ("day_off", {"day": "2026-12-01", "name": "  "}),
        ("day_on", {"day": "\x00"}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_changes(
    place: Town, desk: Browser, what: str, fields: dict[str, str]
) -> None:
    before = office(place).model_dump(), due_days(place)
    status, page = change(desk, what, **fields)
    assert status == 400 and "ยังไม่มีอะไรเปลี่ยน" in page and "กลับหน้าจัดการ" in page
    assert (office(place).model_dump(), due_days(place)) == before


def test_a_round_is_closed_after_a_warning_that_names_who_owes_and_only_once(
    place: Town, desk: Browser
) -> None:
    desk.get("/desk/settings")
    assert CLOSE in desk.answer.text
    page = desk.get(CLOSE).text
    assert "กองช่าง ข้อ 1, 2" in page and "รายงานที่มาทีหลังถือว่าล่าช้า" in page
    with place.store.read() as tx:
        assert not [
            row for row in tx.exec(select(Round)).all() if row.closed_at is not None and row.key == "6m"
        ]
    form = desk.form("ยืนยันปิดรอบ")
    page = desk.press("ยืนยันปิดรอบ").text
    assert "ปิดรอบแล้ว" in page and "ปิดแล้ว 23 พ.ย. 2569" in desk.section("rounds") and CLOSE not in page
    assert desk.post(CLOSE, form.fields).status_code == 409 and audited(place, "close_round") == 1
    assert desk.get(CLOSE).status_code == 409
    assert desk.get(f"/desk/close/{SLUG}/2567/%00").status_code == 404
    assert desk.post(f"/desk/close/{SLUG}/2567/%00", form.fields).status_code == 404


def test_nobody_else_changes_a_setting(place: Town, desk: Browser) -> None:
    stranger = at_the_desk(place, enrolled(place, "nadun", "coordinator"))
    operator = operator_at_the_desk(place)
    before = office(place).model_dump()
    for other, status in ((stranger, 404), (operator, 403)):
        token = {"form": other.form("ออกจากหน้าจัดการ").fields["form"]}
        for what, fields, _ in CHANGED:
            assert other.post(f"/desk/settings/{SLUG}/{what}", {**token, **fields}).status_code == status, (
                what
            )
        assert other.get(CLOSE).status_code == status and other.post(CLOSE, token).status_code == status
    operator.get(f"/desk/settings?office={SLUG}")
    assert "ดูได้อย่างเดียว" in operator.answer.text and "บันทึกเกณฑ์" not in operator.answer.text
    assert desk.post(f"/desk/settings/{SLUG}/reminders", {"on": "no"}).status_code == 403
    assert change(desk, "everything")[0] == 404
    assert office(place).model_dump() == before


def send_layout(desk: Browser, content: bytes | None, **fields: str) -> tuple[int, str]:
    """Send the form of an office's own layout of the measures; the status and the page it leads to."""
    desk.get("/desk/settings")
    token = desk.form("ออกจากหน้าจัดการ").fields["form"]
    files = {"layout": ("แบบของเรา <b>.docx", content)} if content is not None else None
    answer = desk.session.post(
        f"{desk.url}/desk/layout/{SLUG}/measures",
        data={"form": token, **fields},
        files=files,
        headers={"Origin": desk.url},
        allow_redirects=False,
        timeout=90,
    )
    if answer.status_code == 303:
        return 303, desk.get(answer.headers["Location"]).text
    return answer.status_code, answer.text


def test_an_office_brings_its_own_layout_and_goes_back_to_ours(place: Town, desk: Browser) -> None:
    status, page = send_layout(desk, a_template("แบบของเรา {{office}}"))
    assert status == 303 and "ใช้แบบรายงานของหน่วยงานแล้ว" in page and "แบบของเรา &lt;b&gt;.docx" in page
    order = order_of(place.store, office(place).id, 2567, "measures", None, "docx", place.now)
    drawn = drawing.draw(order, open_files(place.facts.files_url))
    assert text_of(drawn) == "แบบของเรา เทศบาลตำบลบึงเจริญ"
    status, page = send_layout(desk, a_template("{{nothing}}"))
    assert status == 400 and "มีชื่อที่ระบบไม่รู้จัก" in page
    status, page = send_layout(desk, None)
    assert status == 400 and "ยังไม่ได้เลือกไฟล์" in page
    assert order_of(place.store, office(place).id, 2567, "measures", None, "docx", place.now) == order
    status, page = send_layout(desk, None, ours="yes")
    assert status == 303 and "กลับไปใช้แบบของระบบ" in page
    again = order_of(place.store, office(place).id, 2567, "measures", None, "docx", place.now)
    assert again.template is None
