"""Choosing what a message wants: scored, explained, never a write on a guess."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.intents import INTENTS
from bot.intents.choose import THRESHOLD, understand
from bot.thai.vocabulary import Vocabulary
from tests.bot.understanding import examples
from tests.bot.understanding.messages import labelled, world

VOCABULARY, NOW = world()
NOBODY = Vocabulary(None, (), (), (), (), ())
WRITES = {"progress_report", "evidence_attach", "remind_settings", "register", "report_export"}
SLOTS = set(
    "fiscal_year compare_year office indicator instrument oit_item score target target_grade threshold order n "
    "measure_no measure_text department percent status note round date format set delta".split()
)


def test_a_bare_item_number_is_asked_back() -> None:
    meaning = understand("ข้อ 10", NOW, VOCABULARY)
    assert meaning.intent == "out_of_scope"
    assert [choice.intent for choice in meaning.alternatives] == [
        "score_indicator",
        "what_if",
        "measure_detail",
    ]
    for choice in meaning.alternatives:
        assert understand(choice.words, NOW, VOCABULARY).intent == choice.intent


@pytest.mark.parametrize(
    "intent", [intent for intent in INTENTS if hasattr(intent, "EXAMPLE")], ids=lambda i: i.NAME
)
def test_the_words_an_intent_proposes_lead_to_it(intent) -> None:  # type: ignore[no-untyped-def]
    for vocabulary in (VOCABULARY, NOBODY):
        assert understand(intent.EXAMPLE, NOW, vocabulary).intent == intent.NAME


def test_why_names_the_rule_that_decided() -> None:
    meaning = understand("มาตรการ 2 ทำแล้ว 60%", NOW, VOCABULARY)
    assert meaning.why
    assert "percent" in meaning.why[0]


def test_the_same_text_always_means_the_same() -> None:
    for message in labelled()[:60]:
        assert understand(message.text, NOW, VOCABULARY) == understand(message.text, NOW, VOCABULARY)


@given(
    st.one_of(st.text(), st.lists(st.sampled_from([m.text for m in labelled()]), max_size=3).map(" ".join))
)
@settings(max_examples=300, deadline=None)
def test_no_write_is_chosen_on_a_guess_and_every_slot_is_a_promised_one(text: str) -> None:
    meaning = understand(text, NOW, VOCABULARY)
    assert meaning.intent in {intent.NAME for intent in INTENTS}
    assert meaning.score >= THRESHOLD or meaning.intent == "out_of_scope"
    assert set(meaning.slots) <= SLOTS
    assert len(meaning.alternatives) <= 3


@pytest.mark.parametrize("text", ["asdfgh", "60", "รายงาน", "2", "..."])
def test_what_is_unclear_writes_nothing(text: str) -> None:
    assert understand(text, NOW, VOCABULARY).intent not in WRITES


def test_an_office_named_from_outside_is_found() -> None:
    vocabulary = Vocabulary(None, VOCABULARY.offices, (), (), (), ())
    assert understand("พันชนะได้กี่คะแนน", NOW, vocabulary).slots == {"office": "phanchana"}


@pytest.mark.parametrize(
    ("text", "intent", "hints"),
    [
        ("งานของฉัน", "measures_list", {"mine": True}),
        ("เผยแพร่หน้าสาธารณะ", "report_export", {"publish": True, "page": True}),
        ("ปิดรอบ 6 เดือน", "remind_settings", {"close_round": True}),
        ("ขอรายงานวิเคราะห์ผลปี 66", "report_export", {"analysis": True}),
        ("มีข้อสังเกตอะไร", "score_overall", {"findings": True}),
        ("ขอบคุณค่ะ", "smalltalk", {"thanks": True}),
        ("เลิกทำ", "progress_report", {"undo": True}),
    ],
)
def test_hints_pass_on_what_the_slots_cannot_say(text: str, intent: str, hints: dict[str, bool]) -> None:
    meaning = understand(text, NOW, VOCABULARY)
    assert (meaning.intent, meaning.hints) == (intent, hints)


def test_the_examples_are_those_of_the_messages_that_are_worked_with() -> None:
    assert examples.KEPT.read_text("utf-8") == examples.written()


def test_what_no_rule_speaks_of_is_compared_with_examples_and_says_so() -> None:
    meaning = understand("ช่วยเปิดสมุดพกปี 66 ให้ดูคะแนนที", NOW, VOCABULARY)
    assert meaning.slots == {"fiscal_year": 2566}
    vague = understand("แถวบ้านเขาลือกันว่าปี 66 ยังไม่ใครสู้เราได้เลย", NOW, VOCABULARY)
    assert vague.intent == "out_of_scope" or "like" in vague.why[0]
