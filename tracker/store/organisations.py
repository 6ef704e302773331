"""Offices, their departments and their days off."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

import sqlalchemy
from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from tracker.errors import UnknownDepartment, UnknownOffice
from tracker.model import Department, Office, OfficeHoliday, PublishedCopy
from tracker.store.plain import ask, columns
from tracker.store.ready import Ready, Row


@dataclass(frozen=True)
class Outline:
    """An office by its names and its own thresholds (percent of 100). `kind` is อบต. ทต. ทม. ทน. or อบจ."""

    id: int
    slug: str
    name: str
    kind: str
    weak_below: Decimal
    strong_from: Decimal


_OUTLINE = sqlalchemy.select(*(Office.__table__.c[field.name] for field in fields(Outline)))  # type: ignore[attr-defined]


def outlines(tx: Session) -> list[Outline]:
    """Every office in outline, by name."""
    return [Outline(*row) for row in tx.execute(_OUTLINE.order_by(col(Office.name))).all()]


def outline(tx: Session, office_id: int) -> Outline:
    """The office with this id in outline; raises UnknownOffice."""
    found = tx.execute(_OUTLINE.where(col(Office.id) == office_id)).first()
    if found is None:
        raise UnknownOffice(office=office_id)
    return Outline(*found)


def with_a_page(tx: Session, limit: int, like: str = "") -> list[Outline]:
    """Offices that have published something and have these letters in their name, by name; no more than so many."""
    public = sqlalchemy.exists().where(col(PublishedCopy.office_id) == col(Office.id))
    query = _OUTLINE.where(public).order_by(col(Office.name)).limit(limit)
    query = query.where(col(Office.name).contains(like, autoescape=True)) if like else query
    return [Outline(*row) for row in tx.execute(query).all()]


def practice_office(tx: Session) -> Office | None:
    """The invented office of this installation, or None."""
    return tx.exec(select(Office).where(col(Office.practice)).order_by(Office.name).limit(1)).first()


def offices_of(tx: Session, ids: Collection[int] | None) -> list[Office]:
    """The offices with these ids, by name; every one for None."""
    query = select(Office).order_by(Office.name)
    return list(tx.exec(query if ids is None else query.where(col(Office.id).in_(ids))).all())


def offices_named(tx: Session, name: str | None) -> list[Office]:
    """The offices of this full name: there are villages of one name in several provinces."""
    return (
        list(tx.exec(select(Office).where(Office.name == name).order_by(Office.name)).all()) if name else []
    )


def office_row(tx: Session, office_id: int) -> Row:
    """The office with this id as the database has it now, as a row of all columns: an entity the session holds already
    may be older. Raises UnknownOffice."""
    found = ask(tx, _WHOLE, {"office": office_id})
    if not found:
        raise UnknownOffice(office=office_id)
    return found[0]


_WHOLE = Ready(sqlalchemy.select(*columns(Office)).where(col(Office.id) == bindparam("office")))


def office(tx: Session, office_id: int) -> Office:
    """The office with this id; raises UnknownOffice."""
    found = tx.get(Office, office_id)
    if found is None:
        raise UnknownOffice(office=office_id)
    return found


def office_by_slug(tx: Session, slug: str) -> Office:
    """The office with this slug; raises UnknownOffice."""
    found = tx.exec(select(Office).where(Office.slug == slug)).first()
    if found is None:
        raise UnknownOffice(office=slug)
    return found


def id_of(tx: Session, slug: str) -> int | None:
    """The id of the office with this slug, None when there is none."""
    return tx.exec(select(Office.id).where(Office.slug == slug)).first()


def slugs(tx: Session, office_ids: Collection[int]) -> list[str]:
    """The slugs of offices."""
    return list(tx.exec(select(Office.slug).where(col(Office.id).in_(office_ids))).all())


def departments(tx: Session, office_id: int) -> list[Department]:
    """The departments of an office in its own order."""
    query = select(Department).where(Department.office_id == office_id)
    return list(tx.exec(query.order_by(col(Department.position), col(Department.name))).all())


def department_by_name(tx: Session, office: Office, name: str) -> Department:
    """The department of this full name; raises UnknownDepartment naming those the office has."""
    known = departments(tx, office.id)
    for department in known:
        if department.name == name:
            return department
    names = ", ".join(department.name for department in known)
    raise UnknownDepartment(department=name, office=office.name, known=names)


def department_of(tx: Session, office: Office, department_id: int) -> Department:
    """The department with this id; raises UnknownDepartment."""
    found = tx.get(Department, (office.id, department_id))
    if found is None:
        names = ", ".join(department.name for department in departments(tx, office.id))
        raise UnknownDepartment(department=department_id, office=office.name, known=names)
    return found


def days_off(tx: Session, office_id: int) -> frozenset[date]:
    """The days an office itself added to the public holidays."""
    rows = tx.exec(select(OfficeHoliday).where(OfficeHoliday.office_id == office_id)).all()
    return frozenset(row.day for row in rows)


def named_days_off(tx: Session, office_id: int, since: date) -> list[tuple[date, str]]:
    """The days off of an office from a day on, with their names, in order."""
    query = select(OfficeHoliday).where(OfficeHoliday.office_id == office_id, OfficeHoliday.day >= since)
    return [(row.day, row.name) for row in tx.exec(query.order_by(col(OfficeHoliday.day))).all()]


def set_day_off(tx: Session, office_id: int, day: date, name: str | None) -> bool:
    """Give an office a day off beside the public holidays, or take it back (`name` None). Whether anything changed."""
    known = tx.get(OfficeHoliday, (office_id, day))
    if name is None:
        if known is not None:
            tx.delete(known)
        return known is not None
    if known is not None and known.name == name:
        return False
    tx.merge(OfficeHoliday(office_id=office_id, day=day, name=name))
    return True
