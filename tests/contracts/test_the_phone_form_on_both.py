"""The phone form on SQLite and on PostgreSQL: the same pages, the same receipts, the same refusals."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

from tests.at_the_desk import enrolled
from tests.at_the_form import Phone, evidence_of, link_of, photo, recorded
from tests.town import Town, town
from tracker.store import Store

JPEG = "image/jpeg"


def test_two_people_report_at_once_and_neither_is_lost(sampled: Store, tmp_path: Path) -> None:
    with town(tmp_path, database=sampled.url) as place:
        head, officer = (enrolled(place, "buengcharoen", role, "กองช่าง") for role in ("head", "officer"))
        mine, theirs = (Phone(place.url).open(link_of(each)) for each in (head, officer))
        mine.send(
            [("ก่อน\x00.jpg", photo(1), JPEG), ("หลัง.jpg", photo(2), JPEG)],
            percent="30",
            note="ก\x00ข",
            round="\x00",
        )
        assert mine.answer.status_code == 422 and "ไม่พบรอบรายงานนี้" in mine.words
        mine.send()
        theirs.send(percent="50")
        theirs.press("ยืนยันบันทึก")
        mine.press("ยืนยันบันทึก")
        assert "ไปก่อนแล้ว" in mine.words and "รูปหลักฐาน 2 รูป" in mine.words
        once_at_a_time(place, mine)
        assert [(each.percent, each.note) for each in recorded(place)] == [(50, ""), (30, "กข")]
        mine.get(mine.answer.url)
        mine.press("เลิกทำ")
        assert "เลิกทำรายการ 67-0002 แล้ว (เลขที่ 67-0003)" in mine.words
        assert [row.state for row in evidence_of(place, head)] == ["stored", "stored"]
        assert place.line.state.violations == []


def once_at_a_time(place: Town, phone: Phone) -> None:
    """Press the button that confirms six times at the same moment: all are shown the one receipt."""
    form, cookies = phone.form("ยืนยันบันทึก"), phone.session.cookies

    def press(_number: int) -> int:
        address = phone.url + form.action
        return requests.post(address, form.fields, cookies=cookies, timeout=20).status_code

    with ThreadPoolExecutor(6) as fingers:
        assert list(fingers.map(press, range(6))) == [200] * 6
