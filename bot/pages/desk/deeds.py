"""What the buttons of the desk page do. Each checks who presses inside the transaction that does it."""

from collections.abc import Callable, Mapping

from sqlmodel import Session

from bot.pages.desk import decisions, publicity
from bot.pages.desk.press import Press, number, parts
from tracker.actions import retry_failed
from tracker.model import SeenEvent


def _retry_event(press: Press, subject: str) -> str:
    def permit(tx: Session, row: SeenEvent) -> None:
        retry_failed.permit_event(press.viewer(tx), "retry_event", press.now)(tx, row)

    return "handled" if press.desk.retry(subject, press.now, permit) == "done" else "failed_again"


def _dismiss_event(press: Press, subject: str) -> str:
    with press.store.begin() as tx:
        retry_failed.dismiss_event(tx, press.viewer(tx), subject, press.now)
    return "set_aside"


def _retry_message(press: Press, subject: str) -> str:
    with press.store.begin() as tx:
        retry_failed.retry_message(tx, press.viewer(tx), number(subject), press.now, press.zone)
    return "sent_again"


def _dismiss_message(press: Press, subject: str) -> str:
    with press.store.begin() as tx:
        retry_failed.dismiss_message(tx, press.viewer(tx), number(subject), press.now)
    return "set_aside"


def _retry_evidence(press: Press, subject: str) -> str:
    office_id, evidence_id = parts(subject, 2)
    with press.store.begin() as tx:
        viewer = press.viewer(tx)
        retry_failed.retry_evidence(tx, viewer, number(office_id), number(evidence_id), press.now)
    return "asked_again"


def _dismiss_evidence(press: Press, subject: str) -> str:
    office_id, evidence_id = parts(subject, 2)
    with press.store.begin() as tx:
        viewer = press.viewer(tx)
        retry_failed.dismiss_evidence(tx, viewer, number(office_id), number(evidence_id), press.now)
    return "set_aside"


DEEDS: Mapping[str, Callable[[Press, str], str]] = {
    "retry_event": _retry_event,
    "dismiss_event": _dismiss_event,
    "retry_message": _retry_message,
    "dismiss_message": _dismiss_message,
    "retry_evidence": _retry_evidence,
    "dismiss_evidence": _dismiss_evidence,
    **decisions.DEEDS,
    **publicity.DEEDS,
}

# Where a button stands that is not on the first page: there one comes back to.
LANDS: Mapping[str, str] = {
    **dict.fromkeys(("approve_invitation", "revoke_invitation", "end_post"), "/desk/people"),
    **dict.fromkeys(publicity.DEEDS, "/desk/public"),
}

# What is said after a deed; the address carries the key, so that nobody can put words on the page.
SAID: Mapping[str, str] = {
    "handled": "ทำรายการใหม่เรียบร้อยแล้ว หากเป็นการบันทึก ผู้ส่งจะได้รับข้อความ",
    "failed_again": "ยังขัดข้องเหมือนเดิม รายการนี้ยังอยู่ กรุณาแจ้งผู้ดูแลระบบ",
    "set_aside": "นำออกจากรายการแล้ว",
    "sent_again": "ส่งเข้าคิวแล้ว ระบบจะส่งภายในไม่กี่นาที ข้อความเตือนส่งในเวลาราชการ",
    "asked_again": "ขอไฟล์จาก LINE อีกครั้งแล้ว กรุณาดูผลในอีกสักครู่",
    **decisions.SAID,
    **publicity.SAID,
}
