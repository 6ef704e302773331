"""Whether the office a paper names exists, by the list of offices an operator loaded."""

import csv
from dataclasses import replace
from pathlib import Path

from rapidfuzz import fuzz, process
from sqlmodel import Session

from tracker.documents import DocumentDraft, FindingDraft
from tracker.documents.office_kinds import KINDS
from tracker.errors import OfficeListUnreadable
from tracker.store import papers

LIKELY = 85.0
"""Likeness, percent of 100, from which a name of the list is proposed instead."""


def with_name_checked(tx: Session, draft: DocumentDraft) -> DocumentDraft:
    """The draft with a name-uncertain finding when its office is not in the list; without a list nothing is said."""
    known = papers.known_offices(tx)
    name = draft.office.name
    if not known or name is None or any(each.name == name for each in known):
        return draft
    alike = process.extract(
        name, sorted({each.name for each in known}), scorer=fuzz.ratio, limit=3, score_cutoff=LIKELY
    )
    maybe = f" อาจหมายถึง {' หรือ '.join(found for found, _, _ in alike)}" if alike else ""
    message = f"ไม่พบชื่อ “{name}” ในบัญชีรายชื่อ อปท.{maybe} กรุณาตรวจชื่อที่ถูกต้อง"
    finding = FindingDraft("name-uncertain", "warning", message, "ชื่อหน่วยงานในเอกสาร")
    return replace(draft, findings=(*draft.findings, finding))


def offices_in(path: Path) -> list[tuple[str, str, str]]:
    """Name, district and province of each row of a CSV whose heading names them (name or ชื่อ, district or อำเภอ,
    province or จังหวัด). Raises OfficeListUnreadable."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise OfficeListUnreadable(file=path.name, problem=f"no CSV in UTF-8: {error}") from error
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    at = [_column(head, names) for names in (("name", "ชื่อ"), ("district", "อำเภอ"), ("province", "จังหวัด"))]
    if at[0] is None:
        raise OfficeListUnreadable(file=path.name, problem="its first row names no column name or ชื่อ")
    found = []
    for number, row in enumerate(rows[1:], start=2):
        name, district, province = (row[i].strip() if i is not None and i < len(row) else "" for i in at)
        if name and not any(name.startswith(full) for full, _, _ in KINDS):
            raise OfficeListUnreadable(
                file=path.name, problem=f"row {number}: {name!r} is no full name such as เทศบาลตำบลนาดูน"
            )
        if name:
            found.append((name, district, province))
    return found


def _column(head: list[str], names: tuple[str, ...]) -> int | None:
    return next((at for at, cell in enumerate(head) if any(cell.startswith(name) for name in names)), None)
