"""The database a run begins with: offices whose people report, and offices whose people are due a reminder."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlmodel import Session

from tracker.actions.accept_notice import NOTICE_VERSION
from tracker.model import (
    Department,
    Measure,
    MeasureRound,
    Office,
    Person,
    Responsibility,
    Round,
    Source,
    Tenure,
)
from tracker.rules import fiscal
from tracker.store import Store, schema

DEPARTMENTS = ("สำนักปลัด", "กองคลัง", "กองช่าง", "กองสาธารณสุขและสิ่งแวดล้อม", "กองสวัสดิการสังคม")
OWN, SHARED = 5, 6
"""A department's measures 1 to 5 each belong to one of its people alone; number 6 they all report on."""


@dataclass(frozen=True)
class Reporter:
    """Somebody who reports: the LINE user id, the measure that is theirs alone, and where it is."""

    user_id: str
    office_id: int
    department_id: int
    own: int


@dataclass(frozen=True)
class World:
    """Who takes part, by LINE user id."""

    reporters: list[Reporter]
    reminded: list[str]


def build(store: Store, reporters: int, reminded: int, random: Random, now: datetime) -> World:
    """Fill an empty database; `now` is the run's present."""
    schema.migrate(store)
    found = World([], [])
    with store.begin() as tx:
        for number in range(-(-reporters // (len(DEPARTMENTS) * OWN))):
            _writing_office(tx, number, random, now, found.reporters, reporters)
        for number in range(-(-reminded // 100)):
            _reminded_office(tx, number, random, now, found.reminded, reminded)
    return found


def _writing_office(
    tx: Session, number: int, random: Random, now: datetime, into: list[Reporter], wanted: int
) -> None:
    today = now.date()
    office_id, source_id = _office(tx, f"writing{number}", f"เทศบาลตำบลรายงาน{number}", now)
    year = fiscal.fiscal_year_of(today)
    # Due too far away for anybody here to be reminded.
    round_id = _round(tx, office_id, year, today + timedelta(days=100), today)
    departments = list(_departments(tx, office_id, DEPARTMENTS))
    for measure in range(1, SHARED + 1):
        _measure(tx, office_id, source_id, year, measure, departments, round_id)
    for department_id in departments:
        for own in range(1, OWN + 1):
            if len(into) < wanted:
                user_id = _enrolled(tx, office_id, department_id, random, now)
                into.append(Reporter(user_id, office_id, department_id, own))


def _reminded_office(
    tx: Session, number: int, random: Random, now: datetime, into: list[str], wanted: int
) -> None:
    today = now.date()
    office_id, source_id = _office(tx, f"reminded{number}", f"เทศบาลตำบลเตือน{number}", now)
    year = fiscal.fiscal_year_of(today)
    round_id = _round(tx, office_id, year, today + timedelta(days=10), today)
    departments = list(_departments(tx, office_id, [f"กองที่ {each}" for each in range(10)]))
    _measure(tx, office_id, source_id, year, 1, departments, round_id)
    for department_id in departments:
        for _ in range(10):
            if len(into) < wanted:
                into.append(_enrolled(tx, office_id, department_id, random, now))


def _office(tx: Session, slug: str, name: str, now: datetime) -> tuple[int, int]:
    office = Office(slug=slug, name=name, kind="ทต.", created_at=now)
    _add(tx, office)
    source = Source(office_id=office.id, title="แผน", created_at=now)
    _add(tx, source)
    return office.id, source.id


def _departments(tx: Session, office_id: int, names: Any) -> Iterator[int]:
    for position, name in enumerate(names):
        row = Department(office_id=office_id, name=name, position=position)
        _add(tx, row)
        yield row.id


def _round(tx: Session, office_id: int, year: int, due: date, today: date) -> int:
    row = Round(
        office_id=office_id, fiscal_year=year, key="6m", code="6m", label="รอบ 6 เดือน",
        starts=today - timedelta(days=30), ends=today + timedelta(days=90), due=due,
    )  # fmt: skip
    _add(tx, row)
    return row.id


def _measure(
    tx: Session, office_id: int, source_id: int, year: int, number: int, departments: list[int], round_id: int
) -> None:
    row = Measure(
        office_id=office_id, fiscal_year=year, number=number, title=f"เผยแพร่ข้อมูลบนเว็บไซต์ส่วนที่ {number}",
        source_id=source_id,
    )  # fmt: skip
    _add(tx, row)
    where = {"office_id": office_id, "measure_id": row.id}
    _add(tx, *(Responsibility(**where, department_id=department) for department in departments))
    _add(tx, MeasureRound(**where, round_id=round_id))


def _enrolled(tx: Session, office_id: int, department_id: int, random: Random, now: datetime) -> str:
    """A person who holds the department's post of an officer, as an invitation would have left it."""
    from tracker.store.people import post_for

    user_id = f"U{random.getrandbits(128):032x}"
    person = Person(line_user_id=user_id, notice_version=NOTICE_VERSION, notice_at=now, created_at=now)
    _add(tx, person)
    post = post_for(tx, office_id, "officer", department_id)
    began = now - timedelta(days=365)
    _add(tx, Tenure(office_id=office_id, post_id=post.id, person_id=person.id, valid_from=began))
    return user_id


def _add(tx: Session, *rows: object) -> None:
    tx.add_all(rows)
    tx.flush()
