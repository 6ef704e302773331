"""The labelled messages: how many are understood, as they are and as they come off a phone."""

import random
from collections.abc import Callable

from bot.intents import INTENTS
from bot.intents.choose import understand
from tests.bot.understanding.messages import Labelled, labelled, world

VOCABULARY, NOW = world()
TONES = "่้๊๋"
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
PARTICLES = ("ค่ะ", "ครับ", " นะคะ", "จ้า", "อะ", " หน่อย")


Judgement = tuple[float, float, list[str]]


def judged(messages: list[Labelled], texts: list[str], ignore: frozenset[str] = frozenset()) -> Judgement:
    """Share of right intents, share of right slots (of all messages), and what went wrong."""
    intents, slots, wrong = 0, 0, []
    for message, text in zip(messages, texts, strict=True):
        found = understand(text, NOW, VOCABULARY)
        right = found.intent == message.intent
        filled = {k: v for k, v in found.slots.items() if k not in ignore}
        same = right and filled == {k: v for k, v in message.slots.items() if k not in ignore}
        intents, slots = intents + right, slots + same
        if not same:
            wrong.append(f"{text!r}: {message.intent} {message.slots} read as {found.intent} {found.slots}")
    return intents / len(messages), slots / len(messages), wrong


def test_every_intent_has_messages() -> None:
    known = {message.intent for message in labelled()}
    assert known == {intent.NAME for intent in INTENTS}


def test_the_labelled_messages_are_understood() -> None:
    messages = labelled()
    intents, slots, wrong = judged(messages, [message.text for message in messages])
    print(f"\n{len(messages)} messages: intent {intents:.1%}, slots {slots:.1%}", *wrong, sep="\n")
    assert intents >= 0.95
    assert slots >= 0.92


def test_noise_costs_under_five_points() -> None:
    rng = random.Random(2567)
    chosen = rng.sample(
        [m for m in labelled() if not any(part in m.text for part in ("http", "www", "-M4XD"))], 150
    )
    pairs = [(message, noisy(message.text, rng)) for message in chosen for _ in range(4)]
    words = frozenset(("note", "measure_text"))
    messages = [message for message, _ in pairs]
    clean = judged(messages, [message.text for message in messages], words)
    rough = judged(messages, [text for _, text in pairs], words)
    print(f"\nnoise: intent {clean[0]:.1%} → {rough[0]:.1%}, slots {clean[1]:.1%} → {rough[1]:.1%}")
    print(*rough[2], sep="\n")
    assert clean[0] - rough[0] < 0.05
    assert clean[1] - rough[1] < 0.05


def noisy(text: str, rng: random.Random) -> str:
    """A message as it comes off a phone: a tone mark lost, Thai digits, เเ, no blanks, a particle more."""
    ways: tuple[Callable[[str], str], ...] = (
        lambda t: _lost(t, rng),
        lambda t: t.translate(THAI_DIGITS),
        lambda t: t.replace("แ", "เเ"),
        lambda t: t.replace(" ", ""),
        lambda t: t + rng.choice(PARTICLES),
        lambda t: _lost(_lost(t.replace(" ", ""), rng), rng),
    )
    return rng.choice(ways)(text)


def _lost(text: str, rng: random.Random) -> str:
    places = [at for at, letter in enumerate(text) if letter in TONES]
    if not places:
        return text
    at = rng.choice(places)
    return text[:at] + text[at + 1 :]
