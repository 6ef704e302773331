"""Change what an office decides for itself: thresholds, due dates, reminders on or off."""

from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlsplit

from sqlmodel import Session

from tracker.actions.authority import Authority, audit
from tracker.actions.open_rounds import move_due_date
from tracker.errors import SettingImpossible
from tracker.model import Office, Round
from tracker.store import organisations, papers

LONGEST_ADDRESS = 500  # letters; a longer one makes a QR code no phone reads
_INSTEAD = "กรุณาให้ผู้ประสาน ITA เป็นผู้เปลี่ยนการตั้งค่า"


def change_due_date(
    tx: Session, authority: Authority, office_id: int, code: str, due: date, fiscal_year: int, now: datetime
) -> list[Round]:
    """Let the 6m or 12m round fall due on another day of the year, from this fiscal year on."""
    post = authority.permit("change_settings", office_id, None, _INSTEAD)
    papers.lock_office(tx, office_id)
    office = organisations.office(tx, office_id)
    moved = move_due_date(tx, office, code, due.month, due.day, fiscal_year)
    audit(
        tx,
        now,
        "change_due_date",
        code,
        office_id=office_id,
        person_id=authority.person_id,
        post_id=post.post_id,
        month=due.month,
        day=due.day,
    )
    return moved


def switch_reminders(tx: Session, authority: Authority, office_id: int, on: bool, now: datetime) -> Office:
    """Turn the office's reminders on or off."""
    post = authority.permit("change_settings", office_id, None, _INSTEAD)
    office = organisations.office(tx, office_id)
    office.reminders_on = on
    tx.add(office)
    audit(
        tx,
        now,
        "switch_reminders",
        "on" if on else "off",
        office_id=office_id,
        person_id=authority.person_id,
        post_id=post.post_id,
    )
    return office


def change_thresholds(
    tx: Session,
    authority: Authority,
    office_id: int,
    weak_below: Decimal,
    strong_from: Decimal,
    now: datetime,
) -> Office:
    """Say below which score an indicator is weak and from which it is strong, percent of 100. Raises
    SettingImpossible."""
    post = authority.permit("change_settings", office_id, None, _INSTEAD)
    if not 0 <= weak_below <= strong_from <= 100:
        raise SettingImpossible(problem="เกณฑ์จุดอ่อนต้องไม่สูงกว่าเกณฑ์จุดแข็ง และอยู่ระหว่าง 0 ถึง 100")
    office = organisations.office(tx, office_id)
    office.weak_below, office.strong_from = weak_below, strong_from
    tx.add(office)
    audit(
        tx,
        now,
        "change_thresholds",
        "scores",
        office_id=office_id,
        person_id=authority.person_id,
        post_id=post.post_id,
        weak=str(weak_below),
        strong=str(strong_from),
    )
    return office


def write_thai_digits(tx: Session, authority: Authority, office_id: int, on: bool, now: datetime) -> Office:
    """Let the office's reports be written with ๐ to ๙, or with 0 to 9."""
    post = authority.permit("change_settings", office_id, None, _INSTEAD)
    office = organisations.office(tx, office_id)
    office.thai_digits = on
    tx.add(office)
    audit(
        tx, now, "write_thai_digits", "on" if on else "off", office_id=office_id,
        person_id=authority.person_id, post_id=post.post_id,
    )  # fmt: skip
    return office


def change_day_off(
    tx: Session, authority: Authority | None, office_id: int, day: date, name: str | None, now: datetime
) -> bool:
    """Give the office a day off beside the public holidays, or take it back (`name` None): nothing is reminded then.

    Whether anything changed. `authority` None is the operator.
    """
    post = None if authority is None else authority.permit("change_settings", office_id, None, _INSTEAD)
    if not organisations.set_day_off(tx, office_id, day, name):
        return False
    audit(
        tx,
        now,
        "change_day_off",
        day.isoformat(),
        office_id=office_id,
        person_id=authority.person_id if authority else None,
        post_id=post.post_id if post else None,
        off=name is not None,
    )
    return True


def change_addresses(
    tx: Session, authority: Authority, office_id: int, website: str, eit_url: str, now: datetime
) -> Office:
    """Say where the office's website and its EIT questionnaire are; an empty one is taken away. Public pages show them
    once the year is published anew. Raises SettingImpossible for what is no address of the web."""
    post = authority.permit("change_settings", office_id, None, _INSTEAD)
    office = organisations.office(tx, office_id)
    changed = (_address(website), _address(eit_url))
    office.website, office.eit_url = changed
    tx.add(office)
    audit(
        tx, now, "change_addresses", "office", office_id=office_id, person_id=authority.person_id,
        post_id=post.post_id, website=changed[0] is not None, eit=changed[1] is not None,
    )  # fmt: skip
    return office


def _address(text: str) -> str | None:
    words = text.strip()
    if not words:
        return None
    try:
        parts = urlsplit(words)
        there = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        there = False
    if not there or len(words) > LONGEST_ADDRESS or not words.isprintable() or " " in words:
        raise SettingImpossible(problem="ลิงก์ต้องขึ้นต้นด้วย https:// หรือ http:// และคัดลอกมาให้ครบ")
    return words
