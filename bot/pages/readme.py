"""The readme of an office's open data: every column and key with its unit and source, and what may be done with it."""

from tracker.facts import YearFacts

LICENCE = {
    "name": "Creative Commons Attribution 4.0 International (CC BY 4.0)",
    "url": "https://creativecommons.org/licenses/by/4.0/",
}

COLUMNS = {
    "row": "ชนิดของแถว: total คะแนนรวม, indicator ตัวชี้วัด, measure มาตรการของส่วนราชการหนึ่ง | kind of row",
    "fiscal_year": "ปีงบประมาณ พ.ศ. (1 ต.ค. ถึง 30 ก.ย.) | fiscal year, B.E.",
    "number": "เลขตัวชี้วัด 1-10 หรือเลขมาตรการ ว่างในแถว total | number of the indicator or measure",
    "name": "ชื่อตัวชี้วัดหรือชื่อมาตรการ | name",
    "score": "คะแนน ร้อยละ 0.00-100.00 | score, percent of 100",
    "earlier_score": "คะแนนปีก่อนหน้า ร้อยละ ว่างเมื่อไม่มีหรือยืนยันไม่ได้ | score of the year before",
    "change_points": "คะแนนที่เปลี่ยน หน่วยเป็นคะแนน | change in points",
    "change_percent": "คะแนนที่เปลี่ยน เป็นร้อยละของปีก่อน | change in percent of the earlier score",
    "department": "ส่วนราชการผู้รับผิดชอบ | department that carries the measure",
    "status": "not_started ยังไม่ได้ดำเนินการ, in_progress อยู่ระหว่างดำเนินการ, done ดำเนินการแล้ว, blocked ติดขัด, "
    "postponed เลื่อน, cancelled ยกเลิก | status",
    "percent": "ความก้าวหน้า ร้อยละ จำนวนเต็ม 0-100 ตามที่ส่วนราชการรายงาน | progress, percent of 100",
    "rounds_reported": "รอบที่รายงานแล้ว เช่น 6m รอบ 6 เดือน, 12m รอบ 12 เดือน, q1-q4 ไตรมาส | rounds reported",
    "last_event_date": "วันที่ดำเนินการตามรายงานล่าสุด ค.ศ. แบบ ISO 8601 | day of what was reported last, A.D.",
    "late": "รายงานล่าสุดส่งหลังกำหนดหรือไม่ yes/no | whether the last report was late",
    "evidence_count": "จำนวนหลักฐาน (ภาพ ไฟล์ ลิงก์) | pieces of evidence",
    "note": "หมายเหตุของส่วนราชการ | note of the department",
    "certain": "เอกสารยืนยันว่าเป็นคะแนนของตัวชี้วัดนี้หรือไม่ yes/no | whether the paper proves the score",
    "source": "เอกสารที่มา | paper it was read from",
}
KEYS = {
    "format": "รุ่นของรูปแบบข้อมูล | version of this format",
    "published_at": "เวลาที่หน่วยงานเผยแพร่สำเนานี้ | when the office published this copy",
    "office": "หน่วยงาน ส่วนราชการ เว็บไซต์ ลิงก์ EIT | the office",
    "history": "ผลการประเมินทุกปี: overall คะแนนรวม, letter ระดับตามเอกสาร, indicators คะแนนตัวชี้วัด 1-10, "
    "uncertain ตัวที่เอกสารยืนยันไม่ได้, findings ข้อสังเกต | results by year",
    "rounds": "รอบรายงาน: starts ends due เป็นวันที่ ค.ศ., closed ปิดรอบแล้ว | reporting rounds",
    "measures": "มาตรการ: title steps oit_item period_start period_end "
    "และ standings ความก้าวหน้ารายส่วนราชการ | measures",
    "updates": "รายงานทีละครั้ง: percent note event_date late evidence_count "
    "และ proofs หลักฐานที่เลือกเผยแพร่ | single reports",
}
_HOW_OFTEN = (
    "ข้อมูลนี้เป็นสำเนา ณ เวลาที่ผู้ประสาน ITA ของหน่วยงานกดเผยแพร่ ไม่เปลี่ยนตามการทำงานภายหลัง หน่วยงานเผยแพร่ฉบับใหม่เมื่อใดก็ได้\n"
    "โดยทั่วไปหลังแต่ละรอบรายงาน (ปีละ 2 ครั้งขึ้นไป) ฉบับใหม่แทนฉบับเดิมที่ที่อยู่เดิม ชื่อคอลัมน์และคีย์มีแต่เพิ่ม ไม่เปลี่ยนความหมาย\n"
    "A frozen copy; a new publication replaces it at the same address. Columns and keys are only ever added."
)
_LEFT_OUT = (
    "ไม่มีชื่อ เบอร์โทร หรือบัญชีของบุคคล หน่วยงานเลือกได้ว่าจะเผยแพร่ข้อมูลใด ช่องที่ไม่เผยแพร่จะว่าง\n"
    "“(รอผู้ประสานงานตรวจก่อนเผยแพร่)” แทนข้อความที่มีเลขของบุคคลและยังไม่มีผู้ตรวจ\n"
    "No names, phone numbers or accounts of people. Fields an office does not publish are empty."
)


def readme(facts: YearFacts) -> str:
    """The readme of a published year, Thai first, as plain text."""
    office = facts.office
    published = facts.published_at.isoformat(timespec="minutes") if facts.published_at else ""
    contact = office.website or "หน่วยงานไม่ได้ระบุเว็บไซต์"
    parts = (
        f"ข้อมูลเปิด ผลการประเมิน ITA และมาตรการ ปีงบประมาณ พ.ศ. {facts.fiscal_year}\n{office.name}\n"
        f"Open data: ITA results and measures, fiscal year {facts.fiscal_year} B.E.",
        f"เผยแพร่เมื่อ (published): {published}\nติดต่อ (contact): {contact}",
        f"สัญญาอนุญาต (licence)\n{LICENCE['name']}\n{LICENCE['url']}\n"
        f"นำไปใช้ แก้ไข และเผยแพร่ต่อได้ โดยอ้างอิงว่า “ที่มา: {office.name} ปีงบประมาณ {facts.fiscal_year}”",
        f"เปลี่ยนเมื่อใด (how often it changes)\n{_HOW_OFTEN}",
        f"สิ่งที่ไม่มีในข้อมูล (what is left out)\n{_LEFT_OUT}",
        "ไฟล์ CSV: UTF-8 มี BOM เปิดด้วย Excel ได้ หนึ่งแถวต่อคะแนนหรือต่อมาตรการของส่วนราชการ\n" + _listed(COLUMNS),
        "ไฟล์ JSON: คะแนนเป็นข้อความทศนิยมสองตำแหน่ง ปีเป็น พ.ศ. วันที่เป็น ค.ศ. (ISO 8601)\n" + _listed(KEYS),
    )
    return "\n\n".join(parts) + "\n"


def _listed(meanings: dict[str, str]) -> str:
    return "\n".join(f"- {name}: {meaning}" for name, meaning in meanings.items())
