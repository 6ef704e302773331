"""The phone form over HTTP: the whole web process, a real database, real pictures; no browser and no script."""

import io
import struct
import threading
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from PIL import Image
from sqlmodel import select

from bot.pages.form import photos
from bot.pages.form.body import LIMIT
from bot.pages.form.link import form_link
from bot.pages.headers import POLICY_WITH_SCRIPT
from sandbox.people import Person, words
from tests.at_the_desk import enrolled
from tests.at_the_form import Phone, evidence_of, link_of, photo, recorded
from tests.town import BANGKOK, Town, town
from tracker.actions.attach_evidence import A_DAY
from tracker.actions.forget_files import forget_evidence
from tracker.actions.forget_old import forget_old
from tracker.model import AuditEntry, Draft, Evidence, Measure, Tenure
from tracker.model import Person as PersonRow
from tracker.settings import Retention
from tracker.store import organisations, papers, people

JPEG = "image/jpeg"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


@pytest.fixture
def head(place: Town) -> Person:
    return enrolled(place, "buengcharoen", "head", "กองช่าง")


@pytest.fixture
def phone(place: Town, head: Person) -> Phone:
    """The form of measure 2, opened from the card."""
    return Phone(place.url).open(link_of(head))


# --- the way of a report ---


def test_the_form_says_what_it_is_about_and_how_the_measure_stands(phone: Phone) -> None:
    assert phone.answer.status_code == 200
    for said in ("มาตรการที่ 2", "ให้บริการ E-Service", "กองช่าง", "ยังไม่ได้ดำเนินการ", "เทศบาลตำบลบึงเจริญ", "2567"):
        assert said in phone.words
    assert phone.value("day") == "2026-11-23" and "23 พ.ย. 2569" in phone.words
    assert phone.answer.headers["Content-Security-Policy"] == POLICY_WITH_SCRIPT
    assert phone.answer.headers["Cache-Control"] == "no-store"


def test_nothing_is_written_before_it_is_confirmed_and_then_once(place: Town, phone: Phone) -> None:
    phone.send(status="in_progress", percent="45", day="2026-11-20", note="ติดป้ายแล้ว 3 จุด")
    for said in ("ยังไม่ได้บันทึก", "45%", "20 พ.ย. 2569", "รอบ 6 เดือน", "ติดป้ายแล้ว 3 จุด", "ล่าช้า", "กองช่าง"):
        assert said in phone.words
    assert recorded(place) == []
    confirm = phone.form("ยืนยันบันทึก")
    phone.press("ยืนยันบันทึก")
    assert "บันทึกแล้ว" in phone.words and "67-0001" in phone.words and "เลิกทำ" in phone.words
    receipt = phone.answer.url
    assert phone.post(confirm.action, confirm.fields).headers["Location"] in receipt
    assert phone.get(receipt).status_code == 200 and "67-0001" in phone.words
    (entry,) = recorded(place)
    assert (entry.status, entry.percent, entry.note, entry.late) == (
        "in_progress",
        45,
        "ติดป้ายแล้ว 3 จุด",
        True,
    )
    assert entry.event_date.isoformat() == "2026-11-20" and entry.line_message_id is None


def test_three_photos_go_along_without_place_and_camera(place: Town, head: Person, phone: Phone) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "SECRETCAMERA", {1: "N", 2: (13.0, 45.0, 0.0)}
    files = [(f"รูปที่ {n}.jpg", photo(n, exif=exif), JPEG) for n in (1, 2, 3)]
    phone.send(files, percent="60")
    assert "รูปหลักฐาน 3 รูป" in phone.words and "รูปที่ 2.jpg" in phone.words
    assert [row.state for row in evidence_of(place, head)] == ["staged"] * 3
    pictures = [each.split('"')[0] for each in phone.answer.text.split('<img src="')[2:]]
    small = phone.session.get(place.url + pictures[0], timeout=20)
    assert small.headers["Content-Type"] == JPEG and max(Image.open(io.BytesIO(small.content)).size) == 360
    phone.press("ยืนยันบันทึก")
    assert "รูปหลักฐาน 3 รูป" in phone.words
    rows, (entry,) = evidence_of(place, head), recorded(place)
    assert {(row.state, row.entry_id, row.media_type) for row in rows} == {("stored", entry.id, JPEG)}
    for row in rows:
        kept = place.files.path(str(row.sha256)).read_bytes()
        assert b"SECRETCAMERA" not in kept and not Image.open(io.BytesIO(kept)).getexif()
    # What the chat says of the measure counts them too.
    head.says("รายละเอียดมาตรการ 2 ปี 2567")
    assert "มีหลักฐานแล้ว 3 รายการ" in words([each.message for each in head.wait()])


def test_a_report_is_corrected_before_it_is_written(place: Town, head: Person, phone: Phone) -> None:
    phone.send([("a.jpg", photo(1), JPEG), ("b.jpg", photo(2), JPEG)], percent="60", note="ครั้งแรก")
    first = phone.form("ยืนยันบันทึก")
    phone.get(f"{phone.link}?draft={phone.draft}")
    assert (phone.status, phone.value("percent"), phone.note) == ("in_progress", "60", "ครั้งแรก")
    assert "a.jpg" in phone.words and "b.jpg" in phone.words
    phone.send(percent="70", note="ครั้งที่สอง")
    assert "70%" in phone.words and "รูปหลักฐาน 2 รูป" in phone.words
    # The page that was changed writes nothing any more: it leads to the newer one.
    phone.post(first.action, first.fields)
    phone.get(phone.answer.headers["Location"])
    assert recorded(place) == [] and "ถูกแก้แล้ว" in phone.words and "70%" in phone.words
    phone.press("ยืนยันบันทึก")
    (entry,) = recorded(place)
    assert (entry.percent, entry.note) == (70, "ครั้งที่สอง")
    assert {row.entry_id for row in evidence_of(place, head)} == {entry.id}


def test_a_photo_left_out_is_not_attached_and_gone_the_next_day(
    place: Town, head: Person, phone: Phone
) -> None:
    phone.send([("a.jpg", photo(1), JPEG), ("b.jpg", photo(2), JPEG)], percent="60")
    phone.get(f"{phone.link}?draft={phone.draft}")
    keep, drop = evidence_of(place, head)
    phone.answer._content = phone.answer.content.replace(f'value="{drop.id}" checked'.encode(), b"")
    phone.send()
    assert "รูปหลักฐาน 1 รูป" in phone.words
    phone.press("ยืนยันบันทึก")
    assert [row.state for row in evidence_of(place, head)] == ["stored", "staged"]
    content = str(drop.sha256)
    assert place.files.path(content).is_file()
    forget_old(place.store, place.files, place.now + timedelta(hours=23), Retention())
    assert place.files.path(content).is_file()
    forget_old(place.store, place.files, place.now + timedelta(hours=25), Retention())
    assert [row.state for row in evidence_of(place, head)] == ["stored", "removed"]
    assert not place.files.path(content).exists() and place.files.path(str(keep.sha256)).is_file()


def test_undone_for_fifteen_minutes(place: Town, phone: Phone) -> None:
    phone.send(percent="60")
    phone.press("ยืนยันบันทึก")
    undo = phone.form("เลิกทำ")
    place.now += timedelta(minutes=15)
    phone.press("เลิกทำ")
    assert "เลิกทำรายการ 67-0001 แล้ว (เลขที่ 67-0002)" in phone.words and "ยังไม่ได้ดำเนินการ" in phone.words
    assert phone.post(undo.action, undo.fields).status_code == 409 and "ถูกเลิกทำไปแล้ว" in phone.words
    assert [entry.kind for entry in recorded(place)] == ["update", "undo"]


def test_after_fifteen_minutes_there_is_nothing_to_undo(place: Town, phone: Phone) -> None:
    phone.send(percent="60")
    phone.press("ยืนยันบันทึก")
    undo = phone.form("เลิกทำ")
    place.now += timedelta(minutes=15, seconds=1)
    phone.get(phone.answer.url)
    assert "เลิกทำ" not in phone.words
    assert phone.post(undo.action, undo.fields).status_code == 409 and "15 นาที" in phone.words
    assert len(recorded(place)) == 1


# --- the fields ---


@pytest.mark.parametrize(
    "typed, state",
    [
        ({"percent": "30"}, ("in_progress", 30)),
        ({"percent": "100"}, ("done", 100)),
        ({"percent": "๓๐"}, ("in_progress", 30)),
        ({"percent": "30%"}, ("in_progress", 30)),
        ({"status": "done"}, ("done", 100)),
        ({"status": "done", "percent": "100"}, ("done", 100)),
        ({"status": "blocked", "percent": "20"}, ("blocked", 20)),
        ({"status": "postponed"}, ("postponed", 0)),
        ({"status": "in_progress", "percent": "1"}, ("in_progress", 1)),
        ({}, ("not_started", 0)),
    ],
)
def test_of_status_and_percent_what_was_moved_decides(
    place: Town, phone: Phone, typed: dict[str, str], state: tuple[str, int]
) -> None:
    phone.send(**typed)
    phone.press("ยืนยันบันทึก")
    (entry,) = recorded(place)
    assert (entry.status, entry.percent) == state


WRONG = [
    ({"status": "done", "percent": "40"}, "“ดำเนินการแล้ว” กับร้อยละ 40 ไม่ตรงกัน"),
    ({"percent": "101"}, "“101” ไม่ใช่ร้อยละ"),
    ({"percent": "-5"}, "“-5” ไม่ใช่ร้อยละ"),
    ({"percent": "ครึ่งหนึ่ง"}, "“ครึ่งหนึ่ง” ไม่ใช่ร้อยละ"),
    ({"percent": ""}, "ไม่ใช่ร้อยละ"),
    ({"percent": "9" * 5000}, "ไม่ใช่ร้อยละ"),
    ({"status": "finished"}, "กรุณาเลือกสถานะ"),
    ({"status": ""}, "กรุณาเลือกสถานะ"),
    ({"day": "2026-11-24"}, "24 พ.ย. 2569 ยังมาไม่ถึง"),
    ({"day": "2026-02-31"}, "“2026-02-31” ไม่ใช่วันที่"),
    ({"day": "0001-01-01"}, "ไม่ใช่วันที่"),
    ({"day": "เมื่อวาน"}, "“เมื่อวาน” ไม่ใช่วันที่"),
    ({"round": "q9"}, "ไม่พบรอบรายงานนี้"),
    ({"note": "ก" * 5001}, "5,001 ตัวอักษร"),
    ({"note": "ก" * 10_000}, "10,000 ตัวอักษร"),
]


@pytest.mark.parametrize("typed, said", WRONG)
def test_what_is_wrong_is_said_and_everything_typed_is_given_back(
    place: Town, head: Person, phone: Phone, typed: dict[str, str], said: str
) -> None:
    answer = phone.send([("a.jpg", photo(), JPEG)], **{"note": "ข้อความเดิม", "status": "blocked"} | typed)
    assert answer.status_code == 422 and said in phone.words and "ยังไม่มีอะไรถูกบันทึก" in phone.words
    assert phone.note == typed.get("note", "ข้อความเดิม")
    assert "a.jpg" in phone.words and len(evidence_of(place, head)) == 1
    phone.send(status="in_progress", percent="50", day="2026-11-23", note="แก้แล้ว", round="")
    assert "รูปหลักฐาน 1 รูป" in phone.words
    phone.press("ยืนยันบันทึก")
    assert [(entry.percent, entry.note) for entry in recorded(place)] == [(50, "แก้แล้ว")]


def test_all_that_is_wrong_is_said_at_once(place: Town, head: Person, phone: Phone) -> None:
    files = [("page.jpg", b"<html></html>", JPEG), ("good.jpg", photo(), JPEG)]
    phone.send(files, status="x", percent="x", day="x", note="ก" * 5001)
    for said in ("กรุณาเลือกสถานะ", "“x” ไม่ใช่ร้อยละ", "“x” ไม่ใช่วันที่", "5,001 ตัวอักษร", "“page.jpg” แนบไม่ได้"):
        assert said in phone.words
    phone.send([("page.jpg", b"<html></html>", JPEG)], status="done", percent="40", day="2026-11-23", note="")
    assert "“ดำเนินการแล้ว” กับร้อยละ 40 ไม่ตรงกัน" in phone.words and "“page.jpg” แนบไม่ได้" in phone.words
    assert len(evidence_of(place, head)) == 1 and recorded(place) == []


def test_a_year_of_the_buddhist_era_typed_by_hand_is_understood(place: Town, phone: Phone) -> None:
    phone.send(day="2569-11-20", percent="10")
    assert "20 พ.ย. 2569" in phone.words


def test_the_round_is_chosen_or_follows_the_day(place: Town, phone: Phone) -> None:
    keys = [each.split('"')[0] for each in phone.answer.text.split('<option value="')[1:]]
    second = next(key for key in keys if "12" in key)
    phone.send(percent="10", round=second)
    assert "รอบ 12 เดือน" in phone.words
    phone.get(f"{phone.link}?draft={phone.draft}")
    assert f'value="{second}" selected' in phone.answer.text
    phone.send(round="")
    assert "รอบ 6 เดือน" in phone.words


HOSTILE = (
    '"><script>alert(1)</script><svg onload=alert(1)>',
    '=HYPERLINK("http://evil.example","x")\n@SUM(1+1)*cmd|\' /C calc\'!A0',
    "{{ 7*7 }} {% raw %} </textarea><img src=x onerror=alert(1)>",
    "ทำแล้ว \u202e06\u202c จุด\u2066x\u2069 \u0000\u0007 จบ",
    "ก" * 5000,
)


@pytest.mark.parametrize("note", HOSTILE)
def test_a_note_is_letters_on_every_page(place: Town, phone: Phone, note: str) -> None:
    phone.send(percent="10", note=note, status="in_progress")
    shown = note.translate(dict.fromkeys((0, 7, 0x202E, 0x202C, 0x2066, 0x2069)))
    for press in ("ยืนยันบันทึก", None):
        bare = phone.answer.text
        assert "<script>alert" not in bare and "<svg onload" not in bare and "<img src=x" not in bare
        assert "49" not in phone.words or "49" in shown  # {{7*7}}; addresses and tokens are no words
        assert " ".join(shown.split()) in phone.words
        assert "\u202e" not in bare and "\x07" not in bare
        if press:
            phone.press(press)
    (entry,) = recorded(place)
    assert entry.note == shown


# --- photos nobody should send ---


def bomb(width: int, height: int) -> bytes:
    """A PNG that says how large it is and packs that much nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    packed = zlib.compressobj(9)
    rows = b"".join(packed.compress(b"\x00" * (width * 3 + 1)) for _ in range(min(height, 400)))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows + packed.flush()) + chunk(b"IEND", b"")


NO_PHOTOS = {
    "page.jpg": (b"<html><script>alert(1)</script></html>", "ไม่ใช่รูป JPEG"),
    "drawing.jpg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "ไม่ใช่รูป JPEG"),
    "wide.png": (bomb(12_001, 20), "ขนาดภาพใหญ่ผิดปกติ"),
    "bomb.png": (bomb(11_000, 11_000), "ขนาดภาพใหญ่ผิดปกติ"),
    "iphone.heic": (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 64, "HEIC"),
    "cut.jpg": (photo(9)[:300], "เสียหรือส่งมาไม่ครบ"),
    "empty.jpg": (b"", "ว่างเปล่า"),
    "heavy.jpg": (photo(8) + b"\x00" * (10 * 1_048_576), "ใหญ่เกิน 10 MB"),
    "../../<b>x\u202e.jpg": (b"GIF89a", "ไม่ใช่รูป JPEG"),
}


@pytest.mark.parametrize("name", NO_PHOTOS)
def test_what_is_no_photo_is_refused_by_name_and_the_others_are_kept(
    place: Town, head: Person, phone: Phone, name: str
) -> None:
    content, said = NO_PHOTOS[name]
    files = [("good.jpg", photo(1), JPEG), (name, content, JPEG), ("also.jpg", photo(2), JPEG)]
    answer = phone.send(files, percent="30", note="ข้อความที่พิมพ์ไว้")
    shown = name.replace("\u202e", "").rpartition("/")[2]
    assert answer.status_code == 422 and f"“{shown}”" in phone.words and said in phone.words
    assert phone.note == "ข้อความที่พิมพ์ไว้" and "good.jpg" in phone.words and "also.jpg" in phone.words
    assert "<b>x" not in answer.text
    phone.send()
    assert "รูปหลักฐาน 2 รูป" in phone.words
    kept = list((place.folder / "files").glob("??/??/*"))
    assert len(kept) == 2 and not list((place.folder / "files").glob(".part-*"))


def test_ten_photos_at_most(place: Town, head: Person, phone: Phone) -> None:
    phone.send([(f"p{n}.jpg", photo(n), JPEG) for n in range(12)], percent="30")
    assert phone.answer.status_code == 422
    assert "“p10.jpg” ยังไม่ได้แนบ" in phone.words and "“p11.jpg” ยังไม่ได้แนบ" in phone.words
    phone.send()
    assert "รูปหลักฐาน 10 รูป" in phone.words and len(evidence_of(place, head)) == 10


def test_while_too_many_send_photos_each_is_refused_in_words_and_can_be_sent_again(
    place: Town, head: Person, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "WAIT", 0.2, raising=False)
    files = [("a.jpg", photo(1), JPEG), ("b.jpg", photo(2), JPEG)]
    taken = [photos._DRAWING.acquire(timeout=5) for _ in range(photos.AT_ONCE)]
    later = threading.Timer(10, lambda: [photos._DRAWING.release() for _ in taken])
    later.start()  # a form that waits for ever fails here instead of hanging
    answer = phone.send(files, percent="30", note="ข้อความ")
    assert later.is_alive() and answer.status_code == 422
    for name in ("a.jpg", "b.jpg"):
        assert f"“{name}” ยังไม่ได้แนบ ขณะนี้มีผู้ส่งรูปพร้อมกันหลายคน กรุณาส่งรูปนี้อีกครั้ง" in phone.words
    assert phone.note == "ข้อความ" and evidence_of(place, head) == []
    later.cancel()
    [photos._DRAWING.release() for _ in taken]
    phone.send(files)
    assert "รูปหลักฐาน 2 รูป" in phone.words


def test_the_same_photo_sent_twice_is_one(place: Town, head: Person, phone: Phone) -> None:
    for _ in range(2):
        phone.open()
        phone.send([("a.jpg", photo(1), JPEG)], percent="30")
    assert len(evidence_of(place, head)) == 1


def test_the_same_photo_told_of_two_measures_proves_both(place: Town, head: Person, phone: Phone) -> None:
    file = ("a.jpg", photo(1), JPEG)
    phone.send([file], percent="30")
    other = Phone(place.url).open(link_of(head, 1))
    other.send([file, ("b.jpg", photo(2), JPEG)], percent="40")
    assert len(evidence_of(place, head)) == 2 and "รูปหลักฐาน 2 รูป" in other.words
    phone.press("ยืนยันบันทึก")
    other.get(other.answer.url)
    assert "รูปหลักฐาน 2 รูป" in other.words  # looked at again it still says what will be written
    other.press("ยืนยันบันทึก")
    assert "รูปหลักฐาน 2 รูป" in other.words
    first, second = recorded(place)
    rows = evidence_of(place, head)
    assert sorted((row.entry_id, row.file_name) for row in rows) == [
        (first.id, "a.jpg"), (second.id, "a.jpg"), (second.id, "b.jpg"),
    ]  # fmt: skip
    assert {row.state for row in rows} == {"stored"} and len({row.sha256 for row in rows}) == 2
    # Neither takes the other's away.
    alike = next(row for row in rows if row.entry_id == first.id)
    with place.store.begin() as tx:
        forget_evidence(tx, place.files, tx.get_one(Evidence, (alike.office_id, alike.id)))
    assert place.files.path(str(alike.sha256)).is_file()


def test_a_photo_of_somebody_else_is_attached_by_no_number(place: Town, head: Person, phone: Phone) -> None:
    phone.send([("a.jpg", photo(1), JPEG)], percent="30")
    phone.press("ยืนยันบันทึก")
    (theirs,) = evidence_of(place, head)
    officer = enrolled(place, "buengcharoen", "officer", "กองช่าง")
    other = Phone(place.url).open(link_of(officer))
    form = other.form("ตรวจก่อนบันทึก")
    fields = {**form.fields, "status": "in_progress", "percent": "40", "day": "2026-11-23", "note": ""}
    answer = other.post(form.action, {**fields, "photo": str(theirs.id)})
    other.get(answer.headers["Location"])
    assert "40%" in other.words and "รูปหลักฐาน 0 รูป" in other.words
    other.press("ยืนยันบันทึก")
    assert evidence_of(place, officer) == [] and len(recorded(place)) == 2


def test_a_body_that_is_too_large_is_not_read_into_memory_and_gives_back_what_was_typed(
    place: Town, head: Person, phone: Phone
) -> None:
    form = phone.form("ตรวจก่อนบันทึก")
    boundary = "b0undary"
    fields = {**form.fields, "status": "in_progress", "percent": "35", "note": "เดินสำรวจแล้ว\r\nสองบรรทัด"}
    start = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    start += f'--{boundary}\r\nContent-Disposition: form-data; name="photos"; filename="huge.jpg"\r\n\r\n'
    body = place.folder / "body"
    with body.open("wb") as made:
        made.write(start.encode())
        made.truncate(LIMIT + 1_000_000)
    with body.open("rb") as sent:
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        answer = phone.answer = phone.session.post(
            phone.url + form.action, data=sent, headers=headers, timeout=60
        )
    assert answer.status_code == 413 and "ใหญ่เกินที่รับได้" in phone.words
    assert (phone.status, phone.value("percent")) == ("in_progress", "35")
    assert phone.note.splitlines() == ["เดินสำรวจแล้ว", "สองบรรทัด"]
    phone.send()
    assert "35%" in phone.words and evidence_of(place, head) == []


@pytest.mark.parametrize(
    "lengths", [[3_145_728], [300_000] * 4, [1] * 300], ids=["one field", "their sum", "their number"]
)
def test_fields_that_are_too_large_by_themselves_are_refused_and_not_kept_in_memory(
    place: Town, head: Person, phone: Phone, lengths: list[int]
) -> None:
    form = phone.form("ตรวจก่อนบันทึก")
    head_of = '--b0undary\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    parts = [head_of.format(name, value) for name, value in form.fields.items()]
    parts += [head_of.format("note", "a" * length) for length in lengths]
    parts += ['--b0undary\r\nContent-Disposition: form-data; name="photos"; filename="huge.jpg"\r\n\r\n']
    body = place.folder / "body"
    with body.open("wb") as made:
        made.write("".join(parts).encode())
        made.truncate(LIMIT + 1_000_000)
    with body.open("rb") as sent:
        headers = {"Content-Type": "multipart/form-data; boundary=b0undary"}
        phone.answer = phone.session.post(phone.url + form.action, data=sent, headers=headers, timeout=60)
    assert phone.answer.status_code == 413 and "ตัดข้อความให้สั้นลง" in phone.words
    assert "aaaa" not in phone.answer.text and recorded(place) == [] and evidence_of(place, head) == []


def test_fifty_photos_a_day_are_enough_here_as_in_the_chat(place: Town, head: Person, phone: Phone) -> None:
    with place.store.begin() as tx:
        person = people.person_by_line_id(tx, head.user_id)
        office = organisations.office_by_slug(tx, "buengcharoen")
        assert person is not None
        for _ in range(A_DAY - 1):
            tx.add(
                Evidence(
                    office_id=office.id, person_id=person.id, kind="photo", received_at=place.now,
                    next_at=place.now, state="removed",
                )
            )  # fmt: skip
    phone.send([("last.jpg", photo(1), JPEG), ("over.jpg", photo(2), JPEG)], percent="30", note="ข้อความ")
    assert phone.answer.status_code == 422 and "ครบ 50 รายการ" in phone.words and "“over.jpg”" in phone.words
    assert phone.note == "ข้อความ" and "last.jpg" in phone.words
    assert len(list((place.folder / "files").glob("??/??/*"))) == 1
    phone.send()
    phone.press("ยืนยันบันทึก")
    assert len(recorded(place)) == 1 and "รูปหลักฐาน 1 รูป" in phone.words


def test_a_full_department_takes_no_photo_and_every_report(place: Town, head: Person, phone: Phone) -> None:
    phone.send([("a.jpg", photo(1), JPEG)], percent="30")
    phone.press("ยืนยันบันทึก")
    with place.store.begin() as tx:
        row = tx.exec(select(Evidence)).one()
        row.size = 200 * 1_048_576
        tx.add(row)
    phone.open()
    phone.send([("b.jpg", photo(2), JPEG)], percent="40")
    assert phone.answer.status_code == 422 and "200 MB" in phone.words
    phone.send(percent="40")
    phone.press("ยืนยันบันทึก")
    assert [entry.percent for entry in recorded(place)] == [30, 40]


def test_a_nearly_full_disk_takes_no_photo_and_every_report(
    place: Town, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.files.folder.FULL", 0.0)
    monkeypatch.setattr("tracker.files.folder.SPARE", 2**62)
    phone.send([("a.jpg", photo(1), JPEG)], percent="30")
    assert phone.answer.status_code == 422 and "ใกล้เต็ม" in phone.words
    phone.send()
    phone.press("ยืนยันบันทึก")
    assert len(recorded(place)) == 1


def test_photos_that_wait_are_held_by_the_sweep_of_files_and_go_with_their_sender(
    place: Town, head: Person, phone: Phone
) -> None:
    phone.send([("a.jpg", photo(1), JPEG)], percent="30")
    (row,) = evidence_of(place, head)
    with place.store.read() as tx:
        assert papers.any_use(tx, str(row.sha256)) and str(row.sha256) in papers.contents(tx)
    head.says("ลบข้อมูลของฉัน")
    head.wait()
    head.press("ยืนยันลบข้อมูล")
    head.wait()
    with place.store.read() as tx:
        assert tx.exec(select(Evidence.state)).all() == ["removed"]
    assert not place.files.path(str(row.sha256)).exists()


def test_a_photo_that_waits_in_a_form_is_not_taken_for_one_sent_in_the_chat(
    place: Town, head: Person, phone: Phone
) -> None:
    phone.send([("a.jpg", photo(1), JPEG)], percent="30")
    head.says("มาตรการ 3 ทำแล้ว 20%")
    head.wait()
    head.press("ยืนยัน")
    head.wait()
    assert [row.state for row in evidence_of(place, head)] == ["staged"]
    phone.press("ยืนยันบันทึก")
    three, two = recorded(place)
    assert [row.entry_id for row in evidence_of(place, head)] == [two.id] and three.percent == 20


# --- two at once ---


def test_two_different_reports_from_the_same_state_are_shown_the_new_one_and_asked_again(
    place: Town, phone: Phone
) -> None:
    other = Phone(place.url).open(link_of(enrolled(place, "buengcharoen", "officer", "กองช่าง")))
    phone.send([("a.jpg", photo(1), JPEG)], percent="30", note="ของฉัน")
    other.send(percent="50")
    other.press("ยืนยันบันทึก")
    phone.press("ยืนยันบันทึก")
    assert "มีผู้บันทึกมาตรการที่ 2 ไปก่อนแล้ว" in phone.words and "อยู่ระหว่างดำเนินการ 50%" in phone.words
    assert "รูปหลักฐาน 1 รูป" in phone.words and "ของฉัน" in phone.words and len(recorded(place)) == 1
    phone.press("ยืนยันบันทึก")
    assert [entry.percent for entry in recorded(place)] == [50, 30] and "รูปหลักฐาน 1 รูป" in phone.words


def test_somebody_reports_in_the_chat_while_the_form_waits(place: Town, head: Person, phone: Phone) -> None:
    phone.send(percent="30")
    head.says("มาตรการ 2 ทำแล้ว 80%")
    head.wait()
    head.press("ยืนยัน")
    head.wait()
    phone.press("ยืนยันบันทึก")
    assert "ไปก่อนแล้ว" in phone.words and "80%" in phone.words and len(recorded(place)) == 1


def test_pressed_twice_at_the_same_moment_is_written_once(place: Town, phone: Phone) -> None:
    phone.send(percent="30")
    confirm, answers = phone.form("ยืนยันบันทึก"), []
    cookies = phone.session.cookies

    def press() -> None:
        answers.append(
            requests.post(
                phone.url + confirm.action,
                confirm.fields,
                cookies=cookies,
                allow_redirects=False,
                timeout=20,
            )
        )

    threads = [threading.Thread(target=press) for _ in range(6)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert [each.status_code for each in answers] == [303] * 6 and len(recorded(place)) == 1


def test_a_report_that_waited_too_long_is_shown_again_first(place: Town, phone: Phone) -> None:
    phone.send([("a.jpg", photo(1), JPEG)], percent="30")
    place.now += timedelta(minutes=16)
    phone.press("ยืนยันบันทึก")
    assert "เกิน 15 นาที" in phone.words and recorded(place) == [] and "รูปหลักฐาน 1 รูป" in phone.words
    phone.press("ยืนยันบันทึก")
    assert "67-0001" in phone.words and len(recorded(place)) == 1


def test_a_measure_that_a_newer_paper_gave_another_meaning_is_asked_again(place: Town, phone: Phone) -> None:
    phone.send(percent="30")
    with place.store.begin() as tx:
        office = organisations.office_by_slug(tx, "buengcharoen")
        query = select(Measure).where(Measure.office_id == office.id, Measure.number == 2)
        measure = tx.exec(query.where(Measure.fiscal_year == 2567)).one()
        measure.title = "มาตรการใหม่แทนข้อเดิม"
        tx.add(measure)
    phone.press("ยืนยันบันทึก")
    assert recorded(place) == [] and "มาตรการใหม่แทนข้อเดิม" in phone.words


# --- who may ---


FOREIGN = (
    {"Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://localhost.evil.example"},
)


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_form_another_site_sends_does_nothing(place: Town, phone: Phone, headers: dict[str, str]) -> None:
    form = phone.form("ตรวจก่อนบันทึก")
    fields = {**form.fields, "status": "done", "percent": "100", "note": "ของคนอื่น"}
    answer = phone.post(form.action, fields, **headers)
    assert answer.status_code == 403 and "ของคนอื่น" not in answer.text
    phone.open()
    phone.send(percent="30")
    confirm = phone.form("ยืนยันบันทึก")
    assert phone.post(confirm.action, confirm.fields, **headers).status_code == 403
    assert recorded(place) == []


def test_a_form_of_another_browser_does_nothing_and_loses_nothing(
    place: Town, head: Person, phone: Phone
) -> None:
    form = phone.form("ตรวจก่อนบันทึก")
    for token in ("", "x", form.fields["form"][:-1] + "x", "ก"):
        fields = {
            **form.fields,
            "form": token,
            "status": "done",
            "percent": "100",
            "day": "",
            "note": "พิมพ์ไว้นาน",
        }
        assert phone.post(form.action, fields).status_code == 403
        assert phone.note == "พิมพ์ไว้นาน" and "ยังไม่มีอะไรถูกบันทึก" in phone.words
    stranger = Phone(place.url)
    assert stranger.post(form.action, {**form.fields, "status": "done"}).status_code == 403
    phone.send(status="in_progress", percent="30")
    confirm = phone.form("ยืนยันบันทึก")
    assert stranger.post(confirm.action, confirm.fields).status_code == 403
    assert phone.post(confirm.action, {"form": "x"}).status_code == 403
    assert phone.post(confirm.action + "/undo", {"form": "x"}).status_code == 403
    assert recorded(place) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: ("A" if token[0] != "A" else "B") + token[1:],
        lambda token: token[:-5] + token[-5:].swapcase() + "x",
        lambda token: token[:-30],
        lambda token: "%00",
        lambda token: "a" * 5000,
    ],
)
def test_an_altered_link_opens_nothing(place: Town, phone: Phone, spoil: object) -> None:
    token = phone.link.rpartition("/")[2]
    bad = f"{place.url}/f/{spoil(token)}"  # type: ignore[operator]
    for address in (bad, f"{bad}/1", f"{bad}/photo/1"):
        answer = phone.get(address)
        assert answer.status_code == 404 and "E-Service" not in phone.words
        assert "ลิงก์นี้ไม่ถูกต้อง" in phone.words or "ไม่พบหน้าที่ขอ" in phone.words
    assert phone.post(bad, {}).status_code == 404


@pytest.mark.parametrize("seconds, status", [(24 * 3600 - 5, 200), (24 * 3600 + 5, 410)])
def test_a_link_lives_a_day(phone: Phone, monkeypatch: pytest.MonkeyPatch, seconds: int, status: int) -> None:
    import time

    later = time.time() + seconds
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    assert phone.open().answer.status_code == status
    assert ("หมดอายุ" in phone.words) == (status == 410)


def test_a_link_of_another_purpose_opens_no_form(place: Town, head: Person, phone: Phone) -> None:
    head.says("ข้อมูลของฉัน")
    head.wait()
    copy = str(head.button("เปิดสำเนาทั้งหมด")["uri"])
    assert phone.get(copy.replace("/me/", "/f/")).status_code == 404
    assert phone.get(phone.link.replace("/f/", "/me/")).status_code == 404


def forged(place: Town, person: Person, slug: str, department: str | None, number: int = 2) -> str:
    """A rightly signed link for what a person was never given."""
    with place.store.read() as tx:
        office = organisations.office_by_slug(tx, slug)
        found = people.person_by_line_id(tx, person.user_id)
        id_ = organisations.department_by_name(tx, office, department).id if department else None
        assert found is not None
        return form_link(place.web, office.id, found.id, 2567, number, id_)


@pytest.mark.parametrize("slug, department", [("buengcharoen", "กองคลัง"), ("nadun", "กองช่าง")])
def test_the_link_of_another_department_or_office_opens_nothing_and_leaves_a_line(
    place: Town, head: Person, slug: str, department: str
) -> None:
    phone = Phone(place.url).open(forged(place, head, slug, department))
    assert phone.answer.status_code == 403 and "ให้บริการ E-Service" not in phone.words
    with place.store.read() as tx:
        assert tx.exec(select(AuditEntry).where(AuditEntry.action == "refused")).all()


def test_the_draft_and_the_photo_of_another_person_are_not_there(place: Town, phone: Phone) -> None:
    phone.send([("a.jpg", photo(1), JPEG)], percent="30")
    draft, picture = phone.draft, phone.answer.text.split('<img src="')[2].split('"')[0].rpartition("/")[2]
    other = Phone(place.url).open(link_of(enrolled(place, "buengcharoen", "officer", "กองช่าง")))
    token = other.form("ตรวจก่อนบันทึก").fields
    assert other.get(f"{other.link}/{draft}").status_code == 404
    assert other.post(f"{other.link}/{draft}", token).status_code == 404
    assert other.post(f"{other.link}/{draft}/undo", token).status_code == 404
    assert other.get(f"{other.link}/photo/{picture}").status_code == 404
    other.open()
    other.send(percent="10", photo=picture)
    assert "รูปหลักฐาน 0 รูป" in other.words


def test_a_draft_opens_by_the_link_of_its_own_measure_only(place: Town, head: Person, phone: Phone) -> None:
    phone.send(percent="30")
    other = forged(place, head, "buengcharoen", "กองช่าง", 3)
    assert phone.get(f"{other}/{phone.draft}").status_code == 404
    for number in ("0", "-1", "9" * 30, "x", "%00"):
        assert phone.get(f"{phone.link}/{number}").status_code == 404


def end_post(place: Town, person: Person) -> None:
    with place.store.begin() as tx:
        found = people.person_by_line_id(tx, person.user_id)
        assert found is not None
        tenure = tx.exec(select(Tenure).where(Tenure.person_id == found.id)).one()
        tenure.valid_to = place.now
        tx.add(tenure)


def test_a_post_that_ends_between_opening_and_confirming_writes_nothing(
    place: Town, head: Person, phone: Phone
) -> None:
    phone.send([("a.jpg", photo(1), JPEG)], percent="30")
    confirm = phone.form("ยืนยันบันทึก")
    end_post(place, head)
    assert phone.post(confirm.action, confirm.fields).status_code == 403 and "พ้นจากตำแหน่ง" in phone.words
    assert phone.get(confirm.action).status_code == 403
    assert phone.open().answer.status_code == 403
    assert phone.get(f"{phone.link}/photo/{evidence_of(place, head)[0].id}").status_code == 403
    assert recorded(place) == []


def test_a_post_that_ends_before_sending_is_refused_before_the_photos_are_read(
    place: Town, head: Person, phone: Phone
) -> None:
    form = phone.form("ตรวจก่อนบันทึก")
    end_post(place, head)
    answer = phone.session.post(
        place.url + form.action, data=form.fields, files=[("photos", ("a.jpg", photo(1), JPEG))], timeout=20
    )
    assert answer.status_code == 403 and not list((place.folder / "files").glob("??/??/*"))


def test_an_executive_has_no_form_and_a_coordinator_chooses_the_department(place: Town) -> None:
    boss = enrolled(place, "buengcharoen", "executive")
    boss.says("รายละเอียดมาตรการ 2 ปี 2567")
    assert "กรอกแบบฟอร์ม" not in words([each.message for each in boss.wait()])
    assert Phone(place.url).open(forged(place, boss, "buengcharoen", None)).answer.status_code == 403
    phone = Phone(place.url).open(link_of(enrolled(place, "buengcharoen", "coordinator")))
    assert "รายงานของส่วนราชการใด" in phone.words and "กองคลัง" in phone.words
    choice = phone.answer.text.split("กองคลัง")[0].rpartition('href="')[2].split('"')[0]
    phone.get(choice)
    assert "ส่วนราชการ กองคลัง" in phone.words
    phone.send([("a.jpg", photo(1), JPEG)], percent="30")
    assert "ส่วนราชการ กองคลัง" in phone.words and "รูปหลักฐาน 1 รูป" in phone.words
    shown = phone.answer.text.split('<img src="')[2].split('"')[0]
    assert phone.session.get(place.url + shown, timeout=20).status_code == 200
    phone.press("ยืนยันบันทึก")
    assert "67-0001" in phone.words and len(recorded(place)) == 1


def test_the_present_privacy_notice_comes_first(place: Town, head: Person, phone: Phone) -> None:
    with place.store.begin() as tx:
        found = people.person_by_line_id(tx, head.user_id)
        assert found is not None
        found.notice_version = 1
        tx.add(found)
    fields = phone.form("ตรวจก่อนบันทึก")
    assert phone.post(fields.action, fields.fields).status_code == 403
    assert phone.open().answer.status_code == 403 and "ประกาศความเป็นส่วนตัว" in phone.words
    phone.press("ยืนยันว่ารับทราบ")
    assert phone.answer.status_code == 200 and "ตรวจก่อนบันทึก" in phone.words
    with place.store.read() as tx:
        row = tx.exec(select(PersonRow).where(PersonRow.line_user_id == head.user_id)).one()
        assert row.notice_version == 2


def test_every_step_leaves_its_line_in_the_audit(place: Town, phone: Phone) -> None:
    phone.send([("a.jpg", photo(1), JPEG)], percent="30", note="ความลับของหมายเหตุ")
    phone.press("ยืนยันบันทึก")
    phone.press("เลิกทำ")
    with place.store.read() as tx:
        rows = list(tx.exec(select(AuditEntry)).all())
    actions = [row.action for row in rows]
    for action in ("open_form", "take_evidence", "record_progress", "attach_evidence", "undo_progress"):
        assert action in actions
    assert "ความลับ" not in str([row.model_dump() for row in rows])


def test_looking_again_at_the_form_leaves_no_second_line(place: Town, head: Person, phone: Phone) -> None:
    phone.send([("a.jpg", photo(1), JPEG)], percent="200")
    for link in (phone.link, link_of(head), link_of(head, 4)):
        phone.open(link).open()
    place.now += timedelta(hours=25)
    phone.open(link_of(head))
    with place.store.read() as tx:
        rows = tx.exec(select(AuditEntry).where(AuditEntry.action == "open_form")).all()
    assert sorted(row.subject for row in rows) == ["2567:2", "2567:2", "2567:4"]


def test_another_address_is_refused(phone: Phone) -> None:
    assert phone.get(phone.link, Host="evil.example").status_code == 400


def test_a_draft_of_the_form_is_a_draft_of_the_chat(place: Town, phone: Phone) -> None:
    phone.send(percent="30")
    with place.store.read() as tx:
        draft = tx.exec(select(Draft).where(Draft.kind == "progress")).one()
    assert draft.content["proposal"]["percent"] == 30 and draft.expires_at - place.now == timedelta(
        minutes=15
    )


def test_a_lesson_offers_no_form(place: Town, head: Person) -> None:
    head.says("ลองใช้")
    head.wait()
    head.says("มาตรการ 1")
    said = [each.message for each in head.wait()]
    assert said and "/f/" not in str(said)


def test_the_link_is_where_a_measure_is_chosen_to_report(place: Town, head: Person) -> None:
    head.says("งานของฉัน")
    head.wait()
    head.press("มาตรการ 2")
    head.wait()
    phone = Phone(place.url).open(str(head.button("กรอกแบบฟอร์ม")["uri"]))
    assert phone.answer.status_code == 200 and "มาตรการที่ 2" in phone.words


def test_today_is_a_day_in_thailand(place: Town, phone: Phone) -> None:
    place.now = place.now.replace(hour=17, minute=30)  # 00:30 of the next day there
    assert place.now.astimezone(BANGKOK).day == 24
    assert phone.open().value("day") == "2026-11-24"
