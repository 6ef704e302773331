"""The clock end to end, on both databases and a pretend LINE: outages, jumps, quiet hours, who is told for whom."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from sandbox.state import user_id
from tests.scheduler.office import LONG_AGO, SmallOffice, at
from tracker import outbox
from tracker.model import (
    Acknowledgement,
    Heartbeat,
    Message,
    Notice,
    OfficeHoliday,
    Person,
    Post,
    Round,
    SeenEvent,
    Tenure,
)
from tracker.rules.workdays import is_working_moment
from tracker.store.outbox import KEEPS_HOURS
from tracker.store.recipients import unreachable


def words(push: dict[str, Any]) -> str:
    return json.dumps(push["messages"], ensure_ascii=False)


def to(pushes: list[dict[str, Any]]) -> set[str]:
    return {push["to"] for push in pushes}


def since_long_ago(office: SmallOffice) -> None:
    """Rounds and posts are as old as the year: nobody came late."""
    with office.store.begin() as tx:
        for found in tx.exec(select(Round)).all():
            found.opened_at = at("2023-10-01 00:00")
        for tenure in tx.exec(select(Tenure)).all():
            tenure.valid_from = LONG_AGO


def test_an_outage_longer_than_the_ladder_still_tells_the_newest_rung_once(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    since_long_ago(office)
    with office.store.begin() as tx:
        tx.get_one(Round, (office.office_id, office.twelve)).closed_at = at("2024-01-01 09:00")
    [push] = office.once("2025-01-06 09:00")
    assert "รอบ 6 เดือน" in words(push) and "เลยกำหนดแล้ว 251 วัน" in words(push)
    assert office.once("2025-01-07 09:00") == [] and office.once("2025-03-10 09:00") == []


def test_a_round_that_was_over_before_it_came_here_is_silent(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    since_long_ago(office)
    with office.store.begin() as tx:
        for found in tx.exec(select(Round)).all():
            found.opened_at = at("2026-11-21 09:00")
    assert office.once("2026-11-23 09:00") == []
    assert len(office.once("2024-04-23 09:00")) == 1, "asked about the past, it is what it was then"


def many(office: SmallOffice, people: int) -> None:
    """So many heads, and four rounds they owe: four times as many notices."""
    others = [office.round(f"once:{n}", f"ครั้งเดียว {n}", date(2024, 4, 30)) for n in (7, 8)]
    with office.store.begin() as tx:
        tx.get_one(Round, (office.office_id, office.twelve)).due = date(2024, 4, 30)
        post = Post(office_id=office.office_id, role="head", department_id=office.works)
        tx.add(post)
        tx.flush()
        for number in range(people):
            person = Person(line_user_id=user_id(f"head {number}"), created_at=LONG_AGO)
            tx.add(person)
            tx.flush()
            tx.add(
                Tenure(office_id=office.office_id, post_id=post.id, person_id=person.id, valid_from=LONG_AGO)
            )
    office.measure(9, (office.works,), tuple(others))


def test_three_days_down_with_a_thousand_due_make_one_digest_each(office: SmallOffice) -> None:
    many(office, 250)
    office.clock.now = at("2024-04-26 16:29")
    worker = office.worker()
    assert worker.remind().digests == 250  # promised on Friday; then the process dies, nothing was sent
    for moment in ("2024-04-27 10:00", "2024-04-28 12:00", "2024-04-29 08:29"):
        office.clock.now = at(moment)
        worker.remind()
        assert worker.deliver().get("sent", 0) == 0
    office.clock.now = at("2024-04-29 10:00")
    worker.remind()
    assert worker.deliver()["sent"] == 250
    worker.remind()
    assert not worker.deliver()
    worker.store.close()
    assert Counter(push["to"] for push in office.line.pushed) == Counter(
        user_id(f"head {n}") for n in range(250)
    )
    with office.store.read() as tx:
        states = Counter(tx.exec(select(Notice.state)).all())
        rungs = {each.facts["rung"] for each in tx.exec(select(Notice).where(Notice.state == "sent")).all()}
    assert states == {"superseded": 1000, "sent": 1000} and rungs == {"t-1"}


@pytest.mark.parametrize(
    "jumps",
    [
        ["04-23 09:00", "04-23 10:00", "04-23 09:00", "04-23 09:01"],  # an hour forward and back
        ["04-23 09:00", "04-23 08:00", "04-23 09:00"],  # an hour back
        [
            "04-23 09:00",
            "04-26 09:00",
            "04-23 09:01",
            "04-26 09:01",
            "04-29 09:00",
        ],  # three days forward and back
    ],
)
def test_a_clock_that_jumps_tells_nothing_twice(office: SmallOffice, jumps: list[str]) -> None:
    office.person("Uhead", office.works)
    for moment in jumps:
        office.once(f"2024-{moment}")
    with office.store.read() as tx:
        told = [(each.key, each.state) for each in tx.exec(select(Notice)).all()]
        days = list(tx.exec(select(Message.day)).all())
    assert len(told) == len(set(told)) and len(days) == len(set(days))
    rungs = Counter(key.rsplit(":", 2)[1] for key, state in told if state == "sent")
    assert max(rungs.values()) == 1 and len(office.line.pushed) == len(days)


def test_a_day_off_of_the_office_keeps_its_digests_back_at_delivery_too(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    office.clock.now = at("2024-04-23 09:00")
    worker = office.worker()
    assert worker.remind().digests == 1
    office.add(OfficeHoliday(office_id=office.office_id, day=date(2024, 4, 23), name="วันสถาปนา"))
    assert not worker.deliver() and office.line.pushed == []
    worker.store.close()
    assert len(office.once("2024-04-24 09:00")) == 1
    with office.store.read() as tx:
        assert sorted(tx.exec(select(Message.state)).all()) == ["dropped", "sent"]


def test_head_then_officer_then_coordinator_then_executive(office: SmallOffice) -> None:
    head = office.person("Uhead", office.works)
    officer = office.person("Uofficer", office.works, "officer")
    office.person("Uclerk", office.clerk)
    coordinator = office.person("Ucoordinator", None, "coordinator")
    office.person("Uexecutive", None, "executive")
    assert to(office.once("2024-04-01 09:00")) == {user_id("Uhead"), user_id("Uofficer"), user_id("Uclerk")}
    with office.store.begin() as tx:
        tx.get_one(Person, head).following = False
    pushes = office.once("2024-04-17 09:00")
    assert to(pushes) == {user_id("Uofficer"), user_id("Uclerk"), user_id("Ucoordinator")}
    [news] = [push for push in pushes if push["to"] == user_id("Ucoordinator")]
    assert "ส่งการเตือนไม่ถึง เพิ่มขึ้น 1" in words(news) and "กองช่าง" not in words(news)
    with office.store.begin() as tx:
        tx.get_one(Person, officer).following = False
    pushes = office.once("2024-04-23 09:00")
    assert to(pushes) == {user_id("Uclerk"), user_id("Ucoordinator")}
    [told] = [push for push in pushes if push["to"] == user_id("Ucoordinator")]
    for expected in ("เตือนไม่ถึง", "กองช่าง", "30 เม.ย. 2567", "รหัสเชิญ"):
        assert expected in words(told)
    assert "สำนักปลัด" not in words(told)
    with office.store.begin() as tx:
        tx.get_one(Person, coordinator).following = False
    pushes = office.once("2024-04-29 09:00")
    assert to(pushes) == {user_id("Uclerk"), user_id("Uexecutive")}
    [told] = [push for push in pushes if push["to"] == user_id("Uexecutive")]
    assert "เตือนไม่ถึง" in words(told) and "ผู้ประสาน ITA" in words(told) and "ออกรหัสเชิญ" not in words(told)


def test_whom_line_refuses_counts_as_unreachable_until_they_are_heard_of(office: SmallOffice) -> None:
    bad = office.person("U" + "x" * 32, office.works)
    office.person("Ucoordinator", None, "coordinator")
    with office.store.begin() as tx:
        for found in tx.exec(select(Round)).all():
            found.due = (datetime.now(UTC) + timedelta(days=5)).date()
    moment = _working_moment_from(datetime.now(UTC))
    office.clock.now = moment
    worker = office.worker()
    worker.once()
    assert worker.remind().digests == 0, (
        "the coordinator had today's digest: nobody in the clerk's department"
    )
    with office.store.read() as tx:
        found = unreachable(tx, moment, office.office_id)
    assert [(each.why, each.department, each.person_id) for each in found] == [
        ("refused", "กองช่าง", bad),
        ("nobody", "สำนักปลัด", None),
    ]
    office.clock.now = _working_moment_from(moment + timedelta(days=1))
    worker.once()
    assert "กองช่าง" in words(office.line.pushed[-1]), "the coordinator is told in their stead"
    office.add(
        Message(
            key="reply:1", channel="reply", recipient="U" + "x" * 32, body=[], retry_key="r", state="sent",
            created_at=moment, next_at=moment, done_at=moment + timedelta(minutes=1),
        )
    )  # fmt: skip
    with office.store.read() as tx:
        assert [each.why for each in unreachable(tx, moment, office.office_id)] == ["nobody"]
    worker.store.close()


def _working_moment_from(moment: datetime) -> datetime:
    from tracker.rules.workdays import next_working_moment

    return next_working_moment(moment) + timedelta(minutes=1)


def test_executives_get_one_digest_a_day_that_names_who_is_late_then_weekly(office: SmallOffice) -> None:
    office.person("Uexecutive", None, "executive")
    told = {}
    day = date(2024, 4, 22)
    while day < date(2024, 7, 20):
        if pushes := office.once(f"{day} 09:00"):
            [told[day.strftime("%m-%d")]] = pushes
        day += timedelta(days=1)
    weekly = ["05-20", "05-27", "06-04", "06-10", "06-17", "06-24", "07-01", "07-08"]
    # Nobody else has linked LINE: the executive is told in everybody's stead until it is escalated.
    before = [day for day in told if day < "05-07"]
    assert before == ["04-22", "04-23", "04-29", "04-30", "05-02"]
    assert all("เตือนไม่ถึง" in words(told[day]) for day in before)
    assert list(told)[len(before) :] == ["05-07", *weekly]
    for expected in ("กองช่าง", "สำนักปลัด", "รอบ 6 เดือน", "เลยกำหนดแล้ว 7 วัน"):
        assert expected in words(told["05-07"])


def test_silence_to_an_earnest_reminder_reaches_the_executive_and_an_answer_stops_it(
    office: SmallOffice,
) -> None:
    office.person("Uworks", office.works)
    clerk = office.person("Uclerk", office.clerk)
    office.person("Uexecutive", None, "executive")
    assert to(office.once("2024-04-23 09:00")) == {user_id("Uworks"), user_id("Uclerk")}
    office.add(
        Acknowledgement(
            office_id=office.office_id, round_id=office.six, department_id=office.clerk, person_id=clerk,
            kind="seen", at=at("2024-04-24 09:00"),
        )
    )  # fmt: skip
    assert office.once("2024-04-25 16:00") == []
    [push] = office.once("2024-04-26 08:30")
    assert push["to"] == user_id("Uexecutive")
    assert "กองช่าง" in words(push) and "สำนักปลัด" not in words(push)
    assert office.once("2024-04-26 15:00") == []


def test_a_granted_postponement_lets_the_reminders_rest(office: SmallOffice) -> None:
    head = office.person("Uhead", office.works)
    row = Acknowledgement(
        office_id=office.office_id, round_id=office.six, department_id=office.works, person_id=head,
        kind="postpone", until=date(2024, 5, 20), at=at("2024-04-18 09:00"),
    )  # fmt: skip
    office.add(row)
    assert len(office.once("2024-04-17 09:00")) == 1
    assert len(office.once("2024-04-23 09:00")) == 1, "only asked for, not granted"
    with office.store.begin() as tx:
        found = tx.get_one(Acknowledgement, (office.office_id, row.id))
        found.accepted, found.settled_at = True, at("2024-04-23 10:00")
    for day in ("04-29", "04-30", "05-02", "05-13", "05-17"):
        assert office.once(f"2024-{day} 09:00") == []
    assert len(office.once("2024-05-20 09:00")) == 1
    assert len(office.once("2024-05-21 09:00")) == 1


def quota(office: SmallOffice, used: int, allowed: int | None = 300, reserve: int = 30) -> None:
    detail = {"month": "2024-04", "allowed": allowed, "used": used, "forecast": 12, "reserve": reserve}
    with office.store.begin() as tx:
        tx.merge(Heartbeat(name="quota", at=at("2024-04-20 09:00"), detail=detail))


def test_when_pushes_are_scarce_what_is_late_goes_and_the_rest_waits(office: SmallOffice) -> None:
    office.person("Uworks", office.works)
    office.person("Uclerk", office.clerk)
    with office.store.begin() as tx:
        tx.get_one(Round, (office.office_id, office.twelve)).due = date(2024, 4, 19)
    office.report(1, office.works, office.twelve)
    office.report(2, office.works, office.twelve)
    quota(office, used=280)
    assert to(office.once("2024-04-23 09:00")) == {user_id("Uclerk")}, "only the clerk is late with something"
    with office.store.read() as tx:
        assert Counter(tx.exec(select(Notice.state)).all()) == {"sent": 2, "promised": 1}
    quota(office, used=200)
    assert user_id("Uworks") in to(office.once("2024-04-24 09:00")), "what waited goes once there is room"


def test_the_coordinator_is_warned_once_at_four_fifths(office: SmallOffice) -> None:
    office.person("Ucoordinator", None, "coordinator")
    for name, department in (("Uworks", office.works), ("Uclerk", office.clerk)):
        office.person(name, department)
    quota(office, used=245)
    [told] = [push for push in office.once("2024-04-23 09:00") if push["to"] == user_id("Ucoordinator")]
    assert "245 จาก 300" in words(told) and "กันไว้ 30" in words(told)
    assert user_id("Ucoordinator") not in to(office.once("2024-04-24 09:00"))


def test_what_failed_reaches_the_coordinator_the_next_morning_once_and_a_good_week_is_one_line(
    office: SmallOffice,
) -> None:
    office.person("Ucoordinator", None, "coordinator")
    for name, department in (("Uworks", office.works), ("Uclerk", office.clerk)):
        office.person(name, department)
    since_long_ago(office)
    with office.store.begin() as tx:
        for found in tx.exec(select(Round)).all():
            found.closed_at = at("2024-01-01 09:00")
    [push] = office.once("2024-04-22 09:00")
    assert "ทำงานปกติ" in words(push) and push["to"] == user_id("Ucoordinator")
    assert office.once("2024-04-23 09:00") == []
    office.add(
        SeenEvent(event_id="1", kind="text", state="failed", received_at=at("2024-04-23 20:00")),
        Heartbeat(name="backup", at=at("2024-04-24 04:00"), detail={}),
    )
    assert office.once("2024-04-23 20:05") == [], "not in the evening"
    [push] = office.once("2024-04-24 08:30")
    assert "ตอบไม่สำเร็จ 1" in words(push) and "สำเนา" in words(push)
    with office.store.begin() as tx:
        tx.merge(Heartbeat(name="backup", at=at("2024-04-25 08:00"), detail={}))
    assert office.once("2024-04-25 08:30") == []


def kept_for_later(key: str) -> Message:
    """A push to the coordinator that was promised after work on a Friday."""
    return Message(
        key=key, channel="push", recipient=user_id("Ucoordinator"),
        body=[{"type": "text", "text": "ขอเลื่อน"}], retry_key=outbox.retry_key_of(key),
        created_at=at("2024-05-03 17:00"), next_at=at("2024-05-03 17:00"),
    )  # fmt: skip


def test_what_line_left_unanswered_on_friday_is_asked_about_by_day_before_its_key_dies(
    office: SmallOffice,
) -> None:
    office.add(kept_for_later("doubt:1:1"))
    with office.store.begin() as tx:
        message = tx.exec(select(Message)).one()
        message.next_at = at("2024-05-03 16:00")
    office.line.state.faults["500-accepted"] = 1
    assert len(office.once("2024-05-03 16:20")) == 1
    assert office.once("2024-05-03 20:00") == office.once("2024-05-04 09:00") == []
    calls = len(office.line.push_calls)
    assert office.once("2024-05-04 14:55") == [] and len(office.line.push_calls) == calls + 1, "answered 409"
    with office.store.read() as tx:
        assert set(tx.exec(select(Message.state)).all()) == {"sent"}


@pytest.mark.parametrize("key", ["approve:1:2", "revoked:1:2", "acting:1", "paper:1:1"])
def test_what_somebody_waits_for_leaves_at_any_hour(office: SmallOffice, key: str) -> None:
    office.person("Ucoordinator", None, "coordinator")
    office.add(kept_for_later(key))
    assert len(office.once("2024-05-03 23:10")) == 1


def test_no_push_of_any_kind_leaves_outside_working_hours(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    office.person("Uexecutive", None, "executive")
    office.person("Ucoordinator", None, "coordinator")
    since_long_ago(office)
    office.add(*(kept_for_later(f"{prefix}1:2") for prefix in KEEPS_HOURS))
    went = 0
    for hour in range(0, 24 * 5, 3):
        moment = at("2024-05-03 17:10") + timedelta(hours=hour)
        if pushes := office.once(moment.strftime("%Y-%m-%d %H:%M")):
            went += len(pushes)
            assert is_working_moment(moment), moment
    assert went >= 3 + len(KEEPS_HOURS)
    with office.store.read() as tx:
        assert set(tx.exec(select(Message.state)).all()) == {"sent"}
        per_day = Counter(
            tx.exec(select(Message.person_id, Message.day).where(col(Message.day).is_not(None)))
        )
    assert max(per_day.values()) == 1
