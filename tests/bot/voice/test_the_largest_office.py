"""An invented office with 12 departments and 40 measures of 200-letter titles, asked and pressed all through."""

import shutil
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest

from bot.voice.plain import as_text
from sandbox.people import Person, actions
from tests.bot.voice.test_the_longest_values import Message, wrong
from tests.gallery.scenes import MOMENT
from tests.town import BANGKOK, Town, town
from tracker.actions.load_samples import _load
from tracker.samples import SampleMeasure, SampleOffice, SampleProgress, SampleResult, SampleSource
from tracker.store import Store, schema

MEASURES = 40
EVERY = set(range(1, MEASURES + 1))
DEPARTMENTS = (
    "สำนักปลัดองค์การบริหารส่วนตำบล",
    "กองคลังและพัสดุ",
    "กองช่างและผังเมือง",
    "กองสาธารณสุขและสิ่งแวดล้อม",
    "กองการศึกษา ศาสนาและวัฒนธรรม",
    "กองสวัสดิการสังคมและพัฒนาคุณภาพชีวิต",
    "กองส่งเสริมการเกษตรและการพัฒนาชนบท",
    "กองยุทธศาสตร์ งบประมาณ และการประชาสัมพันธ์",
    "กองทรัพยากรธรรมชาติและสิ่งแวดล้อม",
    "กองกิจการพาณิชย์และการท่องเที่ยวเชิงนิเวศ",
    "หน่วยตรวจสอบภายในและบริหารความเสี่ยง",
    "กองป้องกันและบรรเทาสาธารณภัยและรักษาความสงบ",
)
LISTS = (
    "มาตรการมีอะไรบ้าง",
    "มาตรการที่ยังไม่เริ่มมีอะไรบ้าง",
    "มาตรการที่เสร็จแล้วมีอะไรบ้าง",
    "รายละเอียดมาตรการ",
    "สรุปตามส่วนราชการ",
    f"{DEPARTMENTS[7]}มีมาตรการอะไรบ้าง",
    "ใครยังไม่ส่ง",
    "กำหนดส่งวันไหน",
    "งานของฉัน",
    "รายงานความคืบหน้า",
    "มาตรการ 40 ทำแล้ว 60%",
    "ขอรายงานรอบแรก",
    "ตั้งค่าการแจ้งเตือน",
    "ตัวชี้วัดทั้ง 10 ตัว",
    "จุดอ่อน",
    "เทียบกับปีก่อน",
    "ช่วยเหลือ",
)
MOST = 400  # presses, many more than any walk needs


def title(number: int) -> str:
    """A title of 200 letters that no other measure has."""
    return (f"ข้อที่{number}นี้ปรับปรุงการเผยแพร่ข้อมูลซื่อสัตย์ที่สุดปี๊ผู้ใหญ่" * 5)[:200]


def office() -> SampleOffice:
    """The office as a sample: all departments carry all measures, half of them reported with long notes."""
    note = "ติดป้ายประชาสัมพันธ์ที่หน้าสำนักงานและในหมู่บ้านแล้ว " * 20
    reported = tuple(SampleProgress(name, "in_progress", 60, note[:1000], 3) for name in DEPARTMENTS)
    measures = tuple(
        SampleMeasure(
            2567, n, title(n), indicator=n % 10 + 1, steps=(title(n),) * 8,
            cadence="quarterly" if n % 2 else "semiannual", progress=reported if n % 4 == 0 else (),
            evidence=("ภาพถ่ายการดำเนินงานที่เกี่ยวข้องทั้งหมด",) * 8,
        )
        for n in range(1, MEASURES + 1)
    )  # fmt: skip
    results = tuple(
        SampleResult(year, Decimal("80.00"), (Decimal("80.00"),) * 10, level=None) for year in (2565, 2566)
    )
    name = "องค์การบริหารส่วนตำบลหนองบัวศรีสุขเกษมราษฎร์บำรุงพัฒนาสามัคคี"[:60]
    return SampleOffice("largest", name, "อบต.", DEPARTMENTS, SampleSource("รายงาน" * 33), results, measures)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office's database."""
    path = tmp_path_factory.mktemp("largest") / "largest.db"
    store = Store(f"sqlite:///{path}")
    schema.migrate(store)
    with store.begin() as tx:
        _load(tx, office(), MOMENT, MOMENT.date(), BANGKOK)
    store.close()
    return path


@contextmanager
def enrolled(role: tuple[str, ...], built: Path, folder: Path) -> Iterator["Walker"]:
    """Somebody of the office who asks."""
    database = f"sqlite:///{shutil.copy(built, folder)}"
    with town(folder, MOMENT, database) as place:
        somebody = place.line.person("somebody")
        somebody.says(place.code("largest", *role))
        somebody.wait()
        somebody.press("ยืนยัน")
        somebody.wait()
        yield Walker(place, somebody)
        assert place.line.state.violations == []
        assert set(place.line.state.webhook_statuses) == {200}


@dataclass
class Walker:
    """Asks, presses on from answer to answer, and keeps which measures were told in full."""

    place: Town
    person: Person
    reached: set[int] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    pressed: set[str] = field(default_factory=set)

    def ask(self, text: str) -> list[Message]:
        """Say something."""
        self.person.says(text)
        return self._arrived(text)

    def press(self, action: Message) -> list[Message]:
        """Press a button that we answer."""
        if action["type"] == "message":
            return self.ask(action["text"])
        self.person.presses(action["data"])
        return self._arrived(action["data"])

    def _arrived(self, why: str) -> list[Message]:
        messages = [each.message for each in self.person.wait(timeout=3)]
        self.problems += [f"{why}: {each}" for each in (wrong(messages) if messages else ["no answer"])]
        self.reached |= told(messages)
        return messages

    def explore(self, messages: list[Message], deep: bool = True) -> None:
        """Press everything on an answer and, if `deep`, on the answers to that, down to single measures."""
        waiting = deque([messages])
        while waiting and len(self.pressed) < MOST:
            for action in actions(waiting.popleft()):
                key = action.get("data", action.get("text", ""))
                if key and key not in self.pressed and action["type"] in ("postback", "message"):
                    self.pressed.add(key)
                    found = self.press(action)
                    if deep and len(told(found)) != 1:
                        waiting.append(found)


def told(messages: list[Message]) -> set[int]:
    """The measures whose whole title can be read in messages."""
    said = as_text(messages)
    return {number for number in EVERY if title(number) in said}


def test_every_list_leads_to_every_measure_and_every_button_is_answered(built: Path, tmp_path: Path) -> None:
    with enrolled(("coordinator",), built, tmp_path) as walker:
        walker.explore(walker.ask("มาตรการมีอะไรบ้าง"))
        assert walker.reached == EVERY
        for text in LISTS:
            walker.explore(walker.ask(text), deep=False)
        assert walker.problems == []


def test_a_head_reaches_every_measure_to_report_from_ones_own_work(built: Path, tmp_path: Path) -> None:
    with enrolled(("head", DEPARTMENTS[7]), built, tmp_path) as walker:
        walker.explore(walker.ask("รายงานความคืบหน้า"))
        assert walker.problems == []
        assert walker.reached == EVERY
