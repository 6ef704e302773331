"""The people of a run: each reports, reads the card the bot sent, presses its button, and asks questions in between.

What a person does is decided by what arrived in the chat alone. A card that never came is asked for anew, as a person
would; a receipt is never asked for, because it has to come by itself.
"""

import json
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.chaos.clock import shifted
from tests.chaos.line import Delivered
from tests.chaos.webhooks import Event, Webhooks
from tests.chaos.world import SHARED, Reporter

PATIENCE = 25.0  # seconds without an answer after which a person writes again
COMES_AGAIN = ("ไปก่อนแล้วค่ะ", "ปุ่มนี้หมดอายุ", "ปุ่มนี้เป็นของข้อความก่อนแก้")
"""Words of a card that answers a press which recorded nothing."""
QUESTIONS = ("งานของฉัน", "มาตรการ 2 ถึงไหนแล้ว", "กำหนดส่งวันไหน", "ใครยังไม่ส่ง", "ช่วยเหลือ", "สวัสดีค่ะ")
PRIVATE = "ทดสอบความลับในแชต"
"""Words of every report, looked for in the logs afterwards."""


@dataclass
class Intention:
    """Something a person means to have recorded, once: its note holds a mark that nothing else has."""

    reporter: Reporter
    measure: int
    percent: int
    mark: str
    texts: list[str] = field(default_factory=list)  # message ids of the words it was told in
    presses: list[tuple[str, int]] = field(default_factory=list)  # event id, draft id
    done: bool = False

    @property
    def alone(self) -> bool:
        """Whether nobody else reports on this measure for the department."""
        return self.measure != SHARED


class Phones:
    """What arrived in each chat, in order."""

    def __init__(self) -> None:
        self._inbox: dict[str, list[Any]] = defaultdict(list)
        self._arrived = threading.Condition()

    def take(self, delivered: Delivered) -> None:
        """Something was delivered."""
        with self._arrived:
            self._inbox[delivered.to] += delivered.messages
            self._arrived.notify_all()

    def seen(self, user_id: str) -> int:
        """How many messages a person has got so far."""
        with self._arrived:
            return len(self._inbox[user_id])

    def wait_for(
        self,
        user_id: str,
        mark: str,
        since: int,
        seconds: float,
        fits: Callable[[Any], bool] = bool,
        over: Callable[[], bool] = lambda: False,
    ) -> Any:
        """The first message after `since` that holds the mark and fits, None when none comes in time or it is over."""
        until = time.monotonic() + seconds
        with self._arrived:
            while True:
                for message in self._inbox[user_id][since:]:
                    if mark in json.dumps(message, ensure_ascii=False) and fits(message):
                        return message
                left = until - time.monotonic()
                if left <= 0 or over():
                    return None
                self._arrived.wait(min(left, 1.0))


class Someone(threading.Thread):
    """One person at work, on a thread of their own."""

    def __init__(
        self,
        reporter: Reporter,
        plan: list[Intention | str],
        phones: Phones,
        webhooks: Webhooks,
        random: Random,
    ) -> None:
        super().__init__(daemon=True)
        self.reporter, self.plan, self.phones, self.webhooks = reporter, plan, phones, webhooks
        self.random, self.over = random, threading.Event()
        self.asked_anew = 0
        self.told: list[tuple[str, str]] = []  # event id, message id of every text

    def run(self) -> None:
        """Go through the plan."""
        for each in self.plan:
            if self.over.is_set():
                return
            if isinstance(each, str):
                self._write(each)
            else:
                self._report(each)

    def _report(self, wish: Intention) -> None:
        words = f"มาตรการ {wish.measure} ทำแล้ว {wish.percent}% {PRIVATE}{wish.mark}"
        card, begun = None, self.phones.seen(self.reporter.user_id)
        while card is None and not self.over.is_set():
            self.asked_anew += bool(wish.texts)
            since = self.phones.seen(self.reporter.user_id)
            wish.texts.append(self._write(words))
            card = self.phones.wait_for(
                self.reporter.user_id, wish.mark, since, PATIENCE, over=self.over.is_set
            )
        since = self.phones.seen(self.reporter.user_id)
        while not wish.done and not self.over.is_set():
            # A receipt that came while another answer was read: "it is recorded already" does not say which words.
            if self.phones.wait_for(self.reporter.user_id, wish.mark, begun, 0, _is_receipt) is not None:
                wish.done = True
                return
            draft_id = _confirm_button(card)
            event = self._send({"type": "postback", "postback": {"data": f"confirm:{draft_id}"}})
            wish.presses.append((event.event_id, draft_id))
            wish.done = wish.alone  # then nothing but its receipt can come, and that comes by itself
            if not wish.done:
                answer = self.phones.wait_for(
                    self.reporter.user_id, wish.mark, since, PATIENCE, _is_about_press, self.over.is_set
                )
                wish.done = answer is not None and not _is_card(answer)
                if answer is not None:
                    card, since = answer, self.phones.seen(self.reporter.user_id)

    def _write(self, text: str) -> str:
        """Send words; the message id they got."""
        message = {"type": "text", "id": str(self.random.getrandbits(58)), "text": text, "quoteToken": "q"}
        event = self._send({"type": "message", "message": message})
        self.told.append((event.event_id, str(message["id"])))
        return str(message["id"])

    def _send(self, what: dict[str, Any]) -> Event:
        content = {
            **what,
            "mode": "active",
            "timestamp": int(shifted().timestamp() * 1000),
            "source": {"type": "user", "userId": self.reporter.user_id},
            "webhookEventId": f"01{self.random.getrandbits(120):024X}"[:26],
            "replyToken": f"{self.random.getrandbits(128):032x}",
        }
        event = Event(content)
        self.webhooks.put(event)
        while not event.acknowledged.wait(0.5) and not self.over.is_set():
            pass
        return event


def _is_card(message: Any) -> bool:
    return "confirm:" in json.dumps(message)


def _is_receipt(message: Any) -> bool:
    return str(message.get("altText", "")).startswith("บันทึกแล้ว เลขที่ ")


def _is_about_press(message: Any) -> bool:
    """A receipt, or a card that says why it comes again: the late card of words that were written twice is neither,
    and whoever pressed that one too would report twice."""
    words = json.dumps(message, ensure_ascii=False)
    return not _is_card(message) or any(lead in words for lead in COMES_AGAIN)


def _confirm_button(message: Any) -> int:
    found = re.search(r'"confirm:(\d+)"', json.dumps(message))
    assert found is not None, message.get("altText", message["type"])
    return int(found[1])


_LETTERS = "กขคงจชซญดตถทธนบปผฝพฟมยรลวสหอฮ"


def mark_of(number: int) -> str:
    """A word of Thai letters that stands for a number and nothing else."""
    digits = [number // len(_LETTERS) ** place % len(_LETTERS) for place in range(4)]
    return "ฬ" + "".join(_LETTERS[digit] for digit in digits) + "ฬ"


def plans(reporters: list[Reporter], webhooks: int, random: Random) -> list[list[Intention | str]]:
    """What each person means to do: about as many webhooks as wanted, a report taking two."""
    made: list[list[Intention | str]] = [[] for _ in reporters]
    numbers = iter(range(10**6))
    left = webhooks
    while left > 0:
        for reporter, plan in zip(reporters, made, strict=True):
            if left <= 0:
                break
            kind = random.random()
            if kind < 0.25:
                plan.append(random.choice(QUESTIONS))
                left -= 1
                continue
            measure = SHARED if kind < 0.4 else reporter.own
            percent = random.randint(1, 99)
            plan.append(Intention(reporter, measure, percent, mark_of(next(numbers))))
            left -= 2
    return made
