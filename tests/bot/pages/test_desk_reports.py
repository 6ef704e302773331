"""At the desk: the rounds at a glance, what departments reported, and a report that is read and sent back."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from sandbox.people import Person, words
from scheduler.worker import lost_words
from tests.at_the_desk import at_the_desk, enrolled, operator_at_the_desk
from tests.town import Town, town
from tracker import outbox
from tracker.actions.fetch_evidence import fetch_due
from tracker.errors import FilesUnavailable
from tracker.files import Folder
from tracker.model import AuditEntry, Evidence

OFFICE, WORKS = "buengcharoen", "กองช่าง"
REPORT = f"/desk/report/{OFFICE}/67-0001"
WHY = "รูปป้ายไม่ชัด <b>กรุณาถ่ายใหม่</b>"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


@pytest.fixture
def head(place: Town) -> Person:
    """A head who reported one measure, with a photo."""
    head = enrolled(place, OFFICE, "head", WORKS)
    reports(head, "มาตรการ 2 ทำแล้ว 60% ติดป้ายแล้ว")
    head.sends_photo()
    head.wait()
    fetch_due(place.store, place.files, place.client, place.now, lost_words)
    return head


def reports(person: Person, said: str) -> str:
    person.says(said)
    person.wait()
    person.press("ยืนยัน")
    return words([each.message for each in person.wait()])


def told(place: Town, person: Person) -> str:
    """What the outbox brings a person now."""
    outbox.deliver(place.store, place.client, place.now, digests_of=place.now.date())
    return words([each.message for each in person.wait()])


def owing(place: Town, desk: object, department: str) -> str:
    """The line of a department in the 6 months' round of 2567."""
    desk.get("/desk/rounds")  # type: ignore[attr-defined]
    page = desk.section("2567-6m")  # type: ignore[attr-defined]
    return " ".join(page.split(department, 1)[1].split("กอง", 1)[0].split())


def test_a_round_is_seen_at_a_glance_and_leads_to_the_report_with_its_evidence(
    place: Town, head: Person
) -> None:
    desk = at_the_desk(place, enrolled(place, OFFICE, "coordinator"))
    said = owing(place, desk, WORKS)
    assert "1 จาก 9 (11%)" in said and "ส่งล่าช้า รอตรวจ ข้อ 2" in said
    assert "ยังไม่ส่ง ข้อ 1, 3, 4, 5, 6, 7, 8, 9" in said
    desk.get(f"/desk/reports/{OFFICE}/2567?measure=2")
    assert "67-0001" in desk.answer.text and "ติดป้ายแล้ว" in desk.answer.text
    desk.get(f"/desk/reports/{OFFICE}/2567?measure=3")
    assert "ยังไม่มีรายงาน" in desk.answer.text and "67-0001" not in desk.answer.text
    page = desk.get(REPORT).text
    small = page.split('<img src="', 2)[2].split('"')[0]
    assert desk.get(small).content[:2] == b"\xff\xd8"
    opened = desk.get(small.removesuffix("/small"))
    assert opened.status_code == 303 and desk.get(opened.headers["Location"]).content[:2] == b"\xff\xd8"
    desk.get("/desk/search?q=เปิดหลักฐาน")
    assert desk.section("audit").count("เปิดหลักฐาน") == 1, "each opening in full leaves its line"


def lines(place: Town, action: str) -> list[AuditEntry]:
    with place.store.read() as tx:
        return list(tx.exec(select(AuditEntry).where(AuditEntry.action == action)).all())


def test_photos_of_a_report_are_looked_at_with_one_line_and_kept_by_the_browser_alone(
    place: Town, head: Person
) -> None:
    for _ in range(2):
        head.sends_photo()
        head.wait()
    fetch_due(place.store, place.files, place.client, place.now, lost_words)
    desk = at_the_desk(place, enrolled(place, OFFICE, "coordinator"))
    for _ in range(3):
        photos = re.findall(r'<img src="([^"]*/small)"', desk.get(REPORT).text)
        assert len(photos) == 3
        assert [desk.get(each).status_code for each in photos] == [200] * 3
    assert [line.subject for line in lines(place, "glimpse_evidence")] == ["67-0001"]
    assert lines(place, "open_evidence") == []
    with place.store.read() as tx:
        row = tx.exec(select(Evidence).where(Evidence.state == "stored")).first()
    assert row is not None and row.small_sha256 is not None
    small = f"/desk/evidence/{OFFICE}/{row.id}/small"
    assert desk.get(small).content == place.files.path(row.small_sha256).read_bytes()
    assert desk.answer.headers["Cache-Control"] == "private, no-cache"
    again = desk.get(small, **{"If-None-Match": desk.answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    desk.get(desk.get(small.removesuffix("/small")).headers["Location"])
    assert [line.subject for line in lines(place, "open_evidence")] == [str(row.id)]
    place.now += timedelta(hours=25)
    at_the_desk(place, enrolled(place, OFFICE, "coordinator", name="another")).get(REPORT)
    assert len(lines(place, "glimpse_evidence")) == 2


@contextmanager
def unwritable(place: Town) -> Iterator[None]:
    """Somebody else writes, for longer than anybody waits for their turn."""
    with place.store.begin():
        yield


@pytest.mark.parametrize(("attached", "noted"), [(True, "67-0001"), (False, "its own number")])
def test_a_photo_asked_for_by_its_own_address_leaves_a_line_or_is_not_shown(
    place: Town, head: Person, attached: bool, noted: str
) -> None:
    with place.store.begin() as tx:
        row = tx.exec(select(Evidence).where(Evidence.state == "stored")).one()
        row.entry_id = row.entry_id if attached else None
        tx.add(row)
        small, noted = f"/desk/evidence/{OFFICE}/{row.id}/small", noted if attached else str(row.id)
    desk = at_the_desk(place, enrolled(place, OFFICE, "coordinator"))
    known = {"If-None-Match": f'"{row.small_sha256[:32]}"'} if row.small_sha256 else {}
    assert known
    with unwritable(place):
        for headers in ({}, known):
            answer = desk.get(small, **headers)
            assert answer.status_code == 503 and "ยังเปิดรูปไม่ได้ในขณะนี้" in answer.text
            assert answer.headers["Cache-Control"] == "no-store"
    assert lines(place, "glimpse_evidence") == []
    for headers, status in (({}, 200), (known, 304), ({}, 200)):
        assert desk.get(small, **headers).status_code == status
    [line] = lines(place, "glimpse_evidence")
    assert line.subject == noted and line.person_id is not None and line.post_id is not None
    with unwritable(place):
        assert desk.get(small).status_code == 200, "what is noted for today is shown"
    if attached:
        desk.get(REPORT)
        assert len(lines(place, "glimpse_evidence")) == 1, "the page and its photos share their line"
    place.now += timedelta(hours=25)
    desk = at_the_desk(place, enrolled(place, OFFICE, "coordinator"))
    assert desk.get(small, **known).status_code == 304
    assert [line.subject for line in lines(place, "glimpse_evidence")] == [noted] * 2


def test_a_photo_without_a_small_copy_is_drawn_and_one_that_is_away_says_so(
    place: Town, head: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with place.store.begin() as tx:
        row = tx.exec(select(Evidence).where(Evidence.state == "stored")).one()
        row.small_sha256, small = None, f"/desk/evidence/{OFFICE}/{row.id}/small"
        tx.add(row)
    desk = at_the_desk(place, enrolled(place, OFFICE, "coordinator"))
    assert desk.get(small).content[:2] == b"\xff\xd8"

    def away(_self: Folder, _sha256: str) -> Path:
        raise FilesUnavailable(reason="the bucket does not answer")

    monkeypatch.setattr(Folder, "path", away)
    assert desk.get(small).status_code == 503 and "ยังเปิดรูปไม่ได้ในขณะนี้" in desk.answer.text
    assert desk.answer.headers["Content-Type"].startswith("image/svg+xml")
    assert desk.answer.headers["Cache-Control"] == "no-store"
    full = desk.get(desk.get(small.removesuffix("/small")).headers["Location"])
    assert full.status_code == 503 and "เปิดหรือเก็บไฟล์ไม่ได้ชั่วคราว" in full.text


def test_a_report_is_sent_back_corrected_in_the_chat_and_found_in_order(place: Town, head: Person) -> None:
    desk = at_the_desk(place, enrolled(place, OFFICE, "coordinator"))
    desk.get(REPORT)
    form = next(each for each in desk.forms() if each.fields["verdict"] == "returned")
    sent = desk.post(REPORT, {**form.fields, "reason": WHY})
    page = desk.get(sent.headers["Location"]).text
    assert "ส่งกลับแล้ว ระบบแจ้งหัวหน้า" in page and "&lt;b&gt;" in page and "<b>" not in page
    assert "0 จาก 9 (0%)" in owing(place, desk, WORKS) and "ส่งกลับแล้ว รอแก้ไข ข้อ 2" in owing(place, desk, WORKS)
    assert desk.post(REPORT, {**form.fields, "reason": "อีกครั้ง"}).status_code == 409
    said = told(place, head)
    assert "ส่งกลับให้แก้ไข" in said and WHY in said and "67-0001" in said
    head.press("แก้รายการนี้")
    head.wait()
    head.says("60% ถ่ายป้ายใหม่แล้ว")
    head.wait()
    head.press("ยืนยัน")
    assert "67-0002" in words([each.message for each in head.wait()])
    assert "1 จาก 9 (11%)" in owing(place, desk, WORKS)
    assert desk.get(REPORT).status_code == 409 and "ถูกแก้หรือเลิกทำไปแล้ว" in desk.answer.text
    desk.get(f"/desk/report/{OFFICE}/67-0002")
    assert "บันทึกแล้วว่าตรวจรายงานนี้แล้ว" in desk.press("ตรวจแล้ว ถูกต้อง").text
    assert "ตรวจแล้ว ข้อ 2" in owing(place, desk, WORKS)
    assert told(place, head) == ""
    desk.get("/desk/search?q=ตรวจรายงาน")
    assert "67-0001" in desk.section("audit") and "รูปป้าย" not in desk.answer.text


def test_two_who_press_at_once_write_once_and_a_return_needs_its_reason(place: Town, head: Person) -> None:
    coordinator = enrolled(place, OFFICE, "coordinator")
    desks = [at_the_desk(place, coordinator) for _ in range(2)]
    for desk in desks:
        desk.get(REPORT)
    form = next(each for each in desks[0].forms() if each.fields["verdict"] == "returned")
    answer = desks[0].post(REPORT, {**form.fields, "reason": "  "})
    assert answer.status_code == 400 and "กรุณาพิมพ์เหตุผล" in answer.text
    assert desks[0].post(REPORT, {"verdict": "returned", "reason": WHY}).status_code == 403
    forms = [(desk, (desk.get(REPORT), desk.form("ตรวจแล้ว ถูกต้อง"))[1]) for desk in desks]
    with ThreadPoolExecutor(2) as hands:
        said = hands.map(lambda one: one[0].post(REPORT, one[1].fields).status_code, forms)
        assert sorted(said) == [303, 409]


def test_nobody_else_reads_or_judges_a_report(place: Town, head: Person) -> None:
    coordinator = at_the_desk(place, enrolled(place, OFFICE, "coordinator"))
    small = coordinator.get(REPORT).text.split('<img src="', 2)[2].split('"')[0]
    stranger = at_the_desk(place, enrolled(place, "nadun", "coordinator"))
    operator = operator_at_the_desk(place)
    for desk, status in ((stranger, 404), (operator, 403)):
        form = {"form": desk.form("ออกจากหน้าจัดการ").fields["form"], "verdict": "returned", "reason": WHY}
        for path in (REPORT, f"/desk/reports/{OFFICE}/2567", small, small.removesuffix("/small")):
            assert desk.get(path).status_code == status, path
            assert "ติดป้ายแล้ว" not in desk.answer.text
        assert desk.post(REPORT, form).status_code == status
    stranger.get(f"/desk/rounds?office={OFFICE}")
    assert "บึงเจริญ" not in stranger.answer.text
    operator.get("/desk/rounds")
    assert "เลือกหน่วยงานก่อน" in operator.answer.text
    operator.get(f"/desk/rounds?office={OFFICE}")
    assert "1 จาก 9 (11%)" in operator.answer.text and "/desk/report" not in operator.answer.text
    for path in (
        f"/desk/report/{OFFICE}/67-9999",
        f"/desk/report/{OFFICE}/%00",
        f"/desk/evidence/{OFFICE}/1/small",
    ):
        assert coordinator.get(path).status_code == 409, path
    assert coordinator.get("/desk/report/nowhere/67-0001").status_code == 404
    assert coordinator.get(f"/desk/reports/{OFFICE}/99999999999999999999").status_code == 404
