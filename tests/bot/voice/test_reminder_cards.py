"""Reminder cards: short words that say which round, until when, what is missing, and never more than LINE takes."""

import json
from datetime import date

import pytest

from bot.voice import limits
from bot.voice.plain import as_text
from bot.voice.reminders import days_left, digest, month_is_used_up
from tracker.store.reminders import OfficeClock, Owed, OwedMeasure, Recipient, Reminder

TODAY = date(2024, 4, 23)
OFFICE = OfficeClock(1, "buengcharoen", "เทศบาลตำบลบึงเจริญ", frozenset())


def reminder(measures: int = 2, title: str = "เปิดเผยข้อมูล", due: date = date(2024, 4, 30)) -> Reminder:
    owed = Owed(
        office=OFFICE,
        department_id=2,
        department="กองช่าง",
        round_key="6m",
        round_label="รอบ 6 เดือน",
        fiscal_year=2567,
        due=due,
        total=measures,
        measures=tuple(OwedMeasure(number, title) for number in range(1, measures + 1)),
        people=(),
    )
    return Reminder("due:x", "due", "t-7", Recipient(3, "U3", "head"), owed)


def test_a_card_names_the_round_the_year_the_due_date_and_what_is_missing() -> None:
    [card] = digest([reminder()], TODAY)
    said = as_text([card])
    for words in (
        "รอบ 6 เดือน",
        "ปีงบประมาณ 2567",
        "30 เม.ย. 2567",
        "เหลืออีก 7 วัน",
        "1. เปิดเผยข้อมูล",
        "[รายงานความคืบหน้า]",
    ):
        assert words in said
    assert card["altText"].startswith("กองช่าง ยังไม่ได้รายงานรอบ 6 เดือน ปี 2567 2 มาตรการ")
    assert "report:list:6m:2567" in json.dumps(card)


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2024, 4, 30), "เหลืออีก 7 วัน"),
        (date(2024, 4, 24), "เหลืออีก 1 วัน"),
        (date(2024, 4, 23), "ครบกำหนดวันนี้"),
        (date(2024, 4, 20), "เลยกำหนดแล้ว 3 วัน"),
    ],
)
def test_how_far_the_due_date_is(due: date, words: str) -> None:
    assert days_left(due, TODAY) == words


@pytest.mark.parametrize("rounds", [1, 2, 5, 10, 11, 40])
@pytest.mark.parametrize("measures", [1, 8, 60])
def test_however_much_is_owed_line_takes_it(rounds: int, measures: int) -> None:
    long_title = "ปรับปรุงการเผยแพร่ข้อมูลต่อสาธารณะ🙏" * 12
    messages = digest([reminder(measures, long_title)] * rounds, TODAY)
    assert len(messages) <= 5 and limits.fit(messages) == messages, "cards stay cards"
    assert len(json.dumps(messages)) < 500_000
    said = as_text(messages)
    if measures == 60:
        assert "มาตรการ" in said and "และอีก" in said
    assert messages[-1]["quickReply"]
    cards = json.dumps(messages, ensure_ascii=False).count('"label": "ขอเลื่อนเพราะ…"')
    assert cards == rounds or f"อีก {rounds - cards} รายการ" in said
    assert cards >= min(rounds, 10), "each of so many can be answered under its own card"


def test_the_months_limit_is_said_politely() -> None:
    assert "โควตา" in month_is_used_up()[0]["text"]
