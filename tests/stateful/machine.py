"""A department's people, a coordinator and LINE's bad days, in any order; after each step everything must hold."""

from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlmodel import col, select

from sandbox.people import actions
from sandbox.state import user_id
from scheduler.worker import Worker
from tests.stateful.chat import Chat, Event
from tests.stateful.truths import Truths
from tests.town import BANGKOK
from tracker.actions.end_post import end_post
from tracker.files import Folder
from tracker.model import Person, Tenure

OFFICE = "buengcharoen"
PEOPLE = {
    "หัวหน้าช่าง": ("head", "กองช่าง"),
    "เจ้าหน้าที่ช่าง": ("officer", "กองช่าง"),
    "หัวหน้าคลัง": ("head", "กองคลัง"),
    "ผู้ประสาน": ("coordinator", None),
    "คนนอก": None,
}
somebody = st.sampled_from(sorted(PEOPLE))
insider = st.sampled_from(sorted(name for name, post in PEOPLE.items() if post))
QUESTIONS = ("คะแนนล่าสุด", "งานของฉัน", "ใครยังไม่ส่ง", "กำหนดส่งวันไหน", "ช่วยเหลือ", "มาตรการ 2", "ปี 66 ได้กี่คะแนน")
WORDS = (
    "ยืนยัน",
    "ยกเลิก",
    "เลิกทำ",
    "ไม่ใช่ 60 เป็น 70",
    "ของกองคลังด้วย",
    "60%",
    "เสร็จแล้ว",
    "ไม่มีหมายเหตุ",
    "อันที่ 1",
    "ลองใช้",
    "ออกจากบทเรียน",
)


class Conversation(RuleBasedStateMachine):
    """What people and LINE may do; `truths` says what must hold whatever they did."""

    def __init__(self) -> None:
        super().__init__()
        self.chat = Chat(Path(mkdtemp(prefix="prongsai-stateful-")))
        self.truths = Truths(self.chat)
        self.seen_buttons: list[str] = []
        self.events: list[Event] = []
        self.held: list[Event] = []

    @initialize()
    def people_take_up_their_posts(self) -> None:
        for name, post in PEOPLE.items():
            if post is not None:
                self.chat.enrol(name, OFFICE, *post)

    def _deliver(self, event: Event) -> None:
        self.truths.delivered(event)
        assert self.chat.post(event) == 200
        self.events.append(event)
        for action in actions(self.chat.answered(event)):
            if action["type"] == "postback" and action["data"] not in self.seen_buttons:
                self.seen_buttons.append(action["data"])

    @rule(name=somebody, words=st.sampled_from(QUESTIONS))
    def ask(self, name: str, words: str) -> None:
        self._deliver(self.chat.text(name, words))

    @rule(name=somebody, words=st.sampled_from(WORDS))
    def say_a_word(self, name: str, words: str) -> None:
        self._deliver(self.chat.text(name, words))

    @rule(name=somebody, number=st.integers(1, 4), percent=st.integers(0, 100))
    def report(self, name: str, number: int, percent: int) -> None:
        self._deliver(self.chat.text(name, f"มาตรการ {number} ทำแล้ว {percent}% ประชุมแล้ว"))

    @rule(name=insider, number=st.integers(1, 4), percent=st.integers(1, 100))
    def report_and_confirm(self, name: str, number: int, percent: int) -> None:
        self._deliver(self.chat.text(name, f"มาตรการ {number} ทำแล้ว {percent}% ประชุมแล้ว"))
        newest = next((data for data in reversed(self.seen_buttons) if data.startswith("confirm:")), None)
        if newest:
            self._deliver(self.chat.press(name, newest))

    @precondition(lambda self: self.seen_buttons)
    @rule(name=somebody, data=st.data())
    def press_any_button(self, name: str, data: Any) -> None:
        self._deliver(self.chat.press(name, data.draw(st.sampled_from(self.seen_buttons[-40:]))))

    @precondition(
        lambda self: any(
            data.startswith(("confirm:", "undo:", "correct:", "amend:")) for data in self.seen_buttons
        )
    )
    @rule(name=insider, data=st.data())
    def press_a_button_that_writes(self, name: str, data: Any) -> None:
        writing = [
            each for each in self.seen_buttons if each.startswith(("confirm:", "undo:", "correct:", "amend:"))
        ]
        self._deliver(self.chat.press(name, data.draw(st.sampled_from(writing[-10:]))))

    @rule(name=somebody, kind=st.sampled_from(("image", "file")))
    def send_evidence(self, name: str, kind: str) -> None:
        message = {"type": kind, "id": self.chat.message_id(), "fileName": "x.pdf", "fileSize": 9,
                   "contentProvider": {"type": "line"}}  # fmt: skip
        self._deliver(self.chat.event(name, "message", message=message))

    @rule(name=insider)
    def leave_the_post(self, name: str) -> None:
        self.chat.passes(seconds=1)  # what was written at the very moment a post ends would be nobody's fault
        with self.chat.store.begin() as tx:
            held = select(Tenure).join(Person, col(Person.id) == Tenure.person_id)
            held = held.where(Person.line_user_id == user_id(name), col(Tenure.valid_to).is_(None))
            for tenure in tx.exec(held).all():
                end_post(tx, None, tenure.office_id, tenure.id, "ended", self.chat.now)

    @rule(name=insider, department=st.sampled_from(("กองช่าง", "กองคลัง")))
    def take_up_another_post(self, name: str, department: str) -> None:
        self.leave_the_post(name)
        self.chat.passes(seconds=1)
        self.chat.enrol(name, OFFICE, "officer", department)

    @rule(name=somebody, kind=st.sampled_from(("unfollow", "follow")))
    def block_or_come_back(self, name: str, kind: str) -> None:
        self._deliver(self.chat.event(name, kind))

    @precondition(lambda self: self.events)
    @rule(data=st.data(), new_key=st.booleans())
    def line_delivers_again(self, data: Any, new_key: bool) -> None:
        event = data.draw(st.sampled_from(self.events[-15:]))
        again = event | {"deliveryContext": {"isRedelivery": True}}
        if new_key and "id" in event.get("message", {}):
            again |= {"webhookEventId": f"{event['webhookEventId']}B"}
        before = self.truths.entries()
        assert self.chat.post(again) == 200
        assert self.truths.entries() == before

    @rule(name=insider, number=st.integers(1, 4), percent=st.integers(0, 100))
    def line_keeps_a_message_for_later(self, name: str, number: int, percent: int) -> None:
        self.held.append(self.chat.text(name, f"มาตรการ {number} ทำแล้ว {percent}%"))

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def line_delivers_what_it_kept(self, data: Any) -> None:
        event = data.draw(st.sampled_from(self.held))
        self.held.remove(event)
        self._deliver(event)

    @precondition(lambda self: any("message" in event for event in self.events))
    @rule(data=st.data())
    def take_a_message_back(self, data: Any) -> None:
        event = data.draw(st.sampled_from([each for each in self.events if "message" in each][-10:]))
        unsend = {"messageId": event["message"]["id"]}
        made = self.chat.event("x", "unsend", unsend=unsend) | {"source": event["source"]}
        made.pop("replyToken")
        assert self.chat.post(made) == 200
        self.truths.unsent(event["message"]["id"])

    @rule()
    def crash(self) -> None:
        self.chat.restart()

    @rule()
    def the_scheduler_ticks(self) -> None:
        worker = Worker(
            self.chat.store, Folder(self.chat.folder / "files"), self.chat.pushes, BANGKOK, self.chat.clock
        )
        worker.remind()
        self.chat.deliver()

    @rule(minutes=st.sampled_from((1, 6, 11, 16, 60, 24 * 60)))
    def time_passes(self, minutes: int) -> None:
        self.chat.passes(minutes=minutes)

    @invariant()
    def everything_holds(self) -> None:
        self.truths.hold()

    def teardown(self) -> None:
        self.chat.close()
