"""Whether a text breaks off: by its last word, which asks for another, or is only half of one."""

import re

_ASKS = re.compile(
    r"(?:และ|หรือ|เพื่อ|โดย|ของ|แก่|ซึ่ง|เช่น|ได้แก่|รวมทั้ง|ในปี"
    r"|(?<!ได้)(?<!ยอม)(?<!ต้อน)(?<!น้อม)(?<!ราย)(?<!ตอบ)(?<!ตรวจ)รับ"
    r"|(?<!ตัว)อย่าง|เกี่ยวกับ|ร่วมกับ|นอกจาก|(?:เพื่อ|ใน|และ|ของ)การ|(?:และ|ของ|ด้าน|มี)ความ|(?:ด้าน|และ|มี)คุณ"
    r"|ทุก|ความพึง|ให้เป็น|ไปยัง|เชิญ[ก-๙]+มา|(?:และ|ให้)ถือ|(?:ต่อ|แก่|และ|ของ|โดย)ผู้|(?:แก่|ให้|มอบหมาย|และ)เจ้า"
    r"|(?:เผยแพร่|แจ้ง|ชี้แจง|เพื่อ|และ)ให้|(?:ประกาศ|หนังสือ|อบรม)เรื่อง|(?:แล้วเสร็จ|ผู้บริหาร|นายก|ประชาชน)ภายใน"
    r"|(?:ประชาสัมพันธ์|เผยแพร่|แจ้ง|ข้อมูล)ผ่าน|ผ่าน(?:ทาง)?ช่องทาง|(?:นายก|เทศมนตรี|ผู้บริหาร|ปลัด)[ก-๙]{0,12}ลง)$"
)
_WORDS = (
    "ประชาชน ประชาสัมพันธ์ ผู้บริหาร งบประมาณ เจ้าหน้าที่ ทุจริต คุณธรรม จริยธรรม โปร่งใส ประสิทธิภาพ ทรัพย์สิน บุคลากร พึงพอใจ "
    "ปฏิบัติ มาตรการ กิจกรรม เว็บไซต์ เทศบาล"
).split()
_SHORTEST = 3
_WHOLE = {"ทรัพย์"}
"""Beginnings of those words that are words themselves."""
_HALVES = tuple(
    word[:cut]
    for word in _WORDS
    for cut in range(_SHORTEST, len(word))
    if word[:cut] not in _WHOLE and not word[:cut].endswith("ร") and len(re.findall("[ก-ฮ]", word[:cut])) > 2
)
_LEFT_OFF = re.compile(r"[เแโใไ]$|(?<!\.)\.{3}$|…$")


def breaks_off(text: str) -> bool:
    """Whether a sentence ends before it is over: "แต่งตั้งคณะทำงานเพื่อ", "ประเมินความพึง", "จัดทำคู่มือ…"."""
    return bool(_ASKS.search(text) or _LEFT_OFF.search(text)) or text.endswith(_HALVES)
