"""Every card with the longest real values, and whatever Hypothesis makes of them: LINE takes all of it."""

import importlib
import inspect
import json
import pkgutil
import subprocess
import sys
import typing
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bot.voice
from bot.voice import limits
from sandbox import rules
from sandbox.people import actions
from tests.bot.voice.longest import FLAVOURS, Filler, called, full
from tests.contracts.test_what_line_accepts import OPENAPI, breaks

Message = dict[str, Any]
Card = Callable[..., Any]
ALT = 400
# Cards that the longest Thai values make too large, so that they are said as plain text. Nothing may join them.
TOO_LARGE: set[str] = set()
# The pieces cards are made of, and what reads cards: no answers of their own.
NO_ANSWERS = ("cards", "limits", "plain")
# What changes or reads a message that is made already.
NO_CARDS = ("marked", "quick_of")


def functions() -> Iterator[Card]:
    """Every public function of bot.voice that returns a message or messages."""
    for found in pkgutil.iter_modules(bot.voice.__path__):
        if found.name in NO_ANSWERS:
            continue
        module = importlib.import_module(f"bot.voice.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("_") or name in NO_CARDS or function.__module__ != module.__name__:
                continue
            if typing.get_type_hints(function).get("return") in (Message, list[Message], tuple[Message, ...]):
                yield function


CARDS = [
    pytest.param(each, id=f"{each.__module__.rsplit('.', 1)[-1]}.{each.__name__}") for each in functions()
]


def said(card: Card, filler: Filler) -> list[Message]:
    """What a function makes of values, as it is promised to LINE; [] when it made pieces of a card, or actions."""
    made = called(card, filler)
    messages = [made] if isinstance(made, dict) else list(made)
    whole = [
        each
        for each in messages
        # A picture is a message of its own; the pieces of a card called image have an address named url.
        if each["type"] == "flex"
        or (each["type"] == "text" and "size" not in each)
        or "originalContentUrl" in each
    ]
    return limits.fit(messages) if len(whole) == len(messages) else []


def wrong(messages: list[Message]) -> list[str]:
    """What breaks LINE's limits, or our own for the words of a notification."""
    found = rules.violations(messages)
    for message in messages:
        found += [f"empty text in {message['type']}"] if any(not t.strip() for t in texts(message)) else []
        if message["type"] == "flex" and not 1 <= rules.units(message["altText"]) <= ALT:
            found.append(f"altText is {rules.units(message['altText'])} long")
        found += [f"no label: {each}" for each in actions(message) if not each.get("label", "x").strip()]
    return found


def texts(node: Any) -> Iterator[str]:
    """Every text a reader sees."""
    if isinstance(node, list):
        for child in node:
            yield from texts(child)
    elif isinstance(node, dict):
        if node.get("type") in ("text", "span") and "text" in node and "label" not in node:
            yield node["text"]
        for child in node.values():
            yield from texts(child)


@cache
def strict() -> Path:
    """LINE's OpenAPI file with the rules it leaves out."""
    made = Path(mkdtemp(prefix="prongsai-openapi-")) / "strict.yml"
    subprocess.run([sys.executable, OPENAPI / "tighten.py", OPENAPI / "messaging-api.yml", made], check=True)
    return made


@pytest.mark.parametrize("card", CARDS)
def test_line_takes_it_full_of_the_longest_values(card: Card) -> None:
    for flavour in FLAVOURS:
        messages = said(card, full(flavour))
        assert not messages or wrong(messages) == [], flavour


@pytest.mark.skipif(not OPENAPI.exists(), reason="LINE's OpenAPI files are not beside the project")
@pytest.mark.parametrize("card", CARDS)
def test_lines_own_file_agrees(card: Card) -> None:
    for flavour in ("short", "thai"):
        assert [why for each in said(card, full(flavour)) for why in breaks("Message", each, strict())] == []


@settings(
    max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(data=st.data())
@pytest.mark.parametrize("card", CARDS)
def test_line_takes_it_with_any_values(card: Card, data: st.DataObject) -> None:
    filler = Filler(lambda options: data.draw(st.sampled_from(list(options))), tuple(FLAVOURS))
    messages = said(card, filler)
    assert not messages or wrong(messages) == []


def test_cards_stay_cards_with_the_longest_thai_values() -> None:
    fell = set()
    for card in functions():
        made = called(card, full("thai"))
        kinds = [each["type"] for each in ([made] if isinstance(made, dict) else made)]
        if "flex" in kinds and "flex" not in [each["type"] for each in said(card, full("thai"))]:
            fell.add(card.__name__)
    assert fell - TOO_LARGE == set()


def test_there_are_cards_to_look_at() -> None:
    names = {each.values[0].__name__ for each in CARDS}
    assert len(names) > 30
    assert {"overall", "detail", "confirm", "receipt", "digest", "offer", "help_card"} <= names


def test_what_breaks_a_limit_is_noticed() -> None:
    bubble = {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": []}}
    assert wrong([{"type": "flex", "altText": "ก" * 401, "contents": bubble}])
    assert wrong([{"type": "text", "text": " "}]) and wrong([{"type": "text", "text": "ก"}] * 6)
    assert wrong([{"type": "text", "text": "𝒳" * 2501}])
    long = {"type": "action", "action": {"type": "uri", "label": "𝒳" * 11, "uri": "https://x"}}
    assert wrong([{"type": "text", "text": "ก", "quickReply": {"items": [long]}}])
    assert json.dumps(FLAVOURS)
