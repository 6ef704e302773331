"""How the service is doing: does the scheduler live, does anything wait too long, quota, the last backup."""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.pages.desk.sections import Asked, Row, Section, ago, moment
from tracker import hourly
from tracker.rehearsal import amiss
from tracker.store import heartbeats, metrics
from tracker.store.metrics import Figures
from tracker.store.service import quota

# From when on a figure is worth a look (reasons: docs/decisions/0010).
SCHEDULER_QUIET = timedelta(seconds=120)
MESSAGE_LATE = timedelta(minutes=10)
BACKUP_OLD, DRILL_OLD = timedelta(hours=2), timedelta(days=8)
EVENT_LATE = timedelta(minutes=1)
ATTEMPT_LASTS = timedelta(minutes=10)
"""A backup that has not come that long after it was begun has failed."""

FINE, LOOK = "ปกติ", "ต้องดู"


def service(tx: Session, asked: Asked) -> Section:
    """The service's own figures: counts and ages, never content."""
    found = metrics.figures(tx, asked.now)
    waiting = found.messages["promised"] + found.messages["sending"]
    late = timedelta(seconds=found.overdue)
    words = f"รอส่ง {waiting} ข้อความ" + (f" ช้าสุด {ago(late)}" if found.overdue else "")
    rows = [
        _beat(tx, asked, "scheduler", "ตัวตั้งเวลา (scheduler)", SCHEDULER_QUIET, "ยังไม่เคยทำงาน"),
        _incoming(found),
        *_unread(found),
        Row(("ข้อความขาออก", words), state=_judged(late <= MESSAGE_LATE)),
        Row(("หลักฐานที่รอรับไฟล์", f"{found.evidence['received']} ไฟล์"), state=FINE),
        Row(("เอกสารที่รออ่าน", f"{found.papers['received']} ฉบับ"), state=FINE),
        _quota(tx, asked),
        _backup(tx, asked),
        *_drill(tx, asked),
    ]
    return Section("service", "ระบบ", "Service", ("เรื่อง", "ตอนนี้"), tuple(rows), "", total=len(rows))


def _incoming(found: Figures) -> Row:
    """Events that were taken in and wait to be handled."""
    since = timedelta(seconds=found.waiting)
    words = f"รอทำ {found.events['waiting']} รายการ นานสุด {ago(since)}" if found.waiting else "ไม่มีที่รอทำ"
    return Row(("ข้อความขาเข้า", words), state=_judged(since <= EVENT_LATE))


def _unread(found: Figures) -> tuple[Row, ...]:
    """What LINE brought within a day and this version cannot read. No row while there is none: only the operator can do
    something about it."""
    odd, strange = found.events["unparsed"], found.events["unknown"]
    if not odd and not strange:
        return ()
    words = f"อ่านไม่ได้ {odd} รายการ เป็นชนิดที่ยังไม่รู้จัก {strange} รายการ ใน 24 ชั่วโมง กรุณาแจ้งผู้ดูแลระบบ"
    return (Row(("ข้อความที่ระบบไม่รู้จัก", words), state=_judged(not odd)),)


def _beat(
    tx: Session, asked: Asked, name: str, title: str, longest: timedelta, never: str, wrong: str = ""
) -> Row:
    """How long ago something was done last; `wrong` says what was not right about it."""
    beat = heartbeats.last(tx, name)
    if beat is None:
        return Row((title, f"{never} {wrong}".strip()), state=LOOK)
    since = asked.now - beat.at
    words = f"{_when(beat.at, asked)} ({ago(since)}ก่อน) {wrong}".strip()
    return Row((title, words), state=_judged(since <= longest and not wrong))


def _backup(tx: Session, asked: Asked) -> Row:
    """An attempt newer than the newest backup failed, or has only just begun."""
    made, tried = heartbeats.last(tx, hourly.NAME), heartbeats.last(tx, hourly.ATTEMPT)
    wrong = ""
    if tried is not None and (made is None or tried.at > made.at) and asked.now - tried.at > ATTEMPT_LASTS:
        wrong = f"ครั้งหลังสุดเมื่อ {_when(tried.at, asked)} ไม่สำเร็จ"
    return _beat(tx, asked, hourly.NAME, "สำรองข้อมูลล่าสุด", BACKUP_OLD, "ยังไม่เคยสำรอง", wrong)


def _drill(tx: Session, asked: Asked) -> tuple[Row, ...]:
    """No row while none is on record: a drill is the operator's to play, not for a coordinator to look into. What one
    found amiss is left with its figures."""
    beat = heartbeats.last(tx, "drill")
    if beat is None:
        return ()
    return (_beat(tx, asked, "drill", "ซ้อมกู้คืนล่าสุด", DRILL_OLD, "", "ไม่ผ่าน" if amiss(beat.detail) else ""),)


def _quota(tx: Session, asked: Asked) -> Row:
    title = "โควตาข้อความของเดือน"
    found, beat = quota(tx, f"{asked.today:%Y-%m}"), heartbeats.last(tx, "quota")
    if found is None or beat is None:
        return Row((title, "ยังไม่ได้ถาม LINE ในเดือนนี้"), state=FINE)
    told = f"ใช้ไป {found.used:,}"
    told += (
        " (ไม่จำกัด)"
        if found.allowed is None
        else f" จาก {found.allowed:,} กันไว้สำหรับเรื่องเลยกำหนด {found.reserve:,}"
    )
    words = f"{told} คาดว่าถึงสิ้นเดือนอีก {found.forecast:,} (ถาม LINE เมื่อ {_when(beat.at, asked)})"
    short = found.remaining is not None and found.forecast > found.remaining
    return Row((title, words), state=_judged(not found.warns and not short))


def _judged(fine: bool) -> str:
    return FINE if fine else LOOK


def _when(at: datetime, asked: Asked) -> str:
    return moment(at, asked.zone)
