"""One office from the desk: rounds that are open and who is late, who cannot be reached, invitations, posts."""

from datetime import date

from sqlmodel import Session

from bot.pages.desk.sections import Asked, Row, Section, moment
from tracker.actions.authority import role_name
from tracker.model.facts import RoundFacts, YearFacts
from tracker.rules import fiscal, owing
from tracker.store import desk, facts


def rounds(tx: Session, asked: Asked) -> Section:
    """The rounds of the office in view that have begun and are open, each with the departments that owe a report."""
    rows: list[Row] = []
    if asked.office is not None:
        today = asked.now.astimezone(asked.zone).date()
        for year in reversed(facts.measure_years(tx, asked.office.id)):
            known = facts.year_facts(tx, asked.office.id, year)
            open_ones = (each for each in known.rounds if not each.closed and each.starts <= today)
            rows += [row for each in open_ones for row in _owed(known, each, today)]
    return Section(
        "rounds",
        "รอบที่เปิดและผู้ที่ยังไม่ส่ง",
        "Open rounds and who is late",
        ("รอบ", "ส่วนราชการ", "มาตรการที่ยังไม่รายงาน"),
        tuple(rows),
        "ทุกส่วนราชการรายงานครบทุกรอบที่เปิดแล้ว" if asked.office else "เลือกหน่วยงานก่อน",
        total=len(rows),
    )


def unreachable(tx: Session, asked: Asked) -> Section:
    """Departments nobody of whom can be told anything."""
    found = desk.unreachable(tx, asked.scope, asked.now)
    rows = tuple(
        Row(
            (each.office, each.department, "เลิกติดตามบัญชี LINE" if each.enrolled else "ยังไม่มีผู้ลงทะเบียน"),
            state="ติดต่อไม่ได้",
        )
        for each in found
    )
    return Section(
        "unreachable",
        "ส่วนราชการที่ติดต่อไม่ได้",
        "Departments that cannot be reached",
        ("หน่วยงาน", "ส่วนราชการ", "เหตุ"),
        rows,
        "ติดต่อได้ทุกส่วนราชการที่มีมาตรการ",
        "กรุณาแจ้งส่วนราชการเหล่านี้ด้วยทางอื่น และออกรหัสเชิญให้ใหม่ด้วยคำสั่ง invite หรือขอจากผู้ดูแลระบบ" if rows else "",
        len(rows),
    )


def invitations(tx: Session, asked: Asked) -> Section:
    """Invitations that can still be used."""
    rows = tuple(
        Row(
            (
                each.office,
                role_name(each.role, each.department),
                f"ใช้ได้อีก {each.uses_left} คน ถึง {moment(each.expires_at, asked.zone)}",
            ),
            state="ผู้ดูแลระบบออกให้" if each.by_operator else "ผู้ประสาน ITA ออกให้",
        )
        for each in desk.open_invitations(tx, asked.scope, asked.now)
    )
    return Section(
        "invitations",
        "คำเชิญที่ยังใช้ได้",
        "Open invitations",
        ("หน่วยงาน", "เชิญเป็น", "ใช้ได้"),
        rows,
        "ไม่มีคำเชิญที่ยังใช้ได้",
        total=len(rows),
    )


def posts(tx: Session, asked: Asked) -> Section:
    """Who is enrolled, by post: names are not kept."""
    rows = tuple(
        Row(
            (
                each.office,
                role_name(each.role, each.department),
                f"ตั้งแต่ {moment(each.since, asked.zone)}"
                + (f" ถึง {moment(each.until, asked.zone)}" if each.until else ""),
            ),
            state="" if each.follows else "เลิกติดตามบัญชี LINE",
        )
        for each in desk.posts_in(tx, asked.scope, asked.now)
    )
    return Section(
        "posts",
        "ตำแหน่งที่ลงทะเบียนแล้ว",
        "Posts",
        ("หน่วยงาน", "ตำแหน่ง", "ดำรงตำแหน่ง"),
        rows,
        "ยังไม่มีผู้ลงทะเบียน",
        "ระบบไม่เก็บชื่อบุคคล",
        len(rows),
    )


def _owed(known: YearFacts, found: RoundFacts, today: date) -> list[Row]:
    due = f"{found.label} ปีงบประมาณ {known.fiscal_year} กำหนดส่ง {fiscal.thai_date(found.due)}"
    state = "เลยกำหนด" if found.due < today else "ยังไม่ถึงกำหนด"
    return [
        Row((due, department, "ข้อ " + ", ".join(map(str, numbers))), state=state)
        for department, numbers in owing.owed_measures(known, found).items()
    ]


OFFICE = (rounds, unreachable, invitations, posts)
