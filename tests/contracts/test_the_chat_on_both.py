"""The chat over HTTP on SQLite and on PostgreSQL: the same words, the same receipts, the same refusals."""

from pathlib import Path

from sandbox.people import words
from tests.town import town
from tracker.store import Store


def test_a_head_enrols_reports_and_takes_back(sampled: Store, tmp_path: Path) -> None:
    with town(tmp_path, database=sampled.url) as place:
        head = place.line.person("หัวหน้ากองช่าง")
        head.says(place.code("buengcharoen", "head", "กองช่าง"))
        head.wait()
        head.press("ยืนยัน")
        assert "ลงทะเบียนเรียบร้อย" in words([each.message for each in head.wait()])
        head.says("มาตรการ 2 ทำแล้ว 60% ติดป้ายแล้ว")
        assert "รอบ 6 เดือน" in words([each.message for each in head.wait()])
        head.press("ยืนยัน")
        assert "67-0001" in words([each.message for each in head.wait()])
        assert head.redelivers() == 200
        head.sends_photo()
        assert "67-0001" in words([each.message for each in head.wait()])
        head.press("เลิกทำ")
        assert "กลับเป็น ยังไม่ได้ดำเนินการ" in words([each.message for each in head.wait()])
        assert len([each for each in head.inbox if "บันทึกแล้ว" in words(each.message)]) == 1
        assert place.line.state.violations == []


def test_what_no_database_can_keep_is_served_all_the_same(sampled: Store, tmp_path: Path) -> None:
    with town(tmp_path, database=sampled.url) as place:
        person = place.line.person("ผู้ถาม")
        assert person.says("คะแนน\x00ของเทศบาลตำบลนาดูน") == 200
        assert "77.16" in words([each.message for each in person.wait()])
        assert person.presses("office:\x00") == 200
        assert person.wait()
        assert person.presses("report:2567:" + "9" * 30) == 200
        assert person.wait()
