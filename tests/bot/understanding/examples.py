"""`python -m tests.bot.understanding.examples`: writes the examples the product compares with, from the messages that
are worked with. The measured part is never among them."""

from collections import defaultdict
from pathlib import Path

from bot import thai
from bot.thai.likeness import skeleton
from bot.thai.reading import read
from tests.bot.understanding.messages import labelled, world

KEPT = Path(thai.__file__).parent / "lexicon" / "examples.toml"


def written() -> str:
    """The file as it should be."""
    vocabulary, now = world()
    by_intent: dict[str, set[str]] = defaultdict(set)
    for message in labelled():
        by_intent[message.intent].add(skeleton(read(message.text, now, vocabulary)))
    lines = [
        "# What people say, without its particulars, by what they want. Written by",
        "# python -m tests.bot.understanding.examples from the messages that are worked with.",
    ]
    for intent in sorted(by_intent):
        rows = (f"  {_literal(words)}," for words in sorted(by_intent[intent]) if len(words) > 2)
        lines += [f"{intent} = [", *rows, "]"]
    return "\n".join(lines) + "\n"


def _literal(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


if __name__ == "__main__":
    KEPT.write_text(written(), "utf-8")
