"""Any number of schedulers may run; what one of them dies of, another finishes; LINE carries each message out once."""

import threading
from datetime import timedelta

from sqlmodel import select

from sandbox.state import user_id
from tests.pretend_line import ALWAYS
from tests.scheduler.office import SmallOffice, at
from tracker import outbox
from tracker.model import Message
from tracker.store import sending


def test_two_schedulers_at_the_same_time_push_once(office: SmallOffice) -> None:
    for number in range(20):
        office.person(f"U{number}", office.works, "officer")
    office.clock.now = at("2024-04-23 09:00")
    gate = threading.Barrier(4)
    problems: list[Exception] = []

    def run() -> None:
        worker = office.worker()
        gate.wait()
        try:
            worker.once()
        except Exception as error:
            problems.append(error)
        worker.store.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert sorted(push["to"] for push in office.line.pushed) == sorted(
        user_id(f"U{number}") for number in range(20)
    )
    calls = office.line.push_calls
    assert len(calls) == 20, "not even asked twice"


def test_a_crash_between_claim_and_send_is_finished_after_the_lease(office: SmallOffice) -> None:
    office.person("Uhead", office.works)
    office.clock.now = at("2024-04-23 09:00")
    worker = office.worker()
    worker.remind()
    with office.store.plainly() as connection:
        [claimed] = sending.claim(connection, office.clock.now, 10, office.clock.now.date())
    worker.line.push(
        user_id("Uhead"), claimed.body, claimed.retry_key
    )  # and here the process dies, with nothing written
    worker.store.close()
    office.once("2024-04-23 09:00")
    assert len(office.line.push_calls) == 1, "the lease of the dead one is respected"
    office.once("2024-04-23 09:02")
    assert len(office.line.pushed) == 1 and len(office.line.push_calls) == 2, "LINE said 409"
    with office.store.read() as tx:
        [message] = tx.exec(select(Message)).all()
    assert (message.state, message.attempts) == ("sent", 2)


def test_a_push_is_tried_again_with_longer_and_longer_waits_and_unknown_after_23_hours(
    office: SmallOffice,
) -> None:
    office.person("Uhead", office.works)
    office.line.state.faults["500"] = ALWAYS
    start, tried = at("2024-04-23 09:00"), []
    for minute in (*range(12), *range(12, 24 * 60, 6)):
        before = len(office.line.push_calls)
        office.once((start + timedelta(minutes=minute)).strftime("%Y-%m-%d %H:%M"))
        if len(office.line.push_calls) > before:
            tried.append(minute)
    keys = {call.headers["x-line-retry-key"] for call in office.line.push_calls}
    same_day = [minute for minute in tried if minute < 12 * 60]
    assert len(keys) == 1 and tried[:5] == [0, 1, 2, 3, 4] and 15 <= same_day[-1] - same_day[-2] <= 24
    last = {minute for minute in tried if minute >= 7.5 * 60}
    assert last and all(22.5 * 60 <= minute < 23 * 60 for minute in last), (
        "not after 16:30, but before the key dies"
    )
    with office.store.read() as tx:
        [message] = tx.exec(select(Message)).all()
    assert message.state == "unknown" and message.done_at is not None
    assert at("2024-04-24 08:00") <= message.done_at <= at("2024-04-24 08:30")


def test_a_refused_push_fails_and_says_why(office: SmallOffice) -> None:
    office.person("U" + "x" * 32, office.works)
    office.once("2024-04-23 09:00")
    with office.store.read() as tx:
        [message] = tx.exec(select(Message)).all()
    assert (message.state, message.problem) == (
        "failed",
        "400 The property, 'to', in the request body is invalid",
    )
    assert outbox.retry_key_of(message.key) == message.retry_key
