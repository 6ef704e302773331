"""The ten indicators (ตัวชี้วัด) and the instruments (แบบวัด), by number and by the names they go by."""

import re

from bot.thai.lexicon import compiled, data
from bot.thai.normalise import fold_letters

NAMES: tuple[tuple[int, str], ...] = (
    (1, "การปฏิบัติหน้าที่"),
    (2, "การใช้งบประมาณ"),
    (3, "การใช้อำนาจ"),
    (4, "การใช้ทรัพย์สินของราชการ"),
    (5, "การแก้ไขปัญหาการทุจริต"),
    (6, "คุณภาพการดำเนินงาน"),
    (7, "ประสิทธิภาพการสื่อสาร"),
    (8, "การปรับปรุงการทำงาน"),
    (8, "การปรับปรุงระบบการทำงาน"),
    (9, "การเปิดเผยข้อมูล"),
    (10, "การป้องกันการทุจริต"),
)
"""Full names, for misspellings; indicator 8 has two."""

NUMBERED = re.compile(
    fold_letters(
        r"(?:ตัว(?:ชี้|ชี|ชิ้)?วัด|ตัว|ตชว|ตัวชว|kpi|indicator|ind)(?:ย่อย)?(?:ข้อ|ที่|ลำดับ|หมายเลข|เลข|ที)* ?(\d{1,2})"
        r"(?!\d|\.\d| ?%|ตัว(?!ที่|ชี้)|ข้อ(?!ง|มูล)|คะแนน|อันดับ|รายการ)"
    )
)
_WORDS = data("indicators")
NAMED = compiled(_WORDS["indicators"])
INSTRUMENTS = compiled(_WORDS["instruments"])

OIT_ITEM = re.compile(
    fold_letters(
        r"(?:ข้อ|item|ตัว(?:ชี้วัด)?)?(?:ที่)? ?(?:(?<![a-z])o|โอ)(?:ข้อ|ที่|[ .\-])*0?(?P<o>\d{1,2})(?![\d.])"
        r"|(?:ข้อ|item|ที่)(?:ที่)? ?0(?P<zero>\d{2})(?!\d)"
        r"|(?<![\d.,/])0(?P<bare>\d{2})(?![\d./%])"
        r"|(?:oit|โอไอที) ?(?:ข้อ|item)(?:ที่)? ?(?P<oit>\d{1,2})(?!\d)"
    )
)
