"""Help by role: what is shown is for that role, and every example is understood as it is meant."""

import pytest

from bot.intents.choose import understand
from bot.voice import general, people
from bot.voice.cards import Message
from sandbox.people import actions, words
from tests.bot.understanding.messages import world

VOCABULARY, NOW = world()
PRIVACY = "https://ita.example.go.th/privacy"
MEANT = {
    "ปี 66 ได้กี่คะแนน": "score_overall",
    "คะแนนล่าสุด": "score_overall",
    "ตัวชี้วัดไหนต่ำสุด": "rank_indicators",
    "เทียบปี 65 กับ 66": "score_compare_years",
    "ขาดอีกกี่คะแนนถึงจะผ่าน": "gap_to_target",
    "จุดอ่อน": "weaknesses",
    "มาตรการปี 67 มีอะไรบ้าง": "measures_list",
    "มาตรการมีอะไรบ้าง": "measures_list",
    "ภาพรวมมาตรการ": "measures_list",
    "งานของฉัน": "measures_list",
    "มาตรการของแต่ละกอง": "measures_by_department",
    "มาตรการ 2 ทำแล้ว 60% ติดป้ายแล้ว": "progress_report",
    "กำหนดส่งวันไหน": "deadline_query",
    "ใครยังไม่ส่ง": "measures_overdue",
    "ขอรายงานรอบแรกเป็น pdf": "report_export",
    "ขอรายงานวิเคราะห์ผลปี 66": "report_export",
    "เผยแพร่หน้าสาธารณะ": "report_export",
    "เปลี่ยนวันครบกำหนดรอบ 6 เดือนเป็น 15 เม.ย.": "remind_settings",
    "ปิดรอบ 6 เดือน": "remind_settings",
    "เปิดหน้าจัดการ": "remind_settings",
    "ลงทะเบียน": "register",
    "ช่วยเหลือ": "help",
    "นำเข้าเอกสาร": "help",
}
CARDS = {
    "public": general.help_card("สำหรับทุกคน", [], PRIVACY),
    "head": general.help_card("หัวหน้ากองช่าง", ["head"], PRIVACY),
    "coordinator": general.help_card("ผู้ประสาน ITA", ["coordinator"], PRIVACY),
    "executive": general.help_card("ผู้บริหาร", ["executive"], PRIVACY),
    "head and coordinator": general.help_card("หัวหน้ากองช่าง", ["head", "coordinator"], PRIVACY),
    "welcome": people.welcome(PRIVACY),
}


def examples(card: Message) -> list[str]:
    """The words a card offers to press."""
    return [action["text"] for action in actions(card) if action["type"] == "message"]


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_every_example_is_understood_as_it_is_meant(card: Message) -> None:
    assert len(examples(card)) > 3
    for text in examples(card):
        assert understand(text, NOW, VOCABULARY).intent == MEANT[text], text


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_the_lesson_and_the_privacy_notice_are_one_press_away(card: Message) -> None:
    pressed = list(actions(card))
    assert PRIVACY in [action.get("uri") for action in pressed]
    assert "lesson:start" in [action.get("data") for action in pressed]


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        ("public", ["รหัสเชิญ"], ["ใครยังไม่ส่ง", "รายงานงาน", "ปิดรอบ", "ทำแล้ว 60%"]),
        ("head", ["รายงานงาน", "ทำแล้ว 60%", "งานของฉัน"], ["รหัสเชิญ", "ปิดรอบ", "เผยแพร่"]),
        ("coordinator", ["ใครยังไม่ส่ง", "ปิดรอบ", "เผยแพร่", "ทำแล้ว 60%"], ["รหัสเชิญ"]),
        ("executive", ["ใครยังไม่ส่ง", "มาตรการของแต่ละกอง", "ขอรายงาน"], ["ทำแล้ว 60%", "งานของฉัน", "ปิดรอบ", "รหัสเชิญ"]),
        ("head and coordinator", ["รายงานงาน", "ปิดรอบ"], ["รหัสเชิญ"]),
    ],
)  # fmt: skip
def test_help_shows_what_the_role_can_do_and_nothing_else(
    role: str, shown: list[str], hidden: list[str]
) -> None:
    said = words(CARDS[role])
    assert [piece for piece in shown if piece not in said] == []
    assert [piece for piece in hidden if piece in said] == []
