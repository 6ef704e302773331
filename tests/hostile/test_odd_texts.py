"""Rows 19 to 26 and 28: odd texts are kept readable, understood as meant or asked back, and run nowhere."""

import csv
import io
import json
import unicodedata
from io import BytesIO

import pytest
import requests
from openpyxl import load_workbook

from tests.hostile.scenery import (
    body_of,
    counted,
    enrolled,
    post,
    recorded,
    rows,
    said,
    standing,
    text_event,
    told,
)
from tests.town import Town
from tracker import reports
from tracker.model import Draft, Message, Office, ProgressEntry
from tracker.reports.content import clean
from tracker.store import facts, organisations

HEAD = "หัวหน้ากองช่าง"
POISON = {
    "NUL": "\x00",
    "vertical tab": "\x0b",
    "escape": "\x1b[31m",
    "non-character": "\ufffe\uffff\U0001fffe\ufdd0",
    "lone surrogate": "\ud800",
    "turned surrogates": "\udc00\ud800",
    "direction override": "\u202e\u2066",
}


@pytest.mark.parametrize("poison", POISON)
def test_row_19_poison_is_cleaned_and_all_four_formats_of_the_report_build(both: Town, poison: str) -> None:
    head = enrolled(both)
    body = body_of(text_event(both, "มาตรการ 2 ทำแล้ว 60% ติดPOISONป้ายแล้ว", HEAD))
    # The escape is written out: no UTF-8 can carry half of a surrogate pair.
    body = body.replace(b"POISON", json.dumps(POISON[poison])[1:-1].encode())
    assert post(both, body).status_code == 200
    said(head)
    head.press("ยืนยัน")
    assert "67-0001" in said(head)
    note = recorded(both.store)[0].note
    assert note == clean(note)
    assert note.startswith("ติด")
    assert note.endswith("ป้ายแล้ว")
    _every_format_builds(both)


def _every_format_builds(place: Town) -> None:
    with place.store.read() as tx:
        year = facts.year_facts(tx, organisations.office_by_slug(tx, "buengcharoen").id, 2567)
    content = reports.content_of("progress", year, "6m")
    assert {each.name for each in reports.FORMATS} == {"docx", "pdf", "xlsx", "csv"}
    for each in reports.FORMATS:
        assert len(each.render(content)) > 500


ODD_CODES = {
    "an override around": "\u202eมาตรการ 2\u202c ทำแล้ว 60%",
    "an override inside": "มาตรการ \u202e2 ทำแล้ว 60%",
    "a zero-width space": "มาต\u200bรการ 2 ทำ\u200dแล้ว 6\u200b0%",
    "Thai digits": "มาตรการ ๒ ทำแล้ว ๖๐%",
    "full-width digits": "มาตรการ ２ ทำแล้ว ６０％",
    "a circled digit": "มาตรการ ② ทำแล้ว 60%",
    "a soft hyphen": "มาตรการ 2\u00ad ทำแล้ว 6\u00ad0%",
}


@pytest.mark.parametrize("written", ODD_CODES)
def test_row_20_an_oddly_written_code_is_brought_to_one_spelling_and_echoed(
    place: Town, written: str
) -> None:
    head = enrolled(place)
    head.says(ODD_CODES[written])
    shown = said(head)
    assert "ตรวจก่อนบันทึก" in shown
    assert "มาตรการที่ 2" in shown
    assert "60%" in shown
    assert "\u202e" not in shown
    assert standing(place.store) == ("not_started", 0)


@pytest.mark.parametrize("lookalike", ["6O%", "б0%", "6о%", "l00%", "6O %"])
def test_row_20_a_letter_that_looks_like_a_digit_is_asked_about(place: Town, lookalike: str) -> None:
    head = enrolled(place)
    head.says(f"มาตรการ 2 ทำแล้ว {lookalike}")
    shown = said(head)
    assert "ไม่แน่ใจว่า" in shown
    assert "ตรวจก่อนบันทึก" not in shown


@pytest.mark.parametrize("amount", ["๕๐%", "50％", "๕๐％", "50 %", "50"])
def test_row_21_fifty_however_its_digits_are_typed_is_fifty(place: Town, amount: str) -> None:
    head = enrolled(place)
    head.says(f"มาตรการ 2 ทำแล้ว {amount}")
    assert "อยู่ระหว่างดำเนินการ 50%" in said(head)


def test_row_21_fifty_in_words_is_asked_back_before_it_is_written(place: Town) -> None:
    head = enrolled(place)
    head.says("มาตรการ 2 ทำแล้ว ห้าสิบ")
    assert "ตรวจก่อนบันทึก" in said(head)
    assert standing(place.store) == ("not_started", 0)


@pytest.mark.parametrize("amount", ["50,0", "50,0%", "5,5%"])
def test_row_21_a_comma_for_a_point_is_asked_about(place: Town, amount: str) -> None:
    head = enrolled(place)
    head.says(f"มาตรการ 2 ทำแล้ว {amount}")
    assert "ไม่แน่ใจว่า" in said(head)
    assert counted(place.store, Draft) == [1]  # the invitation's


REFUSED = ("1e9", "1e9%", "-5", "-5%", "101", "101%", "NaN", "NaN%", "inf%", "1e-3%", "9" * 21 + "%")


@pytest.mark.parametrize("amount", REFUSED)
def test_row_21_what_is_no_percent_is_refused(place: Town, amount: str) -> None:
    head = enrolled(place)
    head.says(f"มาตรการ 2 ทำแล้ว {amount}")
    shown = said(head)
    assert "0 ถึง 100" in shown
    assert "ตรวจก่อนบันทึก" not in shown
    assert counted(place.store, Draft) == [1]


@pytest.mark.parametrize("amount", ["50,0", "-5", "1e9", "NaN", "101", "6O"])
def test_row_21_nor_is_it_taken_as_the_answer_when_the_percent_was_asked_for(
    place: Town, amount: str
) -> None:
    head = enrolled(place)
    head.says("รายงานมาตรการ 2")
    said(head)
    head.says(f"{amount}%")
    assert "ตรวจก่อนบันทึก" not in said(head)


SPELLINGS = {
    "NFC": unicodedata.normalize("NFC", "มาตรการ 2 ทำแล้ว 60%"),
    "NFD": unicodedata.normalize("NFD", "มาตรการ 2 ทำแล้ว 60%"),
    "NFKD": unicodedata.normalize("NFKD", "มาตรการ 2 ทำแล้ว 60%"),
    "nikhahit and aa": "มาตรการ 2 ทํ" + "าแล้ว 60%",
    "doubled tone marks": "มาตรการ 2 ทำแล้้ว 60%",
    "marks out of order": "มาตรการ 2 ทำแล้ว 60% ติดปา้ย",
    "two sara e for sara ae": "มาตรการ 2 ทำเเล้ว 60%",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_row_22_every_spelling_of_the_same_thai_finds_the_same_measure(place: Town, spelling: str) -> None:
    head = enrolled(place)
    head.says(SPELLINGS[spelling])
    shown = said(head)
    assert "มาตรการที่ 2" in shown
    assert "60%" in shown


LONG = {
    "5,000 letters": "ก" * 5_000,
    "10,000 families": "👨‍👩‍👧‍👦" * 10_000,
    "a report with 5,000 letters of note": "มาตรการ 2 ทำแล้ว 60% " + "ติดป้าย" * 700,
    "a report with emoji": "มาตรการ 2 ทำแล้ว 60% " + "👨‍👩‍👧‍👦" * 600,
}


@pytest.mark.parametrize("text", LONG)
def test_row_23_the_longest_text_is_kept_within_limits_and_answered_within_lines(
    place: Town, text: str
) -> None:
    head = enrolled(place)
    head.says(LONG[text])
    assert said(head)
    if text.startswith("a report"):
        head.press("ยืนยัน")
        assert "67-0001" in said(head)
        assert 0 < len(recorded(place.store)[0].note) <= 5_000
        _every_format_builds(place)
    for message in rows(place.store, Message):
        for each in message.body:
            assert len(str(each.get("text", "")).encode("utf-16-le")) // 2 <= 5_000
            assert len(str(each.get("altText", "")).encode("utf-16-le")) // 2 <= 1_500


FORMULAS = (
    '=HYPERLINK("http://x","y")',
    "+cmd|' /C calc'!A0",
    "-1+1",
    "@SUM(1,2)",
    "\t=1+1",
    "＝1+1",
    "  =1+1",
)


@pytest.mark.parametrize("formula", FORMULAS)
def test_row_24_a_formula_is_a_text_in_every_table(both: Town, formula: str) -> None:
    head = enrolled(both)
    head.says(f"มาตรการ 2 ทำแล้ว 60%\n{formula}")
    said(head)
    head.press("ยืนยัน")
    assert "67-0001" in said(head)
    with both.store.begin() as tx:
        office = organisations.office_by_slug(tx, "buengcharoen")
        tx.get_one(Office, office.id).name = formula
        entry = tx.get_one(ProgressEntry, (office.id, recorded(both.store)[0].id))
        entry.note = formula
        tx.add(entry)
    with both.store.read() as tx:
        year = facts.year_facts(tx, office.id, 2567)
    content = reports.content_of("progress", year, "6m")
    formats = {each.name: each for each in reports.FORMATS}
    book = load_workbook(BytesIO(formats["xlsx"].render(content)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert [cell for cell in cells if formula.strip() in str(cell.value) and cell.data_type == "s"]
    table = list(csv.reader(io.StringIO(formats["csv"].render(content).decode("utf-8-sig"))))
    found = [value for row in table for value in row if formula.strip() in value]
    assert found
    assert not [value for value in found if value.lstrip(" ")[:1] in "=+-@\t＝"]


@pytest.mark.parametrize("name", FORMULAS)
def test_row_24_a_file_named_like_a_formula_is_evidence_under_a_plain_name(place: Town, name: str) -> None:
    head = enrolled(place)
    head.says("มาตรการ 2 ทำแล้ว 60%")
    said(head)
    head.press("ยืนยัน")
    said(head)
    head.sends_file(f"{name}.pdf", b"%PDF-1.7 x")
    assert "แนบไฟล์เป็นหลักฐาน" in said(head)


MARKUP = (
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "{{7*7}}",
    "javascript:alert(1)",
    "]]>",
    "${7*7}",
)


@pytest.mark.parametrize("markup", MARKUP)
def test_row_25_markup_is_shown_as_it_was_typed(place: Town, markup: str) -> None:
    head, coordinator = enrolled(place), enrolled(place, "ผู้ประสาน", "coordinator", None)
    head.says(f"มาตรการ 2 ทำแล้ว 60%\n{markup}")
    said(head)
    head.press("ยืนยัน")
    assert "67-0001" in said(head)
    coordinator.says("เผยแพร่หน้าสาธารณะปี 2567")
    said(coordinator)
    coordinator.press("ยืนยัน")
    said(coordinator)
    page = requests.get(f"{place.url}/o/buengcharoen/2567", timeout=10)
    assert page.status_code == 200
    assert "alert(1)</script>" not in page.text
    assert "<svg onload" not in page.text
    assert 'href="javascript:' not in page.text
    _every_format_builds(place)


SQL = (
    "' OR 1=1--",
    "%",
    "_",
    "'; DROP TABLE person;--",
    "1) UNION SELECT * FROM person--",
    "ORDER BY 1",
    "\\",
    '"',
)


@pytest.mark.parametrize("words", SQL)
def test_row_26_sql_is_only_words_in_a_message_a_name_and_an_address(both: Town, words: str) -> None:
    before = counted(both.store, Office, ProgressEntry)
    assert post(both, body_of(text_event(both, f"คะแนนของเทศบาล{words}"))).status_code == 200
    assert told(both)
    listed = requests.get(both.url + "/", timeout=10).text
    for path in (f"/o/{words}/2567", f"/o/buengcharoen/{words}", f"/?q={words}&order={words}&sort={words}"):
        answer = requests.get(both.url + path, timeout=10)
        assert answer.status_code in (200, 301, 302, 308, 400, 404)
        if path.startswith("/?"):
            assert answer.text.count("/o/") == listed.count("/o/")
    assert counted(both.store, Office, ProgressEntry) == before


def test_row_28_done_with_several_open_measures_asks_which(place: Town) -> None:
    head = enrolled(place)
    head.says("เสร็จแล้ว")
    shown = said(head)
    assert "เลือกข้อที่จะรายงาน" in shown or "มาตรการใด" in shown
    assert "ตรวจก่อนบันทึก" not in shown
    assert recorded(place.store) == []


@pytest.mark.parametrize(
    "words", ["ลบทั้งหมด", "ลบทุกอย่าง", "ลบข้อมูลทั้งหมดเลยค่ะ", "ช่วยลบรายงานทั้งหมด", "delete all"]
)
def test_row_28_to_delete_everything_is_refused(place: Town, words: str) -> None:
    head = enrolled(place)
    head.says("มาตรการ 2 ทำแล้ว 60%")
    said(head)
    head.press("ยืนยัน")
    said(head)
    head.says(words)
    assert "ยังไม่มีอะไรถูกลบ" in said(head)
    assert standing(place.store) == ("in_progress", 60)


def test_row_28_a_quoted_message_writes_nothing_without_a_confirmation(place: Town) -> None:
    head = enrolled(place)
    head.says("มาตรการ 3 ทำแล้ว 40%")
    quoted = head.last_message_id
    said(head)
    head.press("ยืนยัน")
    said(head)
    event = text_event(place, "เสร็จแล้ว", HEAD)
    event["message"]["quotedMessageId"] = quoted
    assert post(place, body_of(event)).status_code == 200
    said(head)
    assert [entry.percent for entry in recorded(place.store)] == [40]
    assert standing(place.store, 3) == ("in_progress", 40)
