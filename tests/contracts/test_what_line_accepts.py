"""Everything the bot says, against LINE's own OpenAPI file made strict, and what that file cannot say."""

import copy
import json
import random
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from openapi_schema_validator import OAS30Validator

from bot.__main__ import asked
from bot.line.menus import MENUS, Menu
from bot.line.menus.drawing import definition
from bot.voice import general, lesson
from bot.voice import people as people_voice
from bot.voice.reminders import digest, month_is_used_up
from sandbox import rules
from sandbox.people import Person
from sandbox.state import user_id
from sandbox.wire import BOT
from tests.bot.understanding.messages import labelled
from tests.bot.voice.test_reminder_cards import reminder
from tests.dialogues.test_dialogues import _speaker, _take
from tests.town import MORNING, Town, sampled_database, town
from tracker.settings import tracker_settings
from tracker.store import Store, organisations, people

OPENAPI = Path(__file__).parents[2].parent / "shared" / "line-openapi"
pytestmark = pytest.mark.skipif(
    not OPENAPI.exists(), reason="LINE's OpenAPI files are not beside the project"
)
# The dialogues that write: choices, confirm cards, receipts, evidence, codes, files.
SAID = (
    "evidence_attach",
    "help",
    "lesson",
    "progress_report",
    "register",
    "remind_settings",
    "report_export",
)
CITIZEN = user_id("citizen")
Message = dict[str, Any]


def breaks(kind: str, value: Any, path: Path) -> list[str]:
    """What a schema of the file says against a value: the deepest reason of each error. OpenAPI's own validator is
    asked only about what the plain one, a thousand times faster and stricter by a word or two, does not take."""
    if _quick(kind, path).is_valid(value):
        return []
    return slowly_breaks(kind, value, path)


def slowly_breaks(kind: str, value: Any, path: Path) -> list[str]:
    """The same by OpenAPI's own validator alone."""
    found = []
    for error in _validator(kind, path).iter_errors(value):
        deepest = error
        while deepest.context:
            deepest = max(deepest.context, key=lambda each: len(each.absolute_path))
        found.append(f"{deepest.json_path}: {deepest.message[:200]}")
    return found


def _schema(kind: str, path: Path) -> Any:
    # One root per schema, so that the references inside the file are found.
    document = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return {"$ref": f"#/components/schemas/{kind}", "components": document["components"]}


@cache
def _validator(kind: str, path: Path) -> Any:
    return OAS30Validator(_schema(kind, path))


@cache
def _quick(kind: str, path: Path) -> Any:
    return jsonschema_rs.Draft4Validator(_schema(kind, path))


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """LINE's file with the rules it leaves out."""
    made = tmp_path_factory.mktemp("openapi") / "strict.yml"
    subprocess.run([sys.executable, OPENAPI / "tighten.py", OPENAPI / "messaging-api.yml", made], check=True)
    return made


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The sample offices as the installation's own database, and a citizen who asks about one of them."""
    url = f"sqlite:///{shutil.copy(sampled_database(), tmp_path_factory.mktemp('offices'))}"
    store = Store(url)
    with store.begin() as tx:
        office = organisations.office_by_slug(tx, "buengcharoen")
        people.ensure_person(tx, CITIZEN, MORNING).asks_about = office.id
    store.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        patch.setenv("FILES_URL", f"file:{tmp_path_factory.mktemp('files')}")
        patch.setenv("PUBLIC_URL", "https://ita.example.go.th")
        patch.setenv("SECRET_KEY", "contract-key")
        tracker_settings.cache_clear()
        yield
    tracker_settings.cache_clear()


@pytest.fixture(scope="module")
def conversations(tmp_path_factory: pytest.TempPathFactory) -> list[list[Message]]:
    """What was sent in the dialogues that write, a list a chat."""
    sent = []
    for name in SAID:
        path = Path(__file__).parents[1] / "dialogues" / f"{name}.toml"
        for dialogue in tomllib.loads(path.read_text("utf-8"))["dialogue"]:
            with town(tmp_path_factory.mktemp("town")) as place:
                person, facts = _speaker(dialogue, place)
                for turn in dialogue["turns"]:
                    _take(turn, person, place, facts)
                sent.append([each.message for each in person.inbox])
    return sent


def refused(messages: list[Message], strict: Path) -> list[str]:
    """Why LINE would not take the messages of one call."""
    wrong = rules.violations(messages)
    for message in messages:
        wrong += breaks("Message", message, strict)
        wrong += [f"{name} is too long" for name, text, most in _texts(message) if rules.units(text) > most]
        contents = message.get("contents", {})
        for bubble in contents.get("contents", []) if contents.get("type") == "carousel" else [contents]:
            if len(json.dumps(bubble)) > 30_000:
                wrong.append("a bubble is larger than 30 000 bytes")
    return wrong


def _texts(message: Message) -> Iterator[tuple[str, str, int]]:
    yield "text", message.get("text", ""), 5000
    yield "altText", message.get("altText", ""), 1500
    for item in message.get("quickReply", {}).get("items", []):
        yield "label", item["action"]["label"], 20


def test_the_strict_file_refuses_what_line_refuses(strict: Path) -> None:
    assert breaks("Message", {"type": "text", "text": "ก"}, strict) == []
    assert breaks("Message", {"type": "text"}, strict) and breaks("Message", {"type": "song"}, strict)


def _damaged(value: Any, rng: random.Random) -> Any:
    """A message with one thing wrong somewhere: a key lost, unknown or of another kind."""
    damaged = copy.deepcopy(value)
    places = [damaged]
    for place in places:
        inside = place.values() if isinstance(place, dict) else place
        places += [each for each in inside if each and isinstance(each, dict | list)]
    place = rng.choice([each for each in places if isinstance(each, dict)])
    key = rng.choice(list(place))
    if rng.random() < 0.3:
        del place[key]
    elif rng.random() < 0.5:
        place[f"x{key}"] = place[key]
    else:
        place[key] = 7 if isinstance(place[key], str) else "seven"
    return damaged


def test_the_quick_validator_takes_nothing_that_openapis_own_refuses(strict: Path) -> None:
    """Lest a mistake slips through by its haste: cards of every kind, each damaged in many places."""
    cards = [people_voice.welcome("https://ita.example.go.th/privacy"), lesson.ended("head", True)]
    cards += digest([reminder(3, "เปิดเผยข้อมูล")], date(2024, 3, 1))
    rng = random.Random(6)
    cards += [_damaged(card, rng) for card in cards for _ in range(12)]
    judged = [
        (_quick("Message", strict).is_valid(card), not slowly_breaks("Message", card, strict))
        for card in cards
    ]
    assert [pair for pair in judged if pair[0] and not pair[1]] == []
    assert sum(not slow for _, slow in judged) > 10


@pytest.mark.parametrize(
    ("slug", "asker", "start", "at_least"),
    [
        pytest.param("buengcharoen", None, 0, 100, id="coordinator of buengcharoen"),
        pytest.param("tuayang", None, 1, 100, id="coordinator of tuayang"),
        pytest.param(None, CITIZEN, 2, 50, id="citizen who asks about buengcharoen"),
        pytest.param(None, None, 0, 15, id="citizen who has not said which office"),
    ],
)
def test_line_takes_every_answer_to_the_labelled_messages(
    slug: str | None, asker: str | None, start: int, at_least: int, strict: Path, settings: None
) -> None:
    answers: dict[str, tuple[str, list[Message]]] = {}
    store = Store(tracker_settings().database_url)
    # Each asker a third of the messages, and every message by somebody: LINE's file is slow to compare with.
    for each in labelled()[start::3]:
        messages = asked(store, each.text, MORNING, asker, slug)["messages"]
        answers.setdefault(json.dumps(messages, sort_keys=True), (each.text, messages))
    assert len(answers) >= at_least
    wrong = {text: why for text, messages in answers.values() if (why := refused(messages, strict))}
    assert wrong == {}


def test_line_takes_every_choice_confirm_card_and_receipt(
    conversations: list[list[Message]], strict: Path
) -> None:
    messages = [message for sent in conversations for message in sent]
    assert len(messages) > 20
    assert [why for message in messages if (why := refused([message], strict))] == []


@pytest.mark.parametrize(
    ("departments", "measures", "title"),
    [(1, 2, "เปิดเผยข้อมูล"), (3, 20, "ก" * 400), (12, 60, "😀" * 200)],
)
def test_line_takes_every_digest(departments: int, measures: int, title: str, strict: Path) -> None:
    for today in (date(2024, 3, 1), date(2024, 4, 30), date(2024, 6, 1)):
        assert refused(digest([reminder(measures, title)] * departments, today), strict) == []
    assert refused(month_is_used_up(), strict) == []


def test_line_takes_the_first_card_help_for_every_role_and_the_end_of_a_lesson(strict: Path) -> None:
    privacy = "https://ita.example.go.th/privacy"
    roles = ("officer", "head", "coordinator", "executive")
    cards = [people_voice.welcome(privacy), general.help_card("ทุกบทบาท", roles, privacy)]
    cards += [general.help_card(role, [role], privacy) for role in roles]
    cards += [lesson.ended(role, True) for role in (None, *roles)]
    cards += [lesson.marked(card) for card in cards] + [lesson.left(), lesson.over(), lesson.nowhere()]
    assert [why for card in cards if (why := refused([card], strict))] == []


@pytest.mark.parametrize("menu", MENUS, ids=lambda menu: menu.alias)
def test_line_takes_every_menu_under_the_chat(menu: Menu, strict: Path) -> None:
    made: Any = definition(menu, b"")
    assert breaks("RichMenuRequest", made, strict) == []
    aliased = {"richMenuAliasId": menu.alias, "richMenuId": "richmenu-1"}
    assert breaks("CreateRichMenuAliasRequest", aliased, strict) == []
    assert all(
        area["bounds"][start] + area["bounds"][size] <= made["size"][size]
        for area in made["areas"]
        for start, size in (("x", "width"), ("y", "height"))
    )


EVENTS = {
    "MessageEvent": [
        lambda person: person.says("สวัสดี", mention=True),
        lambda person: person.sends_photo(),
        lambda person: person.sends_file("a.pdf", b"%PDF"),
        lambda person: person.shares_location(),
    ],
    "PostbackEvent": [
        lambda person: person.presses("a:b"),
        lambda person: person.presses("a:b", {"date": "2024-04-30"}),
        lambda person: person.switches("prongsai-officer", "menu:prongsai-officer"),
    ],
    "FollowEvent": [lambda person: person.follows()],
    "UnfollowEvent": [lambda person: person.unfollows()],
    "UnsendEvent": [lambda person: person.unsends("1")],
}
CONTENTS = {
    "text": "TextMessageContent",
    "image": "ImageMessageContent",
    "file": "FileMessageContent",
    "location": "LocationMessageContent",
}


@pytest.mark.parametrize("group", [None, "a group"])
@pytest.mark.parametrize("kind", EVENTS)
def test_the_sandboxs_events_are_of_lines_shape(kind: str, group: str | None, tmp_path: Path) -> None:
    webhook = OPENAPI / "webhook.yml"
    with town(tmp_path) as place:
        for act in EVENTS[kind]:
            event = _event(act, place, group)
            assert breaks(kind, event, webhook) == []
            assert breaks("CallbackRequest", {"destination": BOT, "events": [event]}, webhook) == []
            assert breaks("GroupSource" if group else "UserSource", event["source"], webhook) == []
            if "message" in event:
                assert breaks(CONTENTS[event["message"]["type"]], event["message"], webhook) == []


def _event(act: Any, place: Town, group: str | None) -> Any:
    person: Person = place.line.person("somebody", group)
    assert act(person) == 200
    return person.last_event
