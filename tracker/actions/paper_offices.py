"""Which office a paper goes to, and that it can be this one's."""

import re
from dataclasses import replace
from datetime import datetime

from rapidfuzz.distance import Levenshtein
from sqlmodel import Session

from tracker.documents import DocumentDraft, FindingDraft, OfficeDraft
from tracker.documents.office_kinds import KINDS
from tracker.errors import ImportNeedsOffice, PaperOfAnotherOffice, UnknownOffice
from tracker.model import Office
from tracker.store import organisations

SLIPS = 2
"""Letters by which a paper may misspell its own office (นาตุน for นาดูน)."""
SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")


def existing_office(tx: Session, slug: str | None, draft: DocumentDraft) -> Office | None:
    """The office of the slug, else the only one of the name the paper gives; None where there is none."""
    if slug is not None:
        try:
            return organisations.office_by_slug(tx, slug)
        except UnknownOffice:
            return None
    named = organisations.offices_named(tx, draft.office.name)
    near = [o for o in named if draft.office.province in (None, o.province)]
    return near[0] if len(near) == 1 else None


def office_for(tx: Session, slug: str | None, draft: DocumentDraft, now: datetime) -> Office:
    """The office a paper goes to, made when its slug is new. Raises ImportNeedsOffice."""
    found = existing_office(tx, slug, draft)
    if found is not None:
        return found
    if slug is None or draft.office.name is None or not SLUG.fullmatch(slug):
        raise ImportNeedsOffice(file=draft.file, name=draft.office.name or "no office")
    return _new_office(tx, slug, draft.office, now)


def belongs_to(office: Office, draft: DocumentDraft) -> DocumentDraft:
    """The draft, with a finding when its office is spelt otherwise than this one's. Raises PaperOfAnotherOffice when it
    cannot be this one: another kind, another province, or a name further away than a slip."""
    named = draft.office
    if named.name is None or named.name == office.name and named.province in (None, office.province):
        return draft
    elsewhere = bool(named.province and office.province and named.province != office.province)
    own, other = (_own_name(name) for name in (named.name, office.name))
    slips = Levenshtein.distance(own[1], other[1])
    if own[0] != other[0] or elsewhere or slips > min(SLIPS, len(other[1]) // 2):
        raise PaperOfAnotherOffice(file=draft.file, named=named.name, office=office.name)
    message = (
        f"เอกสารเขียนชื่อหน่วยงานว่า “{named.name}” แต่จะนำเข้าเป็นของ “{office.name}” กรุณาตรวจว่าเป็นหน่วยงานเดียวกัน"
    )
    finding = FindingDraft("name-uncertain", "warning", message, "ชื่อหน่วยงานในเอกสาร")
    return replace(draft, findings=(finding, *draft.findings))


def _own_name(name: str) -> tuple[str, str]:
    """The kind of an office and its own name."""
    kind = next((full for full, _, _ in KINDS if name.startswith(full)), "")
    return kind, name.removeprefix(kind).strip()


def _new_office(tx: Session, slug: str, named: OfficeDraft, now: datetime) -> Office:
    office = Office(
        slug=slug,
        name=named.name or "",
        kind=named.type or "",
        district=named.district,
        province=named.province,
        created_at=now,
    )
    tx.add(office)
    tx.flush()
    return office
