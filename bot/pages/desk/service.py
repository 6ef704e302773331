"""How the service is doing: does the scheduler live, does anything wait too long, quota, the last backup."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.pages.desk.sections import Asked, Row, Section, ago, moment
from tracker.model import Heartbeat
from tracker.store import metrics

# From when on a figure is worth a look (reasons: docs/decisions/0010).
SCHEDULER_QUIET = timedelta(seconds=120)
MESSAGE_LATE = timedelta(minutes=10)
BACKUP_OLD, DRILL_OLD = timedelta(hours=2), timedelta(days=8)
QUOTA_NEARLY = 80  # percent

FINE, LOOK = "ปกติ", "ต้องดู"
_QUOTA = (("used", "ใช้ไป"), ("limit", "จาก"), ("forecast", "คาดว่าทั้งเดือน"), ("reserve", "กันไว้"))


def service(tx: Session, asked: Asked) -> Section:
    """The service's own figures: counts and ages, never content."""
    found = metrics.figures(tx, asked.now)
    waiting = found.messages["promised"] + found.messages["sending"]
    late = timedelta(seconds=found.overdue)
    words = f"รอส่ง {waiting} ข้อความ" + (f" ช้าสุด {ago(late)}" if found.overdue else "")
    rows = [
        _beat(tx, asked, "scheduler", "ตัวตั้งเวลา (scheduler)", SCHEDULER_QUIET, "ยังไม่เคยทำงาน"),
        Row(("ข้อความขาออก", words), state=_judged(late <= MESSAGE_LATE)),
        Row(("หลักฐานที่รอรับไฟล์", f"{found.evidence['received']} ไฟล์"), state=FINE),
        Row(("เอกสารที่รออ่าน", f"{found.papers['received']} ฉบับ"), state=FINE),
        _quota(tx, asked),
        _beat(tx, asked, "backup", "สำรองข้อมูลล่าสุด", BACKUP_OLD, "ยังไม่เคยสำรอง"),
        _beat(tx, asked, "drill", "ซ้อมกู้คืนล่าสุด", DRILL_OLD, "ยังไม่เคยซ้อม"),
    ]
    return Section("service", "ระบบ", "Service", ("เรื่อง", "ตอนนี้"), tuple(rows), "", total=len(rows))


def _beat(tx: Session, asked: Asked, name: str, title: str, longest: timedelta, never: str) -> Row:
    beat = tx.get(Heartbeat, name)
    if beat is None:
        return Row((title, never), state=LOOK)
    since = asked.now - beat.at
    failed = beat.detail.get("ok") is False or bool(beat.detail.get("problem"))
    words = f"{_when(beat.at, asked)} ({ago(since)}ก่อน)"
    return Row((title, words), state=_judged(since <= longest and not failed))


def _quota(tx: Session, asked: Asked) -> Row:
    beat = tx.get(Heartbeat, "quota")
    if beat is None:
        return Row(("โควตาข้อความของเดือน", "ยังไม่ทราบ"), state=FINE)
    told = [f"{name} {beat.detail[key]:,}" for key, name in _QUOTA if isinstance(beat.detail.get(key), int)]
    words = " ".join(told) or "ไม่จำกัด"
    return Row(
        ("โควตาข้อความของเดือน", f"{words} (เมื่อ {_when(beat.at, asked)})"), state=_judged(_enough(beat.detail))
    )


def _enough(detail: dict[str, Any]) -> bool:
    used, limit = detail.get("used"), detail.get("limit")
    return not (
        isinstance(used, int) and isinstance(limit, int) and limit and used * 100 > limit * QUOTA_NEARLY
    )


def _judged(fine: bool) -> str:
    return FINE if fine else LOOK


def _when(at: datetime, asked: Asked) -> str:
    return moment(at, asked.zone)
