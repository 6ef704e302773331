"""Who is reminded, when, how often, and when it stops: one pass after another on a real database and real HTTP."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select, update

from sandbox.state import user_id
from tests.pretend_line import ALWAYS
from tests.scheduler.office import LONG_AGO, SmallOffice, at
from tracker import outbox
from tracker.model import (
    AuditEntry,
    MeasureRound,
    Message,
    Notice,
    Office,
    OfficeHoliday,
    Person,
    Post,
    Responsibility,
    Round,
    Tenure,
)
from tracker.rules.urgency import Urgency
from tracker.rules.workdays import is_working_moment
from tracker.store import heartbeats


def words(push: dict) -> str:  # type: ignore[type-arg]
    return json.dumps(push["messages"], ensure_ascii=False)


def states(office: SmallOffice) -> list[str]:
    with office.store.read() as tx:
        return list(tx.exec(select(Message.state).order_by(Message.id)).all())


def test_a_head_whose_department_has_not_reported_gets_one_digest_and_no_second(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    [push] = office.once("2024-04-23 09:00")
    assert push["to"] == user_id("Uhead")
    said = words(push)
    for expected in ("รอบ 6 เดือน", "2567", "30 เม.ย. 2567", "กองช่าง", "เหลืออีก 7 วัน", "report:list:6m:2567"):
        assert expected in said
    assert office.once("2024-04-23 09:00") == []
    assert office.once("2024-04-23 15:00") == []
    assert states(office) == ["sent"]


def test_a_tenure_begun_after_the_asked_moment_counts_and_one_that_has_ended_does_not(
    office: SmallOffice,
) -> None:
    office.person("Unew", office.works)
    gone = office.person("Ugone", office.works, "officer")
    with office.store.begin() as tx:
        tenure = tx.exec(select(Tenure).where(Tenure.person_id == gone)).one()
        tenure.valid_to = datetime.now(UTC) - timedelta(days=1)
        tx.add(tenure)
    assert [push["to"] for push in office.once("2024-04-23 09:00")] == [user_id("Unew")]


def test_coordinators_and_executives_are_not_reminded_but_officers_are(office: SmallOffice) -> None:
    office.person("Ucoordinator", None, "coordinator")
    office.person("Uexecutive", None, "executive")
    office.person("Uofficer", office.clerk, "officer")
    office.person(
        "Uworks", office.works, "officer"
    )  # where nobody is, the coordinator is told in their stead
    told = {push["to"] for push in office.once("2024-04-23 09:00")}
    assert told == {user_id("Uofficer"), user_id("Uworks")}


def test_the_whole_ladder_of_a_round_that_is_never_reported(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    told = []
    day = date(2024, 3, 25)
    while day < date(2024, 8, 20):
        if office.once(f"{day} 09:00"):
            told.append(day.strftime("%m-%d"))
        day += timedelta(days=1)
    # 30 days before is a Sunday, 3 days before a Saturday; Labour Day, Coronation Day and Visakha Bucha shift the rest.
    before = ["04-01", "04-17", "04-23", "04-29", "04-30"]
    after = ["05-02", "05-07", "05-13"]
    weekly = ["05-20", "05-27", "06-04", "06-10", "06-17", "06-24", "07-01", "07-08"]
    assert told == before + after + weekly


def test_after_an_outage_only_the_newest_rung_goes_out_once(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    office.once("2024-04-01 09:00")
    [push] = office.once("2024-04-29 10:00")  # t-14, t-7, t-3 were missed
    assert "เหลืออีก 1 วัน" in words(push)
    with office.store.read() as tx:
        rungs = [notice.facts["rung"] for notice in tx.exec(select(Notice).order_by(Notice.id)).all()]
    assert rungs == ["t-30", "t-1"]


@pytest.mark.parametrize(
    ("moment", "first_chance"),
    [
        ("2024-04-27 10:00", "2024-04-29 08:30"),  # a Saturday
        ("2024-04-23 08:29", "2024-04-23 08:30"),  # too early
        ("2024-04-23 16:30", "2024-04-25 08:30"),  # too late, and the day after is the office's own day off
        ("2024-05-01 10:00", "2024-05-02 08:30"),  # Labour Day
        ("2024-04-24 10:00", "2024-04-25 08:30"),  # the office's own day off
    ],
)
def test_outside_working_hours_it_waits_for_the_next_working_morning(
    office: SmallOffice, moment: str, first_chance: str
) -> None:
    office.add(OfficeHoliday(office_id=office.office_id, day=date(2024, 4, 24), name="วันสถาปนา"))
    office.person("Uhead", office.works)
    assert office.once(moment) == []
    assert len(office.once(first_chance)) == 1


@pytest.mark.parametrize("how", ["report", "close", "cancel", "off"])
def test_it_stops_when_there_is_nothing_left_to_remind_of(office: SmallOffice, how: str) -> None:
    office.person("Uhead", office.works)
    assert len(office.once("2024-04-23 09:00")) == 1
    with office.store.begin() as tx:
        if how == "close":
            tx.get_one(Round, (office.office_id, office.six)).closed_at = at("2024-04-24 09:00")
        elif how == "off":
            tx.get_one(Office, office.office_id).reminders_on = False
        elif how == "cancel":
            for row in tx.exec(select(Responsibility)).all():
                row.status = "cancelled"
    if how == "report":
        office.report(1, office.works, office.six)
        office.report(2, office.works, office.six)
    assert [office.once(f"2024-{day} 09:00") for day in ("04-29", "04-30", "05-02", "05-13")] == [[]] * 4


def test_a_department_still_owes_what_it_took_back(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    first = office.report(1, office.works, office.six)
    office.report(2, office.works, office.six)
    assert office.once("2024-04-23 09:00") == []
    office.report(1, office.works, office.six, "undo", first)
    [push] = office.once("2024-04-23 10:00")
    assert "1. เปิดเผยข้อมูล 1" in words(push) and "2. เปิดเผยข้อมูล 2" not in words(push)


def test_a_correction_counts_as_a_report(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    first = office.report(1, office.works, office.six)
    office.report(1, office.works, office.six, "correction", first)
    office.report(2, office.works, office.six)
    assert office.once("2024-04-23 09:00") == []


def test_another_departments_report_and_another_rounds_report_do_not_count(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    office.report(1, office.works, office.twelve)
    office.report(2, office.clerk, office.six)
    [push] = office.once("2024-04-23 09:00")
    assert "2 มาตรการ" in words(push)


def test_a_completion_round_reminds_its_own_department_only(office: SmallOffice) -> None:
    office.person("Uworks", office.works)
    office.person("Uclerk", office.clerk)
    measure = office.measure(4, (office.works, office.clerk), ())
    key = f"completion:4:{office.works}"
    done = office.round(key, "หลังทำเสร็จ", date(2024, 7, 1), measure, office.works)
    office.add(MeasureRound(office_id=office.office_id, measure_id=measure, round_id=done))
    with office.store.begin() as tx:
        tx.get_one(Round, (office.office_id, office.six)).closed_at = at("2024-04-24 09:00")
    [push] = office.once("2024-06-24 09:00")
    assert push["to"] == user_id("Uworks") and f"report:list:{key}:2567" in words(push)


def test_two_rounds_and_two_departments_make_one_digest(office: SmallOffice) -> None:
    person = office.person("Uhead", office.works)
    post = Post(office_id=office.office_id, role="officer", department_id=office.clerk)
    office.add(post)
    office.add(Tenure(office_id=office.office_id, post_id=post.id, person_id=person, valid_from=LONG_AGO))
    with office.store.begin() as tx:
        tx.get_one(Round, (office.office_id, office.twelve)).due = date(2024, 5, 7)
    [push] = office.once("2024-04-23 09:00")
    assert len(push["messages"][0]["contents"]["contents"]) == 4  # two departments in two rounds


def test_who_unfollowed_gets_nothing_even_what_was_promised(office: SmallOffice) -> None:
    person = office.person("Uhead", office.works)
    office.clock.now = at("2024-04-23 09:00")
    worker = office.worker()
    assert worker.remind().digests == 1
    with office.store.begin() as tx:
        tx.get_one(Person, person).following = False
    worker.deliver()
    worker.store.close()
    assert office.line.pushed == [] and states(office) == ["dropped"]
    assert office.once("2024-04-30 09:00") == [] and office.once("2024-05-02 09:00") == []


def test_a_moved_due_date_is_told_anew(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    assert len(office.once("2024-04-23 09:00")) == 1
    with office.store.begin() as tx:
        tx.get_one(Round, (office.office_id, office.six)).due = date(2024, 5, 15)
    [push] = office.once("2024-04-24 09:00")
    assert "15 พ.ค. 2567" in words(push)


def test_a_digest_line_never_took_is_worded_anew_the_next_day(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    office.line.state.faults["429"] = ALWAYS
    assert office.once("2024-04-29 16:20") == []
    office.line.state.faults.clear()
    assert office.once("2024-04-29 20:00") == [], "not in the evening"
    [push] = office.once("2024-04-30 08:30")
    assert "ครบกำหนดวันนี้" in words(push)
    assert states(office) == ["dropped", "sent"]


def test_a_digest_line_may_have_taken_goes_again_with_its_own_words_and_key(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    office.line.state.faults["500-accepted"] = 1
    office.once("2024-04-29 16:20")
    assert len(office.line.pushed) == 1
    assert office.once("2024-04-29 16:20") == [], "its back-off is not over"
    assert office.once("2024-04-29 20:00") == []
    calls = len(office.line.push_calls)
    assert len(office.once("2024-04-30 08:31")) == 1, "the new day's own digest"
    keys = [call.headers["x-line-retry-key"] for call in office.line.push_calls]
    assert len(keys) == calls + 2 and keys[0] in keys[1:], "the first was asked again and answered 409"
    assert states(office) == ["sent", "sent"]


def test_the_months_limit_parks_and_tells_the_coordinator_once(office: SmallOffice) -> None:
    office.person("Uworks", office.works)
    office.person("Uclerk", office.clerk)
    coordinator = office.person("Ucoordinator", None, "coordinator")
    office.line.state.quota = office.line.state.used = 300
    office.once("2024-04-23 09:00")
    office.once("2024-04-29 09:00")
    with office.store.read() as tx:
        parked = list(tx.exec(select(Message).where(Message.state == "parked")).all())
        audited = list(tx.exec(select(AuditEntry)).all())
    assert sorted(message.key.partition(":")[0] for message in parked) == ["digest"] * 4 + ["limit"]
    assert [(entry.action, entry.subject) for entry in audited] == [("push_limit", "2024-04")]
    with office.store.begin() as tx:
        said = outbox.say_parked(tx, coordinator, at("2024-04-29 10:00"))
        assert "โควตา" in said[0]["text"]
        assert outbox.say_parked(tx, coordinator, at("2024-04-29 10:00")) == []


def larger_plan(office: SmallOffice) -> None:
    """The office bought more pushes, and LINE was asked since."""
    office.line.state.quota = 5000
    with office.store.begin() as tx:
        figures = {"month": "2024-04", "allowed": 5000, "used": 300, "forecast": 0, "reserve": 500}
        heartbeats.beat(tx, "quota", at("2024-04-24 10:00"), **figures)


def test_what_the_months_limit_kept_back_is_owed_again_in_the_next_month(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    with office.store.begin() as tx:
        tx.exec(update(Round).values(due=date(2024, 5, 20)))
    office.line.state.quota = office.line.state.used = 300
    assert office.once("2024-04-22 09:00") == []  # t-30; the next rung is 7 May
    assert office.once("2024-04-23 09:00") == [], "the month is not over"
    office.line.state.used = 0
    [push] = office.once("2024-05-02 09:00")
    assert "เหลืออีก 18 วัน" in words(push)
    assert office.once("2024-05-02 10:00") == []


def test_what_the_months_limit_kept_back_is_owed_again_once_the_plan_is_larger(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    office.line.state.quota = office.line.state.used = 300
    assert office.once("2024-04-23 09:00") == []
    assert office.once("2024-04-24 09:00") == []
    larger_plan(office)
    [push] = office.once("2024-04-24 10:30")
    assert "เหลืออีก 6 วัน" in words(push)
    assert office.once("2024-04-24 11:00") == []


def test_what_was_reported_meanwhile_is_not_owed_again(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    office.line.state.quota = office.line.state.used = 300
    office.once("2024-04-23 09:00")
    with office.store.begin() as tx:
        tx.exec(update(Round).values(closed_at=at("2024-04-23 12:00")))
    larger_plan(office)
    assert office.once("2024-04-24 10:30") == []


def test_every_push_falls_in_working_hours(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    for hour in range(0, 24 * 7, 3):
        moment = at("2024-04-26 00:10") + timedelta(hours=hour)
        if office.once(moment.strftime("%Y-%m-%d %H:%M")):
            assert is_working_moment(moment)
    with office.store.read() as tx:
        days = list(tx.exec(select(Message.day)).all())
    assert len(days) == len(set(days))


def test_a_digest_is_as_urgent_as_the_most_urgent_thing_in_it(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    office.person("Uclerk", office.clerk)
    office.person("Uexecutive", None, "executive")
    found: dict[str, list[int]] = {}
    for day in ("2024-04-23", "2024-05-02"):
        office.clock.now = at(f"{day} 09:00")
        office.worker().remind()
        with office.store.read() as tx:
            found[day] = sorted(
                tx.exec(select(Message.urgency).where(Message.day == date.fromisoformat(day)))
            )
        office.once(f"{day} 09:00")
    assert found == {
        "2024-04-23": [Urgency.DUE, Urgency.DUE],
        "2024-05-02": [Urgency.ESCALATED, Urgency.OVERDUE, Urgency.OVERDUE],
    }
