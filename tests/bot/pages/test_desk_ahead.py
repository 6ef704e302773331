"""What the desk says will be sent is what the scheduler foresees, reminder by reminder."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.pages.desk import ahead
from bot.pages.desk.ahead import foreseen, in_words
from scheduler import reminding
from tests.at_the_desk import at_the_desk, enrolled
from tests.town import BANGKOK, Town, town
from tracker.model import Acknowledgement, Notice, OfficeHoliday, Round
from tracker.store import notices, organisations, people, reminders

SLUG = "buengcharoen"
Told = Counter[tuple[date, str, str, int]]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    """An office whose rounds fall due in the coming months, with people in two departments of four."""
    with town(tmp_path) as made:
        for role, department in (("head", "กองช่าง"), ("officer", "กองช่าง"), ("officer", "กองคลัง")):
            enrolled(made, SLUG, role, department)
        move(made, {"6m": date(2027, 4, 30), "12m": date(2026, 12, 31)})
        yield made


def move(place: Town, due: dict[str, date]) -> None:
    with place.store.begin() as tx:
        office = organisations.office_by_slug(tx, SLUG)
        for row in tx.exec(select(Round).where(Round.office_id == office.id)).all():
            row.due = due[row.key]
            tx.add(row)


def ours(place: Town, first: date, last: date) -> Told:
    with place.store.read() as tx:
        owed = reminders.reminder_facts(tx, first, last, place.now, SLUG)
        coming = list(foreseen(owed, notices.sent_keys(tx), first, last, BANGKOK))
    return Counter((each.day, each.rung, each.owed.department, each.person.person_id) for each in coming)


def theirs(place: Town, first: date, last: date) -> Told:
    told: Told = Counter()
    for at, digest in reminding.foresee(place.store, BANGKOK, first, last, place.now, SLUG):
        for each in digest.matters:
            if each.rule in ("due", "stranded"):
                day = at.astimezone(BANGKOK).date()
                told[day, each.rung, each.owed.department, each.person.person_id] += 1  # type: ignore[union-attr]
    return told


def span(place: Town) -> tuple[date, date]:
    today = place.now.astimezone(BANGKOK).date()
    return today + timedelta(days=1), today + timedelta(days=365)


@pytest.mark.parametrize("case", ["plain", "coordinator", "holidays", "rest", "told", "overdue", "forgotten"])
def test_the_desk_and_the_scheduler_foresee_the_same(place: Town, case: str) -> None:
    if case == "coordinator":
        enrolled(place, SLUG, "coordinator")  # departments with nobody are hers
    with place.store.begin() as tx:
        office = organisations.office_by_slug(tx, SLUG)
        six = tx.exec(select(Round).where(Round.office_id == office.id, Round.key == "6m")).one()
        works = organisations.department_by_name(tx, office, "กองช่าง")
        if case == "holidays":
            for day in (date(2027, 4, 23), date(2027, 4, 27), date(2027, 4, 29), date(2027, 4, 30)):
                tx.add(OfficeHoliday(office_id=office.id, day=day, name="หยุด"))
        if case == "rest":
            head = people.people_with_role(tx, office.id, "head", place.now)[0]
            tx.add(
                Acknowledgement(
                    office_id=office.id, round_id=six.id, department_id=works.id, person_id=head.id, kind="postpone",
                    until=date(2027, 5, 20), at=place.now, accepted=True, settled_at=place.now,
                )
            )  # fmt: skip
        if case == "told":
            head = people.people_with_role(tx, office.id, "head", place.now)[0]
            key = f"due:2567-6m:2027-04-30:{works.id}:t-30:{head.id}"
            tx.add(
                Notice(
                    key=key, office_id=office.id, person_id=head.id, rule="due", state="sent",
                    promised_at=place.now, facts={},
                )
            )  # fmt: skip
    if case == "overdue":
        move(place, {"6m": date(2026, 11, 2), "12m": date(2026, 11, 20)})
    if case == "forgotten":
        move(place, {"6m": date(2026, 7, 1), "12m": date(2026, 9, 18)})
    first, last = span(place)
    found = ours(place, first, last)
    assert found == theirs(place, first, last)
    assert case in ("forgotten",) or sum(found.values()) > 10


def test_the_page_tells_it_by_month_and_a_report_takes_it_away(place: Town) -> None:
    desk = at_the_desk(place, enrolled(place, SLUG, "coordinator"))
    page = desk.get("/desk/ahead").text
    assert "มี.ค. 2570" in page and "อีก 30 วันครบกำหนด" in page and "กองช่าง" in page
    with place.store.begin() as tx:
        organisations.office_by_slug(tx, SLUG).reminders_on = False
    page = desk.get("/desk/ahead").text
    assert "ปิดการเตือนอยู่" in page and "<strong>0 ข้อความ" in page


def test_the_page_reads_what_its_own_office_was_told_and_no_other(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    with place.store.begin() as tx:
        for slug in (SLUG, "tuayang"):
            office = organisations.office_by_slug(tx, slug)
            head = people.people_with_role(tx, organisations.office_by_slug(tx, SLUG).id, "head", place.now)[
                0
            ]
            tx.add(
                Notice(
                    key=f"due:{slug}", office_id=office.id, person_id=head.id, rule="due", state="sent",
                    promised_at=place.now, facts={},
                )
            )  # fmt: skip
    read: list[set[str]] = []
    monkeypatch.setattr(ahead, "foreseen", lambda _owed, told, *_: read.append(told) or [])
    desk = at_the_desk(place, enrolled(place, SLUG, "coordinator"))
    assert desk.get("/desk/ahead").status_code == 200
    assert read == [{f"due:{SLUG}"}]


@pytest.mark.parametrize(
    ("rung", "words"),
    [
        ("t-30", "อีก 30 วันครบกำหนด"), ("t-0", "วันครบกำหนด"), ("o+3", "เลยกำหนด 3 วันทำการ"),
        ("w8", "เลยกำหนด เตือนรายสัปดาห์ครั้งที่ 8"), ("p20240610", "ครบวันที่ขอเลื่อน"),
        ("p20240610+o+1", "หลังวันที่ขอเลื่อน เลยกำหนด 1 วันทำการ"),
    ],
)  # fmt: skip
def test_rungs_are_told_in_words(rung: str, words: str) -> None:
    assert in_words(rung) == words
