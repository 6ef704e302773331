"""The scenes of cards.toml, played: who speaks, what is said or pressed, and the messages that came of the last turn.

Each scene has a town of its own at one fixed moment, so that no scene depends on another and pictures stay the same.
"""

import shutil
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.voice import reviews
from sandbox.people import Person
from scheduler.words import read_words
from scheduler.worker import Worker, foresee
from tests.town import BANGKOK, Town, sampled_database, town
from tracker import outbox
from tracker.actions.authority import authority_of
from tracker.actions.read_papers import read_due
from tracker.actions.review_progress import review_progress
from tracker.store import organisations, people

MOMENT = datetime(2024, 4, 23, 9, 0, tzinfo=BANGKOK)
Message = dict[str, Any]


@dataclass(frozen=True)
class Scene:
    """A card to show. `speaker` is (office, role, department) or empty for a citizen; the last of `turns` is answered
    by the card."""

    subject: str
    name: str
    caption: str
    speaker: tuple[str, ...]
    turns: tuple[dict[str, Any], ...]
    at: datetime


@dataclass(frozen=True)
class Shown:
    """A scene with what was said last, as a person would tell it, and what arrived."""

    scene: Scene
    said: str
    messages: tuple[Message, ...]


def scenes() -> list[Scene]:
    """All scenes, in the order of the file."""
    told = tomllib.loads(Path(__file__).with_name("cards.toml").read_text("utf-8"))
    return [
        Scene(
            subject["title"], each["name"], each["caption"], tuple(each.get("as", ())), tuple(each["turns"]),
            datetime.fromisoformat(each["at"]) if "at" in each else MOMENT,
        )
        for subject in told["subject"]
        for each in subject["scene"]
    ]  # fmt: skip


def play(scene: Scene) -> Shown:
    """What the bot answers in a scene. AssertionError says where nothing came."""
    folder = Path(_ground().name) / scene.name
    folder.mkdir(exist_ok=True)
    database = shutil.copy(sampled_database(MOMENT), folder / "gallery.db")
    with town(folder, scene.at, f"sqlite:///{database}") as place:
        person = _enrolled(scene, place)
        *before, last = scene.turns
        for turn in before:
            assert _answered(turn, person, place), f"{scene.name}: no answer to {turn}"
        messages = _answered(last, person, place)
        assert messages, f"{scene.name}: no answer to {last}"
        return Shown(scene, _words(last), tuple(messages))


@lru_cache
def _ground() -> TemporaryDirectory[str]:
    """Where the towns stand until Python ends: one may still note a reply as sent when its scene is over."""
    return TemporaryDirectory(prefix="prongsai-gallery-", ignore_cleanup_errors=True)


@lru_cache
def gallery() -> tuple[Shown, ...]:
    """Every scene, played once."""
    return tuple(play(scene) for scene in scenes())


def cards(shown: Shown) -> Iterator[Message]:
    """The bubbles of what arrived, those of a carousel one by one."""
    for message in shown.messages:
        if message["type"] == "flex":
            contents = message["contents"]
            yield from contents["contents"] if contents["type"] == "carousel" else [contents]


def _enrolled(scene: Scene, place: Town) -> Person:
    return _with_post(scene.name, scene.speaker, place)


def _with_post(name: str, post: Sequence[str], place: Town) -> Person:
    person = place.line.person(name)
    if post:
        person.says(place.code(*post))
        person.wait()
        person.press("ยืนยัน")
        person.wait()
    return person


def _answered(turn: dict[str, Any], person: Person, place: Town) -> list[Message]:
    place.now += timedelta(minutes=turn.get("wait_minutes", 0), seconds=5)
    if "reminded" in turn:
        day = datetime.fromisoformat(turn["reminded"]).date()
        return [m for _, _, body, _ in foresee(place.store, BANGKOK, day, day) for m in body]
    if "by" in turn:  # somebody else does something meanwhile
        other = _with_post("another", turn["by"], place)
        found = [message for each in turn["turns"] for message in _answered(each, other, place)]
        person.wait(0)  # what the timed process told the speaker meanwhile
        return found
    if "pushed" in turn:
        _pass(place)
    elif "returned" in turn:
        _returned(turn, place)
    else:
        _act(turn, person, place)
    return [each.message for each in person.wait()]


def _act(turn: dict[str, Any], person: Person, place: Town) -> None:
    if "said" in turn:
        person.says(turn["said"])
    elif "press" in turn:
        person.press(turn["press"])
    elif "data" in turn:
        person.presses(turn["data"])
    elif "code" in turn:
        person.says(place.code(*turn["code"]))
    elif "photo" in turn:
        person.sends_photo()
    elif "file" in turn:
        person.sends_file(turn["file"], (Path(__file__).parent / turn["file"]).read_bytes())
        if turn.get("read", True):
            person.wait()
            _read(place)
    elif "left" in turn:
        person.unfollows()
        person.follows()
    elif "location" in turn:
        person.shares_location()
    else:
        person.follows()


def _read(place: Town) -> None:
    """What the timed process does with a file meanwhile."""
    read_due(place.store, place.files, place.client, place.now, read_words)
    outbox.deliver(place.store, place.client, place.now)


def _returned(turn: dict[str, Any], place: Town) -> None:
    """A coordinator sends a report back at the desk."""
    coordinator = _with_post("another", turn["at_desk"], place)
    with place.store.begin() as tx:
        office = organisations.office_by_slug(tx, turn["at_desk"][0])
        person = people.person_by_line_id(tx, coordinator.user_id)
        review_progress(
            tx, authority_of(tx, person.id if person else None, place.now), office.id, turn["receipt"], "returned",
            place.now, lambda found: [reviews.told(found)], turn["returned"],
        )  # fmt: skip
    outbox.deliver(place.store, place.client, place.now, digests_of=place.now.date())


def _pass(place: Town) -> None:
    """The timed process comes by."""
    worker = Worker(place.store, place.files, place.client, BANGKOK, place.clock, place.clock)
    worker.remind()
    worker.deliver()


def _words(turn: dict[str, Any]) -> str:
    if "said" in turn:
        return f"พิมพ์ “{turn['said']}”"
    if "returned" in turn:
        return "ผู้ประสานส่งรายงานกลับที่หน้าจัดการ"
    if "press" in turn:
        return f"กดปุ่ม “{turn['press']}”"
    return {
        "data": "กดปุ่มเก่า",
        "code": "พิมพ์รหัสเชิญ",
        "photo": "ส่งรูป",
        "file": "ส่งไฟล์เอกสาร",
        "location": "ส่งตำแหน่ง",
        "follow": "เพิ่มเพื่อน",
        "left": "บล็อกแล้วเพิ่มเพื่อนใหม่",
        "reminded": "ระบบเตือนเองตามเวลา",
        "pushed": "ระบบเตือนเองตามเวลา",
    }[next(iter(turn))]
