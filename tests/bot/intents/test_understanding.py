"""The labelled messages: how many are understood, as they are and as they come off a phone."""

import random
from collections.abc import Callable

from bot.intents import INTENTS
from bot.intents.choose import understand
from tests.bot.understanding.messages import Labelled, labelled, measured, world

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


def test_messages_nobody_looked_at_are_understood() -> None:
    """The measured part. What fails is not printed: whoever tunes for it takes away what it tells."""
    messages = measured()
    intents, slots, _ = judged(messages, [message.text for message in messages])
    print(f"\n{len(messages)} messages only measured: intent {intents:.1%}, slots {slots:.1%}")
    assert len(messages) + len(labelled()) >= 500
    assert intents >= 0.95
    assert slots >= 0.92


def test_noise_costs_under_five_points() -> None:
    clean, rough, wrong = with_noise(100, 20)
    print(f"\nnoise: intent {clean[0]:.1%} → {rough[0]:.1%}, slots {clean[1]:.1%} → {rough[1]:.1%}")
    print(*wrong[:60], sep="\n")
    assert clean[0] - rough[0] < 0.05
    assert clean[1] - rough[1] < 0.05


Share = tuple[float, float]


def with_noise(messages: int, variants: int) -> tuple[Share, Share, list[str]]:
    """Intent and slots of some messages as they were written and as they come off a phone, and what went wrong.
    The words of notes and titles change with the noise itself, so they are left out."""
    rng = random.Random(2567)
    plain = [
        m for m in [*labelled(), *measured()] if not any(part in m.text for part in ("http", "www", "-M4XD"))
    ]
    chosen = rng.sample(plain, messages)
    pairs = [(message, noisy(message.text, rng)) for message in chosen for _ in range(variants)]
    words = frozenset(("note", "measure_text"))
    clean = judged(chosen, [message.text for message in chosen], words)
    rough = judged([message for message, _ in pairs], [text for _, text in pairs], words)
    return clean[:2], rough[:2], rough[2]


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
