"""Thai that conversion damaged is mended and told; what would be a guess is only told."""

import pytest

from tracker.documents.paper import Paper, Paragraph
from tracker.documents.script import mend

MENDED = (
    ("จัดท าคู่มือส านักงาน", "จัดทำคู่มือสำนักงาน", 2),
    ("ดําเนินการ น้ํา", "ดำเนินการ น้ำ", 0),
    ("ที\uf70aปรึกษา", "ที่ปรึกษา", 1),
    ("ปี\uf70bา", "ปี้า", 1),
    ("ทั้้งนี้", "ทั้งนี้", 1),
    ("ท่ีดิน", "ที่ดิน", 1),
    ("นำ้", "น้ำ", 1),
    ("การ\u200bใช้\u00a0งบ\u00ad", "การใช้ งบ", 0),
    ("ການใช้อำนาจ", "การใช้อำนาจ".replace("การ", "กาน"), 1),
    ("เเผน", "แผน", 0),
    ("e ๑๓ ประเด็น", "e13 ประเด็น", 0),
    ("ข้อ ๐๑๒", "ข้อ o12", 1),
    ("ปี ๒๕๖๗", "ปี 2567", 0),
    ("จ\ufffdานวน ด\ufffdาเนิน", "จำนวน ดำเนิน", 2),
    ("ด\ufffdำเนินงาน", "ดำเนินงาน", 1),
    ("ประจำ\ufffd ปี สำ\ufffdนักงาน", "ประจำปี สำนักงาน", 2),
    ("น\ufffd้ำ น้\ufffdำ", "น้ำ น้ำ", 2),
    ("หน้ าที่ ค่ าเป้ าหมาย", "หน้าที่ ค่าเป้าหมาย", 3),
    ("น้ า ซ้ าซ้อน ต่ ากว่า แตกต่ าง", "น้ำ ซ้ำซ้อน ต่ำกว่า แตกต่าง", 4),
    ("ตัวชีวัด้ ตัวชีวัดที่ ้ 1", "ตัวชี้วัด ตัวชี้วัดที่ 1", 2),
    ("ขันตอนการด ้ำเนินงาน", "ขั้นตอนการดำเนินงาน", 1),
    ("95.00 ขึนไป ้", "95.00 ขึ้นไป", 1),
    ("ชีวัด ได้", "ชีวัด ได้", 0),
    ("การป้ องกัน เปิ ดโอกาส ฝ่ ายบริหาร", "การป้องกัน เปิดโอกาส ฝ่ายบริหาร", 3),
)


@pytest.mark.parametrize(("text", "good", "told"), MENDED)
def test_damage_is_mended_and_told(text: str, good: str, told: int) -> None:
    paper, damages = mend(Paper("x", (Paragraph(text, "บรรทัดที่ 1"),)))
    (block,) = paper.blocks
    assert isinstance(block, Paragraph)
    assert (block.text, len(damages)) == (good, told)
    assert all(damage.text and damage.place == "บรรทัดที่ 1" for damage in damages)


@pytest.mark.parametrize("text", ("ชี้แจง(cid:7)", "การ\ufffdใช้", "\ufffdจำนวน", "ที่\ufffdประชุม", "ตาม ่ นี้", "ຍ"))
def test_what_would_be_a_guess_stays_and_is_told(text: str) -> None:
    paper, damages = mend(Paper("x", (Paragraph(text, "บรรทัดที่ 1"),)))
    (block,) = paper.blocks
    assert isinstance(block, Paragraph)
    assert (block.text, len(damages)) == (text, 1)


@pytest.mark.parametrize(
    ("text", "stays"), (("33072", 0), ("๓๓๐๗๒", 0), ("2567", 1), ("91.80", 1), ("ข้อ 33072", 1))
)
def test_only_a_long_number_alone_on_its_line_is_a_stray_page_number(text: str, stays: int) -> None:
    paper, damages = mend(Paper("x", (Paragraph(text, "บรรทัดที่ 1"),)))
    assert (len(paper.blocks), len(damages)) == (stays, 1 - stays)
