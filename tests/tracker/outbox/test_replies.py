"""Replies: sent at once, found again by the sweeper, never told twice, never lost when they tell of a write."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import urllib3
from pydantic import SecretStr
from sqlmodel import select

from bot.line import wire
from bot.line.client import LineClient
from bot.replies import Replies
from bot.settings import LineSettings
from sandbox import api
from sandbox.state import user_id
from tests.pretend_line import PretendLine, pretend_line
from tracker import outbox
from tracker.model import Message, Person
from tracker.outbox import Delivery, Outgoing, retry_key_of
from tracker.outbox.outgoing import NAMESPACE
from tracker.store import Store, schema, sending

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
BODY = [{"type": "text", "text": "บันทึกแล้ว"}]
USER = user_id("somebody")


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


class Desk:
    """A database, LINE, and the two who deliver: the web process at once and the sweeper later."""

    def __init__(self, folder: Path, line: PretendLine) -> None:
        self.line = line
        self.store = Store(f"sqlite:///{folder / 'desk.db'}")
        schema.migrate(self.store)
        self.client = LineClient(
            LineSettings(
                line_channel_access_token=SecretStr("sandbox-token"), line_api_base=line.url, _env_file=None
            )
        )

    def promise(
        self, token: str = "t1", receipt: bool = True, body: list[dict[str, str]] = BODY, seconds: float = 0
    ) -> Outgoing:
        """Promise an answer so many seconds after its token was made."""
        self.line.token(token, USER)
        with self.store.begin() as tx:
            return outbox.promise_reply(
                tx,
                key=f"reply:{token}",
                reply_token=token,
                recipient=USER,
                body=body,
                receipt=receipt,
                now=after(seconds),
                token_at=NOW,
            )

    def at_once(self, message: Outgoing, seconds: float = 0.1) -> str | None:
        """As the web process does it; the state afterwards, None when it sent nothing."""
        asked = len(self.line.calls)
        Replies(self.store, self.client, lambda: after(seconds), lambda work: work(), together=0).send(
            message
        )
        return self.row().state if len(self.line.calls) > asked else None

    def sweep(self, seconds: float) -> dict[str, int]:
        return dict(outbox.deliver(self.store, self.client, after(seconds)).states)

    def row(self) -> Message:
        with self.store.read() as tx:
            return tx.exec(select(Message)).one()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with pretend_line() as line:
        made = Desk(tmp_path, line)
        yield made
        made.store.close()


def test_a_reply_leaves_at_once_and_the_sweeper_finds_nothing(desk: Desk) -> None:
    promised = desk.promise()
    assert desk.at_once(promised) == "sent"
    assert desk.line.replied == [(USER, BODY[0])] and desk.line.calls[0].body["replyToken"] == "t1"
    assert desk.at_once(promised, 5.5) is None, "whoever comes second sends nothing"
    assert desk.sweep(30) == {} and desk.row().line_request_id == desk.line.calls[0].request_id


def test_the_sweeper_lets_the_web_process_go_first_and_then_helps_while_the_token_is_young(
    desk: Desk,
) -> None:
    desk.promise()
    assert desk.sweep(1) == {}
    assert desk.sweep(5)["sent"] == 1
    assert len(desk.line.replied) == 1 and desk.line.pushed == []


def test_a_receipt_whose_token_grew_old_goes_as_a_push_with_its_stored_key(desk: Desk) -> None:
    desk.promise()
    assert desk.sweep(51)["sent"] == 1
    assert desk.line.replied == [] and desk.line.pushed == [{"to": USER, "messages": BODY}]
    assert desk.line.calls[-1].headers["x-line-retry-key"] == outbox.retry_key_of("reply:t1")


@pytest.mark.parametrize(
    ("promised", "first_try", "way"),
    [(0, 24, "reply"), (0, 26, "push"), (24, 24.5, "reply"), (26, 26.5, "push")],
)
def test_a_receipt_is_not_tried_for_the_first_time_with_a_token_too_old_to_tell_whether_it_arrived(
    desk: Desk, promised: float, first_try: float, way: str
) -> None:
    message = desk.promise(seconds=promised)
    if promised:
        sent = desk.at_once(message, first_try) == "sent"
    else:
        # LINE surely did not take it, so that it is as if it had never been tried.
        outbox.settle(desk.store, [(message, Delivery("again", 429))], after(0.1))
        sent = desk.sweep(first_try)["sent"] == 1
    assert sent
    assert len(desk.line.replied) == (way == "reply") and len(desk.line.pushed) == (way == "push")


def test_a_receipt_that_may_have_arrived_is_asked_about_as_long_as_the_token_lives(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "TIMEOUT", urllib3.Timeout(connect=1, read=0.2))
    monkeypatch.setattr(api, "SILENCE", 0.5)
    desk.line.state.faults["timeout-accepted"] = 1
    assert desk.at_once(desk.promise(), 20) == "promised"
    assert desk.sweep(45)["sent"] == 1, "a dead token tells that it was used"
    assert len(desk.line.replied) == 1 and desk.line.pushed == []


def test_a_late_receipt_that_the_months_limit_kept_back_is_said_with_the_next_answer(desk: Desk) -> None:
    with desk.store.begin() as tx:
        person = Person(line_user_id=USER, created_at=NOW)
        tx.add(person)
        tx.flush()
        message = outbox.promise_reply(
            tx, key="reply:t9", reply_token="t9", recipient=USER, body=BODY, receipt=True, now=after(30),
            person_id=person.id, token_at=NOW,
        )  # fmt: skip
        person_id = person.id
    desk.line.state.quota = desk.line.state.used = 300
    assert desk.at_once(message, 30.1) == "parked"
    with desk.store.begin() as tx:
        assert outbox.say_parked(tx, person_id, after(60)) == BODY
        assert outbox.say_parked(tx, person_id, after(60)) == []


def test_an_answer_to_a_question_may_use_its_token_to_the_end(desk: Desk) -> None:
    assert desk.at_once(desk.promise(receipt=False, seconds=45), 45.5) == "sent"
    assert len(desk.line.replied) == 1


def test_a_stale_answer_to_a_question_is_dropped_and_counted(desk: Desk) -> None:
    desk.promise(receipt=False)
    assert desk.sweep(51)["dropped"] == 1
    assert desk.line.calls == [] and desk.row().state == "dropped"


def test_silence_and_then_a_dead_young_token_mean_that_it_arrived(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "TIMEOUT", urllib3.Timeout(connect=1, read=0.2))
    monkeypatch.setattr(api, "SILENCE", 0.5)
    desk.line.state.faults["timeout-accepted"] = 1
    assert desk.at_once(desk.promise()) == "promised"
    assert desk.sweep(1) == {}
    assert desk.sweep(4)["sent"] == 1
    assert len(desk.line.replied) == 1 and desk.line.pushed == []


def test_a_web_process_that_died_after_sending_is_not_repeated(desk: Desk) -> None:
    assert outbox.is_ours(desk.store, desk.promise(), after(0.1))
    desk.client.reply("t1", BODY)  # and here it dies
    assert desk.sweep(4) == {}, "its lease is respected"
    assert desk.sweep(20)["sent"] == 1
    assert len(desk.line.replied) == 1 and desk.line.pushed == []


def test_a_web_process_that_died_before_sending_is_stood_in_for_however_old_the_token_has_grown(
    desk: Desk,
) -> None:
    desk.promise()
    assert desk.sweep(4) == {}, "it may be sending just now"
    assert desk.sweep(40)["sent"] == 1
    assert len(desk.line.replied) == 1 and desk.line.pushed == []


@pytest.mark.parametrize(("overtaken", "state"), [(False, "sent"), (True, None)])
def test_what_waited_for_a_thread_too_long_is_sent_unless_the_sweeper_took_it_over(
    desk: Desk, overtaken: bool, state: str | None
) -> None:
    message = desk.promise()
    if overtaken:
        assert desk.sweep(5.5)["sent"] == 1
    assert desk.at_once(message, 6) == state
    assert len(desk.line.replied) == 1 and desk.line.pushed == []


def test_a_receipt_whose_token_grew_old_in_the_queue_goes_as_a_push(desk: Desk) -> None:
    message = desk.promise()
    assert desk.at_once(message, 26) is None, "LINE could not be told from silence any more"
    assert desk.sweep(26)["sent"] == 1
    assert desk.line.replied == [] and desk.line.pushed == [{"to": USER, "messages": BODY}]


def test_an_answer_is_leased_from_its_promise_on(desk: Desk) -> None:
    desk.promise()
    row = desk.row()
    assert (row.state, row.attempts, row.first_try_at) == ("sending", 1, NOW)
    assert row.next_at == row.lease_until == after(5)


@pytest.mark.parametrize("receipt", [True, False])
def test_words_taken_back_while_they_waited_are_not_said_and_are_no_failure(
    desk: Desk, receipt: bool
) -> None:
    message = desk.promise(receipt=receipt)
    with desk.store.begin() as tx:
        outbox.forget_bodies(tx, "reply:t1", after(1))
    assert desk.at_once(message, 3) is None
    assert desk.sweep(6)["dropped"] == 1
    assert desk.line.calls == [] and desk.row().problem == "its words were taken back"


def test_a_try_that_began_late_does_not_settle_what_another_has_in_hand(desk: Desk) -> None:
    late = desk.promise()
    with desk.store.plainly() as connection:
        [theirs] = sending.claim(connection, after(5), 1, None)
    outbox.settle(desk.store, [(late, Delivery("token_dead", 400))], after(5.2))
    assert desk.row().state == "sending" and desk.row().attempts == theirs.attempts == 2


def test_a_token_dead_at_the_first_try_sends_a_receipt_as_a_push(desk: Desk) -> None:
    message = desk.promise()
    desk.line.state.tokens.clear()
    assert desk.at_once(message) == "promised"
    assert desk.sweep(1)["sent"] == 1
    assert len(desk.line.pushed) == 1


def test_a_token_dead_after_a_refusal_for_haste_was_never_used(desk: Desk) -> None:
    desk.line.state.faults["429"] = 1
    desk.at_once(desk.promise())
    desk.line.state.tokens.clear()
    desk.sweep(5)
    desk.sweep(6)
    assert len(desk.line.pushed) == 1


def test_trouble_at_line_is_outlived_while_the_token_is_young(desk: Desk) -> None:
    desk.line.state.faults.update({"500": 1, "503": 1})
    assert desk.at_once(desk.promise(receipt=False)) == "promised"
    assert desk.sweep(4) == {"dropped": 0, "unknown": 0, "promised": 1}
    assert desk.sweep(7)["sent"] == 1


def test_a_bad_message_fails_and_is_not_pushed(desk: Desk) -> None:
    assert desk.at_once(desk.promise(body=[{"type": "text", "text": ""}])) == "failed"
    assert desk.sweep(60) == {} and [call.path for call in desk.line.calls] == ["/v2/bot/message/reply"]
    refused = "400 The request body has 1 error(s); messages[0]: text must be 1 to 5000 long, is 0"
    assert desk.row().problem == refused


def test_a_receipt_is_not_pushed_to_who_has_left(desk: Desk) -> None:
    desk.promise()
    with desk.store.begin() as tx:
        tx.add(Person(line_user_id=USER, following=False, created_at=NOW))
    desk.sweep(51)
    assert desk.line.calls == [] and desk.row().state == "dropped"


def test_nothing_holds_the_database_while_line_is_slow(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "SILENCE", 0.5)
    desk.line.state.faults["timeout-accepted"] = 1
    message = desk.promise()
    from threading import Thread

    sending = Thread(target=desk.at_once, args=(message,))
    sending.start()
    while not desk.line.calls:
        pass
    impatient = Store(desk.store.url, busy_ms=10)
    with impatient.begin() as tx:
        tx.add(Person(line_user_id="U2", created_at=NOW))
    impatient.close()
    sending.join()
    assert desk.row().state == "sent"


def test_the_same_key_is_promised_once(desk: Desk) -> None:
    with desk.store.begin() as tx:
        first = outbox.promise_push(tx, "digest:1:2026-11-23", USER, BODY, NOW)
        assert first is not None
        assert outbox.promise_push(tx, "digest:1:2026-11-23", USER, BODY, NOW) is None
    assert desk.sweep(0)["sent"] == 1


def test_waits_grow_from_five_seconds_to_a_quarter_of_an_hour() -> None:
    waits = [outbox.wait_after(7, attempts).total_seconds() for attempts in range(1, 30)]
    assert 5 <= waits[0] <= 6.25 and all(900 <= wait <= 1125 for wait in waits[8:])
    assert waits[:8] == sorted(waits[:8])
    assert outbox.wait_after(7, 3) != outbox.wait_after(8, 3)


def test_what_came_of_several_replies_is_written_down_in_one_transaction(desk: Desk) -> None:
    replies = [desk.promise(f"t{number}") for number in range(1, 6)]
    begun: list[int] = []
    settle, moments = (
        outbox.settle,
        Replies(desk.store, desk.client, lambda: after(0.1), _at_once, together=0.3),
    )

    def counted(store: Store, tried: list[object], now: datetime) -> None:
        settle(store, tried, now)
        begun.append(len(tried))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(outbox, "settle", counted)
        for reply in replies:
            moments.send(reply)
        while sum(begun) < 5:
            time.sleep(0.01)
    with desk.store.read() as tx:
        assert [row.state for row in tx.exec(select(Message)).all()] == ["sent"] * 5
    assert len(begun) < 5 and len(desk.line.replied) == 5


def test_a_reply_whose_outcome_could_not_be_written_down_is_not_said_again(desk: Desk) -> None:
    assert outbox.send(desk.client, desk.promise()).outcome == "sent"
    assert desk.sweep(6)["sent"] == 1, "LINE is asked, and says that the token was used"
    assert len(desk.line.replied) == 1 and desk.line.pushed == []


def _at_once(work: Callable[[], None]) -> None:
    threading.Thread(target=work).start()


def test_a_retry_key_is_the_uuid_of_its_name() -> None:
    keys = [f"reply:01HTJX{number:07d}" for number in range(200)] + ["ask:ก้ำ", ""]
    assert [retry_key_of(key) for key in keys] == [str(uuid.uuid5(NAMESPACE, key)) for key in keys]
