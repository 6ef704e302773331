"""What of an office is public, from the desk: chosen field by field, and the texts held back until somebody looks."""

from collections.abc import Callable, Mapping

from sqlmodel import Session

from bot.pages.desk.press import Press, number, parts
from bot.pages.desk.sections import Asked, Deed, Row, Section
from bot.voice.publicity import what_for
from tracker.actions.choose_public import choose_public, release_text
from tracker.actions.publish import would_be_public
from tracker.errors import SettledAlready, UnknownYear
from tracker.model import Office
from tracker.rules.publicity import FIELDS, HeldText, PublicField, chosen
from tracker.store import public_copies

_LEAD = (
    "มีผลเมื่อเผยแพร่ครั้งถัดไป สิ่งที่ไม่เลือกจะไม่อยู่ในหน้าเว็บ ข้อมูลเปิด ไฟล์ ZIP และคำตอบในแชท "
    "ชื่อบุคคลและผู้รายงานไม่เผยแพร่เสมอ เว้นแต่มีผู้พิมพ์ไว้ในข้อความ"
)


def fields(tx: Session, asked: Asked) -> Section:
    """What the office in view makes public, each with the button that changes it."""
    office = asked.office
    rows = tuple(_field_row(office, each, asked) for each in FIELDS) if office else ()
    return Section(
        "publicity",
        "สิ่งที่เผยแพร่",
        "What is public",
        ("ข้อมูล", "หมายถึง"),
        rows,
        "เลือกหน่วยงานก่อน",
        _LEAD if rows else "",
    )


def held(tx: Session, asked: Asked) -> Section:
    """Texts of the office in view that are held back, of every year that has a public page."""
    rows: list[Row] = []
    empty = "ไม่มีข้อความที่กันไว้" if asked.office else "เลือกหน่วยงานก่อน"
    if asked.office is not None and not asked.viewer.may("publish", asked.office.id):
        empty = "ผู้ประสาน ITA ของหน่วยงานเห็นและเป็นผู้ดู"
    elif asked.office is not None:
        for year in reversed(public_copies.years(tx, asked.office.id)):
            rows += _held_rows(tx, asked.office, year)
    return Section(
        "held",
        "ข้อความที่กันไว้ก่อนเผยแพร่",
        "Texts held back",
        ("ปีงบประมาณ", "อยู่ที่", "ข้อความ"),
        tuple(rows),
        empty,
        "ข้อความเหล่านี้มีเลขหรือที่อยู่ติดต่อของบุคคล จึงไม่อยู่ในหน้าสาธารณะจนกว่าผู้ประสาน ITA จะดูและยืนยัน แล้วเผยแพร่อีกครั้ง"
        if rows
        else "",
        len(rows),
    )


def _field_row(office: Office, field: PublicField, asked: Asked) -> Row:
    public = field.key in chosen(office.public_fields)
    change = Deed(
        "choose_public",
        f"{office.id}:{field.key}:{'off' if public else 'on'}",
        f"ไม่เผยแพร่{field.label}" if public else f"เผยแพร่{field.label}",
        "" if public else field.meaning,
    )
    may = asked.viewer.may("change_settings", office.id)
    return Row(
        (field.label, field.meaning),
        (change,) if may else (),
        state="เผยแพร่" if public else "ไม่เผยแพร่",
    )


def _held_rows(tx: Session, office: Office, year: int) -> list[Row]:
    try:
        _, texts = would_be_public(tx, office.id, year)
    except UnknownYear:  # published once, and nothing is left of the year
        return []
    return [_held_row(office, year, each) for each in texts]


def _held_row(office: Office, year: int, text: HeldText) -> Row:
    release = Deed(
        "release_text",
        f"{office.id}:{year}:{text.fingerprint}",
        "เผยแพร่ข้อความนี้ได้ (ยืนยัน)",
        "ทุกคนจะเห็นข้อความนี้ตามที่พิมพ์เมื่อเผยแพร่ครั้งถัดไป",
    )
    return Row((str(year), ", ".join(text.places), text.text), (release,), what_for(text), "กันไว้")


def _choose(press: Press, subject: str) -> str:
    office_id, field, word = parts(subject, 3)
    if word not in ("on", "off"):
        raise SettledAlready
    with press.store.begin() as tx:
        choose_public(tx, press.viewer(tx).person(), number(office_id), field, word == "on", press.now)
    return "chosen"


def _release(press: Press, subject: str) -> str:
    office_id, year, fingerprint = parts(subject, 3)
    with press.store.begin() as tx:
        person = press.viewer(tx).person()
        try:
            release_text(tx, person, number(office_id), number(year), fingerprint, press.now)
        except UnknownYear as gone:
            raise SettledAlready from gone
    return "released"


PUBLICITY = (held, fields)

DEEDS: Mapping[str, Callable[[Press, str], str]] = {"choose_public": _choose, "release_text": _release}

SAID: Mapping[str, str] = {
    "chosen": "บันทึกแล้ว มีผลเมื่อเผยแพร่ครั้งถัดไป พิมพ์ในแชทว่า “เผยแพร่หน้าสาธารณะ”",
    "released": "บันทึกแล้ว ข้อความนี้จะอยู่ในหน้าสาธารณะเมื่อเผยแพร่ครั้งถัดไป",
}
