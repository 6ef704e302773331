"""Published years for the tests of the pages; the figures are those of the offices' papers."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

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

NOW = datetime(2024, 4, 23, 3, 0, tzinfo=UTC)
DEPARTMENTS = ("สำนักปลัด", "กองคลัง", "กองช่าง", "กองการศึกษา ศาสนาและวัฒนธรรม")
SCORES_2565 = "88.04 76.51 83.91 78.64 81.07 96.23 97.95 97.10 97.14 93.75"
SCORES_2566 = "98.98 96.21 95.50 95.28 95.10 85.39 73.81 76.42 92.50 90.00"
SCORES_PHANCHANA = "89.24 85.01 83.39 81.74 81.14 79.90 76.35 73.66 42.41 37.50"


def scores(text: str) -> dict[int, Decimal]:
    """Ten indicator scores from one line."""
    return {number: Decimal(score) for number, score in enumerate(text.split(), start=1)}


def office_facts(slug: str, name: str, **changes: Any) -> OfficeFacts:
    """An office with its default settings."""
    given = {
        "kind": "ทต.",
        "district": "บ้านกรวด",
        "province": "บุรีรัมย์",
        "website": "https://buengcharoen.example.go.th/",
        "eit_url": "https://itas.nacc.go.th/go/eit/abc123",
        "weak_below": Decimal("85.00"),
        "strong_from": Decimal("90.00"),
        "due_6m": (4, 30),
        "due_12m": (10, 31),
        "departments": DEPARTMENTS,
    }
    return OfficeFacts(slug=slug, name=name, **(given | changes))


def evidence(identifier: int, name: str = "ภาพถ่าย") -> EvidenceFacts:
    """A stored photo."""
    return EvidenceFacts(identifier, "photo", name, "image/jpeg", 1000, "ab" * 32, None, NOW, True)


def standing(department: str, status: str = "not_started", percent: int = 0, **more: Any) -> Standing:
    """How far a department is."""
    return Standing(770001, department, status, percent, 1, **({"reported": ()} | more))


MEASURE = MeasureFacts(
    id=880001,
    fiscal_year=2567,
    number=1,
    title="แต่งตั้งผู้รับผิดชอบตอบข้อซักถาม และประชาสัมพันธ์ทาง Facebook ของเทศบาล",
    indicator=7,
    oit_item=None,
    question="e9",
    steps=("แต่งตั้งผู้รับผิดชอบตอบข้อซักถามของประชาชน", "ประชาสัมพันธ์ช่องทางทาง Facebook"),
    all_departments=True,
    period_start=date(2023, 10, 1),
    period_end=date(2024, 9, 30),
    cadence="unknown",
    assumed=True,
    follow_up=None,
    evidence_wanted=("คำสั่งแต่งตั้งคณะทำงาน", "รายงานการประชุม", "ภาพกิจกรรม"),
    rounds=("6m", "12m"),
    standings=(
        standing("สำนักปลัด", "in_progress", 60, reported=("6m",), note="แต่งตั้งคณะทำงานแล้ว\nรอประชาสัมพันธ์ <เพจ>"),
        standing("กองคลัง", "done", 100, reported=("6m",)),
        standing("กองช่าง"),
        standing("กองการศึกษา ศาสนาและวัฒนธรรม", "blocked", 20, reported=("6m",), note="รอคำสั่งแต่งตั้ง"),
    ),
    source="รายงานวิเคราะห์ผลการประเมิน ITA เทศบาลตำบลบึงเจริญ ก.ย. 2566",
)


def update(department: str, percent: int, **more: Any) -> UpdateFacts:
    """One report on measure 1."""
    given = {
        "receipt": "67-0012",
        "measure_number": 1,
        "department": department,
        "round_key": "6m",
        "round_label": "รอบ 6 เดือน",
        "status": "done" if percent == 100 else "in_progress",
        "percent": percent,
        "note": "",
        "event_date": date(2024, 3, 14),
        "recorded_at": NOW,
        "late": False,
    }
    return UpdateFacts(**(given | more))


BUENGCHAROEN = YearFacts(
    office=office_facts("buengcharoen", "เทศบาลตำบลบึงเจริญ"),
    fiscal_year=2567,
    history=(
        AssessmentFacts(
            2565, Decimal("91.80"), "A", None, scores(SCORES_2565), (), None, "รายงานวิเคราะห์ ก.ย. 2566"
        ),
        AssessmentFacts(
            *(
                2566,
                Decimal("88.93"),
                "A",
                "ผ่าน",
                scores(SCORES_2566),
                (),
                None,
                "รายงานวิเคราะห์ ก.ย. 2566 หน้า 3",
            ),
            findings=(
                FindingFacts("trend-wrong", "error", "คะแนนลดลง 2.87 แต่เอกสารเขียนว่าเพิ่มขึ้น", "ตารางที่ 2"),
                FindingFacts("template-unfilled", "note", "ยังมีข้อความ (ใส่หมายเลข...) ค้างอยู่", None),
            ),
        ),
    ),
    measures=(
        MEASURE,
        replace(
            MEASURE,
            id=880009,
            number=9,
            title="นำมาตรการตาม o42 ไปปฏิบัติ และเผยแพร่คิวอาร์โค้ด EIT บนเว็บไซต์",
            indicator=10,
            oit_item="o43",
            question=None,
            standings=tuple(standing(name) for name in DEPARTMENTS),
        ),
    ),
    rounds=(
        RoundFacts(
            990001, "6m", "6m", "รอบ 6 เดือน", date(2023, 10, 1), date(2024, 3, 31), date(2024, 4, 30), False
        ),
        RoundFacts(
            990002,
            "12m",
            "12m",
            "รอบ 12 เดือน",
            date(2024, 4, 1),
            date(2024, 9, 30),
            date(2024, 10, 31),
            False,
        ),
    ),
    updates=(
        update(
            "สำนักปลัด", 60, evidence=(evidence(660001), evidence(660002, "คำสั่ง นายสมชาย.pdf")), note="แต่งตั้งแล้ว"
        ),
        update("กองคลัง", 100, late=True),
        update("กองการศึกษา ศาสนาและวัฒนธรรม", 20, status="blocked"),
    ),
)
PHANCHANA = YearFacts(
    office=office_facts(
        *("phanchana", "องค์การบริหารส่วนตำบลพันชนะ"),
        kind="อบต.",
        district="ด่านขุนทด",
        province="นครราชสีมา",
        eit_url=None,
        website=None,
    ),
    fiscal_year=2564,
    history=(
        AssessmentFacts(
            *(2564, Decimal("64.21"), "D", None, scores(SCORES_PHANCHANA), (1, 2, 3, 4, 5, 6, 7, 8)),
            remark="ตารางในเอกสารขัดกัน ใช้ชุดคะแนนที่ตรงกับคะแนนรวมที่ประกาศ",
            source="รายงานวิเคราะห์ผลการประเมิน ITA ปี 2564",
        ),
    ),
    measures=(),
    rounds=(),
    updates=(),
)
