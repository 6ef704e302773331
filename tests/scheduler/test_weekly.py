"""The picture of the week: which day, to whom, once, with what."""

import threading
import time
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr
from sqlmodel import Session, select

from bot.pictures import picture_link, read
from bot.voice.plain import as_text
from scheduler import reminding
from scheduler.reminding import foresee
from scheduler.words import Picture, phrase
from scheduler.worker import Worker
from scheduler.worker import foresee as foresee_words
from tests.scheduler.office import BANGKOK, LONG_AGO, SmallOffice, at
from tracker.model import Message, Notice, Office, OfficeHoliday, Round, Tenure
from tracker.rules.overview import Figures, Row
from tracker.store import Store, facts, heartbeats
from tracker.store.matters import Matter, OfficeClock, Owed, Remark, Reminder, Weekly
from tracker.store.recipients import Recipient

KEY = SecretStr("a key of the tests")


def executive(office: SmallOffice, name: str = "นายก") -> int:
    """Somebody who has been an executive for long."""
    person = office.person(name, None, "executive")
    with office.store.begin() as tx:
        for tenure in tx.exec(select(Tenure).where(Tenure.person_id == person)):
            tenure.valid_from = LONG_AGO
            tx.add(tenure)
    return person


def address(office_id: int, person_id: int, shown: Any) -> str:
    """Where the real thing would show a picture."""
    return picture_link("https://ita.example.go.th", KEY, office_id, person_id, shown)


def signing_worker(office: SmallOffice, picture: Picture = address) -> Worker:
    """A scheduler of its own that can sign addresses, as the real one."""
    return replace(office.worker(), picture=picture)


def once(office: SmallOffice, moment: str) -> list[dict[str, Any]]:
    """One pass; the pushes LINE carried out in it."""
    office.clock.now, before = at(moment), len(office.line.pushed)
    worker = signing_worker(office)
    worker.once()
    worker.store.close()
    return office.line.pushed[before:]


def weeks(pushes: list[dict[str, Any]]) -> int:
    """How many pushes carry the picture."""
    return sum(any(each["type"] == "image" for each in push["messages"]) for push in pushes)


def test_an_executive_gets_the_picture_on_the_first_working_day_once(office: SmallOffice) -> None:
    person = executive(office)
    assert once(office, "2024-02-05 08:29") == []
    [push] = once(office, "2024-02-05 08:30")
    image, card = push["messages"]
    _, whose, shown = read(KEY, urlsplit(image["originalContentUrl"]).path[3:-4])
    assert (whose, shown.fiscal_year, shown.taken, shown.due) == (
        person,
        2567,
        date(2024, 2, 5),
        date(2024, 4, 30),
    )
    assert shown.sum.total == 4 and shown.sum.waiting == 4  # two departments share a measure
    said = as_text([card])
    assert "5 ก.พ. 2567" in said and "30 เม.ย. 2567" in said and "เทศบาลตำบลบึงเจริญ" in said
    for moment in ("2024-02-05 08:31", "2024-02-06 09:00", "2024-02-09 16:00"):
        assert once(office, moment) == []
    assert weeks(once(office, "2024-02-12 09:00")) == 1


def test_two_processes_promise_a_week_once(office: SmallOffice) -> None:
    executive(office)
    both, found, problems = threading.Barrier(2, timeout=30), reminding.week_figures, []

    def met(*asked: Any) -> Any:
        shown = found(*asked)
        assert shown, "each has seen that the week is owed"
        both.wait()  # and neither has written yet
        return shown

    def slow(*_: Any) -> str:
        time.sleep(0.5)  # the first holds its transaction open until the second has come to the same promise
        return "https://ita.example.go.th/p/x.png"

    def run() -> None:
        worker = signing_worker(office, slow)
        try:
            worker.once()
        except Exception as error:
            problems.append(error)
        worker.store.close()

    office.clock.now = at("2024-02-05 09:00")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reminding, "week_figures", met)
        processes = [threading.Thread(target=run) for _ in range(2)]
        for each in processes:
            each.start()
        for each in processes:
            each.join()
    assert problems == [] and not both.broken
    assert weeks(office.line.pushed) == len(office.line.push_calls) == 1
    with office.store.read() as tx:
        [notice], [_message] = tx.exec(select(Notice)).all(), tx.exec(select(Message)).all()
    assert notice.key.endswith(":2024-W06") and notice.facts == {"week": "2024-W06", "fiscal_year": 2567}


def test_a_years_figures_are_read_once_for_all_executives_while_others_can_write(
    office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("นายก", "รองนายก", "ปลัด"):
        executive(office, name)
    read_year, asked = facts.year_facts, []

    def beside_a_writer(tx: Session, office_id: int, fiscal_year: int, **more: Any) -> Any:
        asked.append((office_id, fiscal_year))
        other = Store(office.store.url, busy_ms=200)
        with other.begin() as writing:  # raises StorageUnavailable while somebody holds the one lock
            heartbeats.beat(writing, "somebody else", at("2024-02-05 08:59"))
        other.close()
        return read_year(tx, office_id, fiscal_year, **more)

    monkeypatch.setattr(facts, "year_facts", beside_a_writer)
    assert weeks(once(office, "2024-02-05 09:00")) == 3
    assert asked == [(office.office_id, 2567)]
    assert once(office, "2024-02-05 09:01") == [] and len(asked) == 1, "not again for weeks that were told"


def test_a_week_whose_figures_were_not_gathered_is_not_told_without_them(
    office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    executive(office)
    with monkeypatch.context() as before_the_post:  # as if the post began after the figures were read
        before_the_post.setattr(reminding, "week_figures", lambda *_: {})
        assert once(office, "2024-02-05 09:00") == []
    assert weeks(once(office, "2024-02-05 09:01")) == 1


def test_a_holiday_moves_it_to_the_next_working_day(office: SmallOffice) -> None:
    executive(office)
    assert once(office, "2024-02-26 09:00") == []  # Makha Bucha, in lieu
    assert weeks(once(office, "2024-02-27 08:30")) == 1
    office.add(OfficeHoliday(office_id=office.office_id, day=date(2024, 3, 4), name="วันหยุดของหน่วยงาน"))
    assert once(office, "2024-03-04 09:00") == []
    assert weeks(once(office, "2024-03-05 08:30")) == 1


def test_after_an_outage_only_the_newest_week_goes(office: SmallOffice) -> None:
    executive(office)
    assert weeks(once(office, "2024-01-15 09:00")) == 1
    assert weeks(once(office, "2024-02-07 10:00")) == 1
    assert once(office, "2024-02-08 10:00") == []


def test_heads_officers_and_coordinators_get_none(office: SmallOffice) -> None:
    office.person("หัวหน้า", office.works)
    office.person("ผู้ประสาน", None, "coordinator")
    assert weeks(once(office, "2024-02-05 09:00")) == 0


def test_who_came_after_it_went_gets_the_next(office: SmallOffice) -> None:
    person = executive(office)
    with office.store.begin() as tx:
        for tenure in tx.exec(select(Tenure).where(Tenure.person_id == person)):
            tenure.valid_from = at("2024-02-06 10:00")
            tx.add(tenure)
    assert once(office, "2024-02-07 09:00") == []
    assert weeks(once(office, "2024-02-12 09:00")) == 1


def test_no_open_round_or_no_reminders_no_picture(office: SmallOffice) -> None:
    executive(office)
    with office.store.begin() as tx:
        tx.get(Office, office.office_id).reminders_on = False
    assert once(office, "2024-02-05 09:00") == []
    with office.store.begin() as tx:
        tx.get(Office, office.office_id).reminders_on = True
        for found in tx.exec(select(Round)):
            found.closed_at = LONG_AGO
            tx.add(found)
    assert once(office, "2024-02-05 09:00") == []


def test_it_rides_on_the_digest_of_what_is_escalated(office: SmallOffice) -> None:
    executive(office)
    [push] = once(office, "2024-05-07 09:00")  # Monday was a holiday; three working days after 30 April
    assert weeks([push]) == 1 and len(push["messages"]) <= 5
    said = as_text(push["messages"])
    assert "ส่วนราชการที่ยังไม่รายงาน" in said and "ความคืบหน้ารายสัปดาห์" in said
    address = next(each["originalContentUrl"] for each in push["messages"] if each["type"] == "image")
    _, _, shown = read(KEY, urlsplit(address).path[3:-4])
    assert shown.sum.late == 4


def of_offices(count: int, also: set[str]) -> list[Matter]:
    """What an executive of so many offices is told in a week; `also` what else is owed to them there."""
    person = Recipient(1, "U1", "executive")
    coordinator = replace(person, role="coordinator")
    told: list[Matter] = []
    for number in range(count):
        office = OfficeClock(number, f"o{number}", f"เทศบาล{number}", frozenset())
        shown = Figures(2567, date(2024, 2, 5), (Row(1, 1, 1, 1, 1),))
        owed = Owed(office, 1, "กองช่าง", "6m", "รอบ 6 เดือน", 2567, date(2024, 1, 31), 3, (), ())
        told.append(Weekly(f"w{number}", "weekly", "2024-W06", person, office, 2567, shown))
        for rule in ("escalate", "stranded", "due"):
            if rule in also:
                told.append(Reminder(f"{rule}{number}", rule, "o3", person, owed))
        if "remark" in also:
            told.append(Remark(f"r{number}", "service", "x", coordinator, office))
    return told


@pytest.mark.parametrize(
    ("offices", "also", "pictures"),
    [
        (1, set(), 1), (1, {"escalate"}, 1), (2, set(), 2), (2, {"escalate"}, 2), (3, set(), 2),
        (3, {"escalate"}, 1), (3, {"escalate", "stranded"}, 0), (4, {"escalate"}, 0), (7, {"escalate"}, 0),
        (1, {"escalate", "stranded", "due", "remark"}, 0),
        (3, {"escalate", "stranded", "due", "remark"}, 0),
    ],
)  # fmt: skip
def test_pictures_give_way_and_no_office_is_left_out(offices: int, also: set[str], pictures: int) -> None:
    matters = of_offices(offices, also)
    said = phrase(matters, date(2024, 2, 5), lambda *_: "https://ita.example.go.th/p/x.png")
    assert len(said) <= 5
    assert sum(each["type"] == "image" for each in said) == pictures
    words = as_text(said)
    assert words.count("ความคืบหน้ารายสัปดาห์") == offices
    for number in range(offices):
        assert f"เทศบาล{number} · ปีงบประมาณ 2567" in words
    for rule, title in (
        ("escalate", "ส่วนราชการที่ยังไม่รายงาน"), ("stranded", "ส่วนราชการที่เตือนไม่ถึง"),
        ("due", "ยังไม่ได้รายงานรอบ 6 เดือน"), ("remark", "ระบบเตือนทำงานปกติ"),
    ):  # fmt: skip
        assert (title in words) is (rule in also)
    assert "quickReply" in said[-1]


def test_it_leaves_the_reserve_of_the_month_alone(office: SmallOffice) -> None:
    executive(office)
    with office.store.begin() as tx:
        heartbeats.beat(
            tx,
            "quota",
            at("2024-02-05 08:00"),
            month="2024-02",
            allowed=300,
            used=275,
            forecast=1,
            reserve=30,
        )
    assert once(office, "2024-02-05 09:00") == []


def test_without_a_key_to_sign_with_the_card_says_all_of_it(office: SmallOffice) -> None:
    executive(office)
    [push] = office.once("2024-02-05 09:00")
    assert [each["type"] for each in push["messages"]] == ["flex"]
    assert "ยังไม่เริ่ม" in as_text(push["messages"]) and "เปิดภาพ" not in as_text(push["messages"])


def test_the_preview_lists_it_week_by_week(office: SmallOffice) -> None:
    executive(office)
    coming = list(foresee(office.store, BANGKOK, date(2024, 2, 1), date(2024, 2, 29), at("2024-02-01 08:00")))
    days = [now.date().day for now, digest in coming if any(each.rule == "weekly" for each in digest.matters)]
    assert days == [1, 5, 12, 19, 27]  # the week of the first day of the month is not told yet
    told = list(foresee_words(office.store, BANGKOK, date(2024, 2, 5), date(2024, 2, 5)))
    assert len(told) == 1 and "ความคืบหน้ารายสัปดาห์" in told[0][3]
