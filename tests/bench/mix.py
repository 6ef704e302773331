"""What officers write on a working day, in the shares an event's price is measured by: of ten events seven are
questions answered with cards, two are reports of progress, one is a button (the confirmation of such a report)."""

import random
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from tests.load.client import press, text
from tests.load.line import Line
from tests.load.staff import REPORTS, Officer

QUESTIONS = (
    "ปี 66 ได้กี่คะแนน", "คะแนนล่าสุด", "ได้เกรดอะไร", "จุดแข็งคืออะไร", "จุดอ่อนมีอะไรบ้าง", "ตัวชี้วัดที่ 7 ได้เท่าไร",
    "EIT ได้กี่คะแนน", "เทียบกับปีที่แล้ว", "ตัวชี้วัดไหนต่ำสุด 3 ตัว", "อีกกี่คะแนนถึงจะผ่าน", "กำหนดส่งเมื่อไร",
    "มาตรการทั้งหมด", "งานของฉัน", "มาตรการที่ยังไม่รายงาน", "แต่ละกองไปถึงไหนแล้ว", "รายละเอียดมาตรการ {number}",
)  # fmt: skip
TEN = (
    "question",
    "question",
    "report",
    "question",
    "question",
    "button",
    "question",
    "question",
    "report",
    "question",
)


def days_work(staff: Sequence[Officer], line: Line, seed: int) -> Iterator[tuple[dict[str, Any], str]]:
    """Events without end, with what was written or pressed. A button is one that LINE was given to show: the
    confirmation of a report told a while ago, or whatever the last card of somebody offers."""
    dice, told = random.Random(seed), deque[Officer]()
    while True:
        for kind in TEN:
            if kind == "button":
                yield _pressed(staff, told, line, dice)
                continue
            officer = dice.choice(staff)
            year, number = dice.choice(officer.measures)
            words = dice.choice(REPORTS if kind == "report" else QUESTIONS)
            said = words.format(number=number, percent=dice.randrange(5, 100))
            if kind == "report":
                told.append(officer)
            yield text(officer.user, said), said


def _pressed(
    staff: Sequence[Officer], told: deque[Officer], line: Line, dice: random.Random
) -> tuple[dict[str, Any], str]:
    for _ in range(max(0, len(told) - 3)):
        officer = told.popleft()
        shown = line.button(officer.user, "ยืนยันบันทึก")
        if shown is not None and shown not in officer.confirmed:
            officer.confirmed.add(shown)
            return press(officer.user, shown), "ยืนยันบันทึก"
    for officer in dice.sample(staff, len(staff)):
        if offered := officer.harmless(line):
            return press(officer.user, dice.choice(offered)), "ดูเหตุผล"
    return text(staff[0].user, "งานของฉัน"), "งานของฉัน"
