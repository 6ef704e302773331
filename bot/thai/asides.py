"""What people add beside the matter: why they ask, for whom, what they will do with it. "… ค่ะ ท่านปลัดจะเอาเข้าที่ประชุม".

Such words name papers, people and offices that are not what is asked for, so they are read as no sign of anything.
"""

import re

from bot.thai.normalise import fold_letters

_POLITE = "(?:นะ)?(?:ค่ะ|คะ|ครับ|คับ|ค้าบ|ค่า|จ้า|จ้ะ|ฮะ|หน่อย|ที|ล่ะ|น้า)"
_WHO = "(?:ท่าน|คุณ|พี่|น้อง)?(?:ปลัด|นายก|หัวหน้า|ผอ|ผู้บริหาร|ผู้ตรวจ|นาย|เจ้านาย|รองปลัด|รองนายก|ผู้อำนวยการ|อำเภอ|จังหวัด|ท้องถิ่น)"
_I = "(?:พี่|หนู|ผม|ดิฉัน|ฉัน|เรา)"
# After a polite word nearly any of these begins an aside; without one only what can be nothing else.
_WILL = "ได้|เอา|ใช้|นำ|กรอก|แนบ|ทำ|เตือน|โทร|ส่งต่อ|เข้า|ไป|ตอบ|เขียน|เสนอ|พิมพ์|แจ้ง|ประชุม|วางแผน|ตาม"
_REASON = (
    "เอา(?:ไว้|ไป|มา)|เพื่อ|พอดี|เผื่อ|อยากรู้ก่อน|อยากอ่าน|อยากให้|ด่วน|รีบ|ติด(?:หน้างาน|ประชุม|งาน)|เดี๋ยว|ขอโทษ|ขอบคุณ"
    "|ก่อนจะ|ก่อนประชุม|ตอนนี้(?:อยู่|ติด|ประชุม)"
)
_AFTER_POLITE = re.compile(fold_letters(f"{_POLITE}(?={_WHO}|{_I}?(?:จะ|กำลังจะ|ต้อง)(?:{_WILL})|{_REASON})"))
_ANYWHERE = re.compile(
    fold_letters(
        "|".join(
            (
                "(?<!ถึง)(?<!จึง)(?<!น่า)(?<!ว่า)จะได้"
                r"(?!กี่|เท่า|คะแนน|เกรด|ระดับ|รับ|อะไร|ไหม|ผ่าน|ไม่|ดี|ถึง| ?\d|[A-Za-z])",
                "จะ(?:เอา|นำ)(?:ไป|มา|เข้า)",
                "เอา(?:ไว้|มา)(?:แนบ|เทียบ|ใช้|ทำ|ตั้ง|เสนอ|ประกอบ)",
                "เพื่อ(?:ประกอบ|ใช้|เสนอ|นำ|เตรียม|ทำ)",
                f"พอดี(?:ผู้|จะ|ท่าน|มี|{_WHO})",
                "จะใช้(?:เขียน|ประกอบ|ทำ|ใน)",
                "จะใส่(?:ใน|เล่ม|สไลด์|ราย)",
                "กลัวจะ|กลัวว่า",
            )
        )
    )
)
SHORTEST = 6
"""Letters of the key that must stand before an aside: something has to be asked first."""


def aside(key: str) -> int:
    """Where in a key the words beside the matter begin; its length when there are none."""
    found = [match.end() for match in [_AFTER_POLITE.search(key, SHORTEST)] if match]
    found += [match.start() for match in [_ANYWHERE.search(key, SHORTEST)] if match]
    return min(found, default=len(key))
