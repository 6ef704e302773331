"""A coordinator sends a paper from the phone: read, shown findings first, confirmed, and only then written."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from sandbox.people import Person, words
from scheduler.words import read_words
from tests.town import Town, town
from tests.tracker.documents.papers import MEASURES, NAMES, SCORES, Blocks, as_docx
from tracker import outbox
from tracker.actions.read_papers import read_due
from tracker.actions.receive_paper import forget_left_lying
from tracker.errors import FilesUnavailable
from tracker.files import Folder
from tracker.model import Evidence, IncomingPaper, Measure, Source, Tenure
from tracker.store import incoming

PAPER: Blocks = [
    "รายงานการวิเคราะห์ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. ๒๕๖๗ ของเทศบาลตำบลนาดูน อำเภอนาดูน จังหวัดมหาสารคาม",
    "มีผลคะแนน 96.32 คะแนน อยู่ในระดับ A",
    [["ตัวชี้วัด", "คะแนน"], *[[f"{n}. {name}", s] for n, (name, s) in enumerate(zip(NAMES, SCORES, strict=True), 1)]],
    "มาตรการส่งเสริมคุณธรรมและความโปร่งใส ประจำปีงบประมาณ พ.ศ. ๒๕๖๘",
    MEASURES,
]  # fmt: skip

MISPRINT = "คะแนนรวม 96.32 เป็นไปตามเอกสาร แต่คำนวณจากตัวชี้วัดได้ 86.32"
LATE = [MEASURES[0], MEASURES[1], [*MEASURES[2][:5], "ต.ค. 65 - ก.ย. 66"]]
"""Measures of 2568, one of them for another year."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made
        assert made.line.state.violations == []
        assert set(made.line.state.webhook_statuses) == {200}


def enrolled(place: Town, role: str = "coordinator", department: str | None = None) -> Person:
    person = place.line.person(role)
    person.says(place.code("nadun", role, department))
    person.wait()
    person.press("ยืนยัน")
    person.wait()
    return person


def paper(folder: Path, blocks: Blocks = PAPER, name: str = "ita.docx") -> tuple[str, bytes]:
    return name, as_docx(blocks, folder / name).read_bytes()


def heard(person: Person) -> str:
    return words([each.message for each in person.wait()])


def work(place: Town) -> None:
    """What the timed process does meanwhile."""
    while read_due(place.store, place.files, place.client, place.now, read_words):
        pass
    outbox.deliver(place.store, place.client, place.now)


def send(person: Person, place: Town, name: str, content: bytes) -> str:
    """Send a file and hear what was found in it."""
    assert person.sends_file(name, content) == 200
    assert "กำลังอ่าน" in heard(person)
    work(place)
    return heard(person)


def measures(place: Town) -> list[str]:
    with place.store.read() as tx:
        return [m.title for m in tx.exec(select(Measure).where(Measure.fiscal_year == 2568)).all()]


def originals(place: Town) -> int:
    return sum(path.is_file() for path in place.files.root.rglob("*")) if place.files.root.exists() else 0


def test_what_was_found_is_shown_findings_first_and_written_once_confirmed(
    place: Town, tmp_path: Path
) -> None:
    person = enrolled(place)
    said = send(person, place, *paper(tmp_path))
    assert "พบผลคะแนนปี 2567 และ 2 มาตรการปี 2568 ข้อสังเกต" in said
    assert said.index("96.32 ไม่ตรง") < said.index("สิ่งที่อ่านได้") < said.index("ตรวจก่อนนำเข้า")
    assert measures(place) == []
    person.press("ยืนยันนำเข้า")
    assert "นำเข้าแล้ว พบผลคะแนนปี 2567" in heard(person)
    assert len(measures(place)) == 2
    with place.store.read() as tx:
        (source,) = tx.exec(select(Source).where(Source.file_name == "ita.docx")).all()
        assert source.sha256 is not None
        assert place.files.path(source.sha256).exists()
    person.presses(f"paper:yes:{source.office_id}:{paper_id(place)}")
    assert "ไม่ได้นำเข้าซ้ำ" in heard(person)
    person.says("คะแนนปี 67")
    said = heard(person)
    assert "ita.docx ย่อหน้าที่ 2" in said
    assert MISPRINT in said
    person.says("ปี 67 ได้เกรดอะไร")
    assert MISPRINT in heard(person)
    person.says("ตัวชี้วัดที่ 9 ปี 67 ได้เท่าไร")
    assert "ita.docx ตารางที่ 1 แถวที่ 10" in heard(person)


def test_a_paper_is_confirmed_though_its_original_is_far_away(
    place: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = enrolled(place)
    send(person, place, *paper(tmp_path))

    def away(*_: object) -> Path:
        raise FilesUnavailable(reason="asked while every writer waits")

    with monkeypatch.context() as asked:
        asked.setattr(Folder, "path", away)
        person.press("ยืนยันนำเข้า")
        assert "นำเข้าแล้ว" in heard(person)
    assert len(measures(place)) == 2


def paper_id(place: Town) -> int:
    with place.store.read() as tx:
        return tx.exec(select(IncomingPaper)).one().id


def test_the_same_paper_again_has_nothing_to_take_in(place: Town, tmp_path: Path) -> None:
    person = enrolled(place)
    name, content = paper(tmp_path)
    send(person, place, name, content)
    person.press("ยืนยันนำเข้า")
    heard(person)
    assert "ตรงกับที่มีอยู่" in send(person, place, "สำเนา.docx", content)


def test_a_newer_paper_shows_the_difference_before_it_is_confirmed(place: Town, tmp_path: Path) -> None:
    person = enrolled(place)
    send(person, place, *paper(tmp_path))
    person.press("ยืนยันนำเข้า")
    heard(person)
    shorter: Blocks = [*PAPER[:1], "มีผลคะแนน 86.32 คะแนน อยู่ในระดับ A", *PAPER[2:4], MEASURES[:2]]
    said = send(person, place, *paper(tmp_path, shorter, "ใหม่.docx"))
    for piece in ("96.32 → 86.32", "ไม่มีในฉบับนี้", "คงไว้ตามเดิม", "เปลี่ยน 1 ไม่มีในฉบับนี้ 1"):
        assert piece in said


def test_what_was_noticed_about_measures_is_told_to_the_office_only(place: Town, tmp_path: Path) -> None:
    person, anybody = enrolled(place), place.line.person("stranger")
    send(person, place, *paper(tmp_path, [PAPER[0].split("ของ")[1], PAPER[3], LATE], "มาตรการ.docx"))
    person.press("ยืนยันนำเข้า")
    assert "มาตรการปี 2568 ข้อสังเกต" in heard(person)
    person.press("ข้อสังเกตปี 2568")
    said = heard(person)
    assert "ข้อสังเกตจากเอกสาร ปี 2568" in said
    assert "มาตรการที่ 2" in said
    anybody.presses("findings:2568")
    assert "มาตรการที่ 2" not in heard(anybody)


def test_a_paper_that_is_not_wanted_is_forgotten_with_its_original(place: Town, tmp_path: Path) -> None:
    person = enrolled(place)
    send(person, place, *paper(tmp_path))
    assert originals(place) == 1
    person.press("ไม่นำเข้า")
    assert "ไม่นำเข้าแล้ว" in heard(person)
    assert (originals(place), measures(place)) == (0, [])
    person.press("ยืนยันนำเข้า")
    assert "ใช้ไม่ได้แล้ว" in heard(person)
    assert measures(place) == []


def test_what_changed_after_it_was_shown_is_shown_again(place: Town, tmp_path: Path) -> None:
    person = enrolled(place)
    name, content = paper(tmp_path)
    send(person, place, name, content)
    older = person.button("ยืนยันนำเข้า")
    send(person, place, *paper(tmp_path, [*PAPER[:3]], "คะแนน.docx"))
    person.press("ยืนยันนำเข้า")
    heard(person)
    person.presses(older["data"])
    said = heard(person)
    assert "กรุณาตรวจอีกครั้ง" in said
    assert measures(place) == []
    person.press("ยืนยันนำเข้า")
    assert "นำเข้าแล้ว" in heard(person)
    assert len(measures(place)) == 2


BAD = (
    ("ว่าง.docx", b"not a document", "ไฟล์เสียหรือไม่ใช่ไฟล์ .docx"),
    ("จดหมาย.txt", "เรียน ผู้อำนวยการ ขอส่งเอกสาร".encode(), "ไม่พบผลคะแนน"),
    ("../../etc/passwd", b"root:x:0:0", "ยังไม่รองรับไฟล์ชนิดนี้"),
)


@pytest.mark.parametrize(("name", "content", "told"), BAD)
def test_what_cannot_be_taken_in_is_told_and_nothing_is_kept(
    name: str, content: bytes, told: str, place: Town
) -> None:
    person = enrolled(place)
    said = send(person, place, name, content)
    assert told in said
    assert "ยังไม่มีอะไรถูกบันทึก" in said
    assert (originals(place), measures(place)) == (0, [])
    person.press("ขอแบบฟอร์ม")
    assert "แบบฟอร์มเปล่า" in heard(person)


def test_a_file_too_large_is_refused_at_once(place: Town) -> None:
    person = enrolled(place)
    person.sends_file("ใหญ่.pdf", b"%PDF-1.7" + bytes(10 * 1024 * 1024))
    assert "ใหญ่เกิน 10 MB" in heard(person)


HOW = ("นำเข้าเอกสาร", "ขอแบบฟอร์มกรอกข้อมูล", "นำเข้าผลคะแนนยังไง", "นำเข้ามาตรการ")


@pytest.mark.parametrize("words", HOW)
def test_who_asks_how_is_given_the_form_and_the_offices_own_workbook(
    words: str, place: Town, tmp_path: Path
) -> None:
    person = enrolled(place)
    person.says(words)
    assert "ส่งไฟล์ผลคะแนนหรือมาตรการ" in heard(person)
    empty, own = (get(person.button(label)["uri"]) for label in ("แบบฟอร์มเปล่า", "ไฟล์ของหน่วยงาน"))
    assert "ไม่พบผลคะแนน" in send(person, place, "ว่าง.xlsx", empty)
    assert "ตรงกับที่มีอยู่" in send(person, place, "เดิม.xlsx", own)


def get(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:
        found: bytes = answer.read()
    return found


@pytest.mark.parametrize("words", ("มาตรการ 2 กรอกแบบฟอร์มแล้ว 60%", "ส่งไฟล์มาตรการเป็น excel ให้หน่อย"))
def test_a_report_or_a_wish_for_one_that_names_a_form_is_none_of_this(words: str, place: Town) -> None:
    person = enrolled(place)
    person.says(words)
    assert "แบบฟอร์มเปล่า" not in heard(person)


def test_a_paper_of_another_office_is_refused(place: Town, tmp_path: Path) -> None:
    other: Blocks = [PAPER[0].replace("นาดูน", "ทุ่งทดลอง"), *PAPER[1:]]  # type: ignore[union-attr]
    assert "ไม่ใช่เทศบาลตำบลนาดูน" in send(enrolled(place), place, *paper(tmp_path, other))
    assert originals(place) == 0


def test_a_heads_file_is_evidence_as_ever(place: Town, tmp_path: Path) -> None:
    person = enrolled(place, "head", "สำนักปลัด")
    person.sends_file(*paper(tmp_path))
    assert "กำลังอ่าน" not in heard(person)
    with place.store.read() as tx:
        assert len(tx.exec(select(Evidence)).all()) == 1
        assert tx.exec(select(IncomingPaper)).all() == []


def test_a_file_that_was_meant_as_evidence_becomes_it(place: Town, tmp_path: Path) -> None:
    person = enrolled(place)
    send(person, place, *paper(tmp_path))
    person.press("ใช้เป็นหลักฐานแทน")
    heard(person)
    with place.store.read() as tx:
        (row,) = tx.exec(select(Evidence)).all()
        assert (row.file_name, row.entry_id) == ("ita.docx", None)
    assert originals(place) == 0


def test_a_file_taken_as_evidence_is_read_when_it_was_a_paper(place: Town, tmp_path: Path) -> None:
    person = enrolled(place)
    person.says("กองช่าง มาตรการ 2 ทำแล้ว 60%")
    person.wait()
    person.press("ยืนยัน")
    heard(person)
    person.sends_file(*paper(tmp_path))
    assert "แนบไฟล์เป็นหลักฐาน" in heard(person)
    person.press("อ่านเพื่อนำเข้าแทน")
    assert "กำลังอ่าน" in heard(person)
    work(place)
    assert "พบผลคะแนนปี 2567" in heard(person)
    with place.store.read() as tx:
        assert [row.state for row in tx.exec(select(Evidence)).all()] == ["removed"]
    person.press("ใช้เป็นหลักฐานแทน")
    heard(person)
    person.press("มาตรการ 2 65-0001")
    assert "แนบไฟล์เป็นหลักฐาน" in heard(person)
    person.press("อ่านเพื่อนำเข้าแทน")
    assert "กำลังอ่าน" in heard(person)
    work(place)
    assert "พบผลคะแนนปี 2567" in heard(person)
    person.press("ยืนยันนำเข้า")
    assert "นำเข้าแล้ว" in heard(person)
    assert originals(place) == 1


def test_an_original_stays_while_another_paper_is_of_the_same_content(place: Town, tmp_path: Path) -> None:
    person = enrolled(place)
    name, content = paper(tmp_path)
    send(person, place, name, content)
    older = person.button("ไม่นำเข้า")
    send(person, place, "สำเนา.docx", content)
    person.presses(older["data"])
    heard(person)
    assert originals(place) == 1
    person.press("ยืนยันนำเข้า")
    assert "นำเข้าแล้ว" in heard(person)
    assert originals(place) == 1


def test_only_a_coordinator_decides_about_a_paper_and_a_refusal_keeps_the_file(
    place: Town, tmp_path: Path
) -> None:
    send(enrolled(place), place, *paper(tmp_path))
    with place.store.read() as tx:
        row = tx.exec(select(IncomingPaper)).one()
    head = enrolled(place, "head", "สำนักปลัด")
    for what in ("yes", "no", "proof"):
        head.presses(f"paper:{what}:{row.office_id}:{row.id}")
        assert "ผู้ประสาน ITA" in heard(head)
    assert (originals(place), measures(place)) == (1, [])


def test_who_is_no_longer_coordinator_is_told_nothing_and_gets_no_workbook(
    place: Town, tmp_path: Path
) -> None:
    person = enrolled(place)
    person.says("ขอแบบฟอร์ม")
    heard(person)
    address = person.button("ไฟล์ของหน่วยงาน")["uri"]
    assert get(address)
    person.sends_file(*paper(tmp_path))
    heard(person)
    with place.store.begin() as tx:
        for tenure in tx.exec(select(Tenure)).all():
            tenure.valid_to = place.now
    work(place)
    assert person.wait(1) == []
    assert originals(place) == 0
    with pytest.raises(urllib.error.HTTPError):
        get(address)


def test_an_unsent_file_is_forgotten(place: Town, tmp_path: Path) -> None:
    person = enrolled(place)
    send(person, place, *paper(tmp_path))
    with place.store.read() as tx:
        message_id = tx.exec(select(IncomingPaper)).one().line_message_id
    assert message_id is not None
    person.unsends(message_id)
    with place.store.read() as tx:
        row = tx.exec(select(IncomingPaper)).one()
    assert (row.state, row.draft, originals(place)) == ("removed", None, 0)


def test_a_paper_nobody_decides_about_is_forgotten_after_a_week(place: Town, tmp_path: Path) -> None:
    send(enrolled(place), place, *paper(tmp_path))
    for later, kept in ((incoming.KEPT / 2, 1), (incoming.KEPT * 1.1, 0)):
        with place.store.begin() as tx:
            forget_left_lying(tx, place.files, place.now + later)
        assert originals(place) == kept
