"""An office as its papers tell it: ทต.บึงเจริญ, results of 2565 and 2566, nine measures of 2567."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tracker.facts import (
    AssessmentFacts,
    EvidenceFacts,
    FindingFacts,
    MeasureFacts,
    OfficeFacts,
    RoundFacts,
    Standing,
    UpdateFacts,
    YearFacts,
)

DEPARTMENTS = ("สำนักปลัด", "กองคลัง", "กองช่าง", "กองการศึกษา ศาสนาและวัฒนธรรม")
SOURCE = "รายงานการวิเคราะห์ผลการประเมิน ITA ปีงบประมาณ พ.ศ. 2566 ของเทศบาลตำบลบึงเจริญ"
SCORES = {
    2565: "88.04 76.51 83.91 78.64 81.07 96.23 97.95 97.10 97.14 93.75",
    2566: "98.98 96.21 95.50 95.28 95.10 85.39 73.81 76.42 92.50 90.00",
}
MEASURES = (
    (7, None, "e9", "มอบหมายผู้รับผิดชอบตอบข้อซักถามและให้คำอธิบาย"),
    (8, None, "e13", "จัดทำ E-Service และประชาสัมพันธ์ให้ทราบโดยทั่วถึง"),
    (8, None, "e14", "เปิดโอกาสให้บุคคลภายนอกมีส่วนร่วมและเผยแพร่ผล"),
    (7, None, "e8", "จัดทำช่องทางติดต่อและรับฟังความคิดเห็นแบบสื่อสารสองทาง"),
    (8, None, "e13", "จัดทำ E-Service สำหรับผู้ไม่ต้องเดินทางมาหน่วยงาน"),
    (8, None, "e14", "เปิดการมีส่วนร่วมในโครงการและกิจกรรมของหน่วยงาน"),
    (9, "o12", None, "แสดงความก้าวหน้าตามแผนดำเนินงานประจำปี"),
    (9, "o30", None, "เผยแพร่รายงานผลการเปิดโอกาสให้มีส่วนร่วม"),
    (10, "o43", None, "นำมาตรการตามข้อ o42 ไปสู่การปฏิบัติ และแสดง QR Code แบบวัด EIT"),
)
WANTED = ("คำสั่งแต่งตั้งคณะทำงาน", "รายงานการประชุม", "ภาพการดำเนินการ", "บันทึกสรุปผลการดำเนินกิจกรรม")


@pytest.fixture
def office() -> OfficeFacts:
    return OfficeFacts(
        slug="buengcharoen",
        name="เทศบาลตำบลบึงเจริญ",
        kind="ทต.",
        district="บ้านกรวด",
        province="บุรีรัมย์",
        website=None,
        eit_url=None,
        weak_below=Decimal("85.00"),
        strong_from=Decimal("90.00"),
        due_6m=(4, 30),
        due_12m=(10, 31),
        departments=DEPARTMENTS,
    )


@pytest.fixture
def history() -> tuple[AssessmentFacts, ...]:
    findings = (
        FindingFacts("trend-wrong", "error", "คะแนนรวมลดลง 2.87 คะแนน แต่เอกสารเขียนว่าเพิ่มขึ้น", "ตารางที่ 1"),
        FindingFacts("change-wrong", "error", "ร้อยละของการเปลี่ยนแปลงที่ถูกต้องคือ -3.13", None),
    )
    return (
        _result(2565, "91.80", "A", None, ()),
        _result(2566, "88.93", "A", "ผ่าน", findings),
    )


def _result(year: int, overall: str, letter: str, level: str | None, findings: tuple[FindingFacts, ...]):
    return AssessmentFacts(
        fiscal_year=year,
        overall=Decimal(overall),
        letter=letter,
        level=level,
        indicators={number: Decimal(text) for number, text in enumerate(SCORES[year].split(), start=1)},
        uncertain=(),
        remark=None,
        source=SOURCE,
        findings=findings,
    )


@pytest.fixture
def result_year(office: OfficeFacts, history: tuple[AssessmentFacts, ...]) -> YearFacts:
    """2566: a result, the earlier one beside it, no measures."""
    return YearFacts(office=office, fiscal_year=2566, history=history, measures=(), rounds=(), updates=())


@pytest.fixture
def measure_year(office: OfficeFacts, history: tuple[AssessmentFacts, ...]) -> YearFacts:
    """2567: nine measures in two rounds, some of them reported by some departments."""
    rounds = (
        RoundFacts(
            1, "6m", "6m", "รอบ 6 เดือน", date(2023, 10, 1), date(2024, 3, 31), date(2024, 4, 30), closed=False
        ),
        RoundFacts(
            2,
            "12m",
            "12m",
            "รอบ 12 เดือน",
            date(2023, 10, 1),
            date(2024, 9, 30),
            date(2024, 10, 31),
            closed=False,
        ),
    )
    updates = (
        _update("67-0001", 1, "สำนักปลัด", "done", 100, "แต่งตั้งผู้รับผิดชอบแล้ว ตามคำสั่งที่ 12/2567", photos=2),
        _update("67-0002", 1, "กองคลัง", "in_progress", 60, "น้ำท่วมทำให้ช้า กำลังจัดทำป้ายประชาสัมพันธ์"),
        _update("67-0003", 2, "กองช่าง", "blocked", 20, '=HYPERLINK("http://x") รอผู้รับจ้างส่งงาน', late=True),
    )
    measures = tuple(_measure(number, updates) for number in range(1, len(MEASURES) + 1))
    return YearFacts(office, 2567, history, measures, rounds, updates)


def _measure(number: int, updates: tuple[UpdateFacts, ...]) -> MeasureFacts:
    indicator, item, question, title = MEASURES[number - 1]
    return MeasureFacts(
        id=number,
        fiscal_year=2567,
        number=number,
        title=title,
        indicator=indicator,
        oit_item=item,
        question=question,
        steps=("แต่งตั้งคณะทำงานและมอบหมายหน้าที่", "ประชาสัมพันธ์ผ่านเครือข่ายสังคมออนไลน์ เช่น Facebook"),
        all_departments=True,
        period_start=date(2023, 10, 1),
        period_end=date(2024, 9, 30),
        cadence="unknown",
        assumed=True,
        follow_up=None,
        evidence_wanted=WANTED,
        rounds=("6m", "12m"),
        standings=tuple(_standing(place, name, number, updates) for place, name in enumerate(DEPARTMENTS, 1)),
        source=SOURCE,
    )


def _standing(place: int, name: str, number: int, updates: tuple[UpdateFacts, ...]) -> Standing:
    mine = [update for update in updates if (update.measure_number, update.department) == (number, name)]
    last = mine[-1] if mine else None
    return Standing(
        department_id=place,
        department=name,
        status=last.status if last else "not_started",
        percent=last.percent if last else 0,
        version=len(mine),
        reported=("6m",) if mine else (),
        note=last.note if last else "",
        updated_at=last.recorded_at if last else None,
    )


def _update(
    receipt: str,
    number: int,
    department: str,
    status: str,
    percent: int,
    note: str,
    photos: int = 0,
    late: bool = False,
) -> UpdateFacts:
    at = datetime(2024, 3, 20, 3, 30, tzinfo=UTC)
    photo = EvidenceFacts(1, "photo", "ภาพถ่าย", "image/jpeg", 1000, "00", None, at, stored=True)
    return UpdateFacts(
        receipt=receipt,
        measure_number=number,
        department=department,
        round_key="6m",
        round_label="รอบ 6 เดือน",
        status=status,
        percent=percent,
        note=note,
        event_date=date(2024, 3, 15),
        recorded_at=at,
        late=late,
        evidence=tuple(replace(photo, id=place) for place in range(photos)),
    )
