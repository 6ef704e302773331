"""How a few words go on from the last question, and what they leave alone."""

from typing import Any

import pytest

from bot import thread
from bot.intents.choose import understand
from bot.scene import Answer
from tests.bot.understanding.messages import labelled, world

VOCABULARY, NOW = world()


def after(last: tuple[str, dict[str, Any]], text: str) -> tuple[str, dict[str, Any]]:
    """The intent and slots of a message after a question."""
    topic = {"last": {"intent": last[0], "slots": last[1]}}
    said = thread.spelt_out(text, topic)
    found = thread.continued(said, understand(said, NOW, VOCABULARY), topic, NOW, VOCABULARY)
    return found.intent, found.slots


TOTAL = ("score_overall", {"fiscal_year": 2566})
NINTH = ("score_indicator", {"indicator": 9, "fiscal_year": 2566})
SECOND = ("measure_detail", {"measure_no": 2, "fiscal_year": 2567})


@pytest.mark.parametrize(
    ("last", "text", "intent", "slots"),
    [
        (TOTAL, "แล้วปี 65 ล่ะ", "score_overall", {"fiscal_year": 2565}),
        (TOTAL, "ปีที่แล้วล่ะคะ", "score_overall", {"fiscal_year": 2566}),
        (TOTAL, "ตัวที่ 9 ล่ะ", "score_indicator", {"fiscal_year": 2566, "indicator": 9}),
        (TOTAL, "แล้ว EIT", "score_instrument", {"fiscal_year": 2566, "instrument": "EIT"}),
        (TOTAL, "ของนาดูนล่ะ", "score_overall", {"fiscal_year": 2566, "office": "nadun"}),
        (NINTH, "แล้วปี ๖๕", "score_indicator", {"indicator": 9, "fiscal_year": 2565}),
        (NINTH, "ข้อ 7 ล่ะ", "score_indicator", {"indicator": 7, "fiscal_year": 2566}),
        (NINTH, "แล้ว OIT ล่ะ", "score_instrument", {"instrument": "OIT", "fiscal_year": 2566}),
        (NINTH, "ไม่ใช่ตัวที่ 9 ตัวที่ 8", "score_indicator", {"indicator": 8, "fiscal_year": 2566}),
        (("weaknesses", {"instrument": "EIT"}), "IIT ล่ะ", "weaknesses", {"instrument": "IIT"}),
        (("grade", {"score": 79.5}), "แล้ว 96 ล่ะ", "grade", {"score": 96}),
        (("gap_to_target", {"target": 90}), "แล้ว 95", "gap_to_target", {"target": 95}),
        (("gap_to_target", {"target": 90}), "ถึง AA ล่ะ", "gap_to_target", {"target_grade": "AA"}),
        (
            ("score_compare_years", {"fiscal_year": 2566, "compare_year": 2565}),
            "แล้วปี 64 ล่ะ",
            "score_compare_years",
            {"fiscal_year": 2566, "compare_year": 2564},
        ),
        (("measures_overdue", {}), "ของกองช่างล่ะ", "measures_overdue", {"department": "กองช่าง"}),
        (("measures_overdue", {}), "รอบ 12 เดือนล่ะ", "measures_overdue", {"round": "12m"}),
        (("measures_by_department", {"department": "กองช่าง"}), "ของกองคลังด้วย", "measures_by_department",
         {"department": "กองคลัง"}),
        (("measures_list", {}), "ข้อ 3", "measure_detail", {"measure_no": 3}),
        (TOTAL, "มาตรการ 3", "measure_detail", {"measure_no": 3}),
        (("report_export", {"round": "6m"}), "เป็น word ด้วย", "report_export", {"round": "6m", "format": "docx"}),
        (SECOND, "ข้อนี้ถึงไหนแล้ว", "measure_detail", {"measure_no": 2}),
        (SECOND, "ทำไป 60% แล้ว", "progress_report",
         {"measure_no": 2, "fiscal_year": 2567, "percent": 60, "status": "in_progress"}),
        (NINTH, "ตัวนี้ต้องได้อีกเท่าไรถึง 95", "gap_to_target", {"indicator": 9, "target": 95}),
    ],
)  # fmt: skip
def test_a_few_words_go_on(last: Any, text: str, intent: str, slots: dict[str, Any]) -> None:
    assert after(last, text) == (intent, slots)


@pytest.mark.parametrize(
    ("last", "text"),
    [
        (("progress_report", {"measure_no": 2, "percent": 60, "status": "in_progress"}), "มาตรการ 3"),
        (("measures_list", {}), "เสร็จแล้ว"),
        (TOTAL, "สวัสดีค่ะ"),
        (TOTAL, "ใครยังไม่ส่ง"),
        (SECOND, "มาตรการ 5 ทำแล้ว 20%"),
        (NINTH, "ปี 66 ได้กี่คะแนน"),
    ],
)
def test_what_says_enough_by_itself_is_left_alone(last: Any, text: str) -> None:
    own = understand(text, NOW, VOCABULARY)
    assert after(last, text) == (own.intent, own.slots)


@pytest.mark.parametrize("last", [TOTAL, NINTH, SECOND, ("measures_list", {}), ("what_if", {"indicator": 7})])
def test_no_thread_turns_a_question_into_an_order_to_write(last: Any) -> None:
    writes = {"progress_report", "evidence_attach", "remind_settings", "register"}
    for message in labelled():
        own = understand(message.text, NOW, VOCABULARY)
        if own.intent not in writes:
            topic = {"last": {"intent": last[0], "slots": last[1]}}
            found = thread.continued(message.text, own, topic, NOW, VOCABULARY)
            assert found.intent not in writes, message.text


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("อันที่ 2", "press:b"), ("2", "press:b"), ("๓", "say:c"), ("อันแรก", "say:a"), ("เอาอันสุดท้ายค่ะ", "say:c"),
        ("อันที่สอง", "press:b"), ("อันที่ 9", None), ("มาตรการ 2", None), ("2566", None), ("0", None),
    ],
)  # fmt: skip
def test_an_option_is_taken_by_its_place(text: str, option: str | None) -> None:
    assert thread.picked(text, {"options": ["say:a", "press:b", "say:c"]}) == option


def test_what_can_be_chosen_is_what_the_last_message_shows() -> None:
    def row(words: str) -> dict[str, Any]:
        return {"type": "box", "action": {"type": "message", "label": words, "text": words}}

    card = {
        "type": "flex",
        "contents": {"type": "bubble", "body": {"contents": [row("หนึ่ง"), {}, row("สอง")]}},
    }
    kept = thread.kept({}, Answer([{"type": "text", "text": "ก่อน"}, card]), None)
    assert kept["options"] == ["say:หนึ่ง", "say:สอง"]
