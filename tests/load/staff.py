"""Officers of the sample offices, enrolled through the chat, and what they write in the course of a day."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select

from tests.load.client import Client, press, text
from tests.load.line import Line
from tracker.actions.invite import invite
from tracker.model import Department, Measure, Office, Responsibility
from tracker.store import Store

QUESTIONS = (
    "ปี 66 ได้กี่คะแนน", "คะแนนล่าสุด", "ได้เกรดอะไร", "จุดแข็งคืออะไร", "จุดอ่อนมีอะไรบ้าง", "ตัวชี้วัดที่ 7 ได้เท่าไร",
    "EIT ได้กี่คะแนน", "เทียบกับปีที่แล้ว", "ตัวชี้วัดไหนต่ำสุด 3 ตัว", "อีกกี่คะแนนถึงจะผ่าน", "ถ้าได้ OIT 100 จะได้เท่าไร",
    "กำหนดส่งเมื่อไร", "ช่วยเหลือ", "ขอบคุณค่ะ", "พรุ่งนี้ฝนจะตกไหม",
)  # fmt: skip
CARDS = ("มาตรการทั้งหมด", "งานของฉัน", "มาตรการที่ยังไม่รายงาน", "แต่ละกองไปถึงไหนแล้ว", "รายละเอียดมาตรการ {number}")
REPORTS = (
    "มาตรการ {number} ทำแล้ว {percent}%", "มาตรการ {number} คืบหน้า {percent}% ประชุมคณะทำงานแล้ว",
    "รายงานมาตรการ {number} ร้อยละ {percent} ติดประกาศหน้าสำนักงาน",
)  # fmt: skip
WRITES = ("confirm", "amend", "undo", "enrol", "publish", "close", "settings", "drop")


@dataclass
class Officer:
    """Somebody enrolled: LINE user id, and the measures of their department with the year (B.E.)."""

    user: str
    office: str
    measures: Sequence[tuple[int, int]]
    confirmed: set[str] = field(default_factory=set)

    def next(self, dice: random.Random, line: Line) -> tuple[dict[str, Any], str]:
        """The next event and its kind: question, card, report, confirm or button."""
        offered = line.button(self.user, "ยืนยันบันทึก")
        if offered and offered not in self.confirmed and dice.random() < 0.8:
            self.confirmed.add(offered)
            return press(self.user, offered), "confirm"
        thrown = dice.random()
        if thrown < 0.08:
            return text(self.user, self._filled(dice.choice(REPORTS), dice)), "report"
        if thrown < 0.25 and (buttons := self.harmless(line)):
            return press(self.user, dice.choice(buttons)), "button"
        if thrown < 0.50:
            return text(self.user, self._filled(dice.choice(CARDS), dice)), "card"
        return text(self.user, dice.choice(QUESTIONS)), "question"

    def reports(self, dice: random.Random) -> dict[str, Any]:
        """A report of progress."""
        return text(self.user, self._filled(REPORTS[1], dice))

    def _filled(self, words: str, dice: random.Random) -> str:
        year, number = dice.choice(self.measures)
        said = words.format(number=number, percent=dice.randrange(5, 100))
        return said if "{number}" not in words else f"{said} ปี {year}" if "รายละเอียด" in words else said

    def harmless(self, line: Line) -> list[str]:
        """The buttons of the newest card that write nothing."""
        found = [b["data"] for b in line.buttons(self.user) if b["type"] == "postback"]
        return [data for data in found if not data.startswith(WRITES)]


def enrol(store: Store, client: Client, line: Line, count: int) -> list[Officer]:
    """So many officers, spread over every department that carries measures, each let in by a code in the chat."""
    desks = _desks(store)
    staff = []
    for index in range(count):
        office, department, measures = desks[index % len(desks)]
        with store.begin() as tx:
            code = invite(tx, office, department, "officer", datetime.now(UTC))
        user = f"U{index:032x}"
        _ask(client, line, text(user, code))
        offered = line.button(user, "ยืนยัน")
        assert offered is not None, f"no invitation card: {line.words(user)}"
        _ask(client, line, press(user, offered))
        staff.append(Officer(user, office.slug, measures))
    return staff


def _ask(client: Client, line: Line, event: dict[str, Any]) -> None:
    outcome = client.now(event)
    assert outcome.status == 200, outcome
    settle(line)


def settle(line: Line, seconds: float = 30) -> int:
    """Wait until everything is answered; how many events are not when time is up."""
    deadline = time.monotonic() + seconds
    while line.waiting() and time.monotonic() < deadline:
        time.sleep(0.01)
    return line.waiting()


def _desks(store: Store) -> list[tuple[Office, Department, list[tuple[int, int]]]]:
    """Each department with the newest year's measures it carries."""
    with store.read() as tx:
        query = (
            select(Office, Department, Measure)
            .join(Department, col(Department.office_id) == Office.id)
            .join(Responsibility, col(Responsibility.department_id) == Department.id)
            .join(Measure, col(Measure.id) == Responsibility.measure_id)
            .order_by(col(Department.id), col(Measure.number))
        )  # fmt: skip
        rows = tx.exec(query).all()
    found: dict[int, tuple[Office, Department, list[tuple[int, int]]]] = {}
    for office, department, measure in rows:
        found.setdefault(department.id, (office, department, []))[2].append(
            (measure.fiscal_year, measure.number)
        )
    newest = {key: max(year for year, _ in measures) for key, (_, _, measures) in found.items()}
    return [
        (office, department, [each for each in measures if each[0] == newest[key]])
        for key, (office, department, measures) in found.items()
    ]
