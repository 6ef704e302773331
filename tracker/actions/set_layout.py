"""An office's own .docx layout of a report replaces ours, once it has been tried."""

from datetime import datetime

from tracker.actions.authority import Authority, audit
from tracker.actions.forget_files import forget_drawings, forget_later
from tracker.errors import TemplateUnusable
from tracker.facts import YearFacts
from tracker.files import Files
from tracker.reports import drawing, example
from tracker.store import Store, editions, facts, organisations

LARGEST = 5 * 1_048_576


def set_layout(
    store: Store,
    files: Files,
    office_id: int,
    kind: str,
    content: bytes | None,
    file_name: str,
    now: datetime,
    authority: Authority | None = None,
) -> None:
    """Keep a layout (None: back to ours). It is drawn once with invented facts first, in the drawing process: one that
    cannot be used is refused and the one before stays. Without authority it is the operator who does it.

    Raises NotAllowed, TemplateUnusable, ReportNotDrawn. No transaction of the caller's is open.
    """
    post = None
    if authority is not None:
        post = authority.permit("change_settings", office_id, None, "กรุณาให้ผู้ประสาน ITA เป็นผู้ตั้งค่า").post_id
    sha256 = None
    if content is not None:
        if len(content) > LARGEST:
            raise TemplateUnusable(reason=f"ไฟล์ใหญ่เกิน {LARGEST // 1_048_576} MB")
        sha256 = files.put([content], LARGEST).sha256
        with store.read() as tx:
            office = organisations.office(tx, office_id)
            names = [department.name for department in organisations.departments(tx, office_id)]
            known = facts.office_facts(office, names)
        _tried(example.year(known), kind, sha256, files)
    with store.begin() as tx:
        before = editions.keep_template(tx, office_id, kind, sha256, file_name[:200], now)
        tx.flush()
        if before != sha256:
            forget_later(tx, files, before)
        forget_drawings(tx, files, office_id)
        audit(
            tx, now, "set_layout", kind, office_id=office_id,
            person_id=authority.person_id if authority else None, post_id=post, own=sha256 is not None,
        )  # fmt: skip


def _tried(invented: YearFacts, kind: str, sha256: str, files: Files) -> None:
    round_key = "6m" if kind == "progress" else None
    drawing.draw(drawing.Order(kind, invented, round_key, "docx", template=sha256), files)
