"""The long run of generated input: python -m tests.hostile --examples 200000 [--seed N].

Prints one JSON line; exit 0 when no webhook raised or was answered otherwise than 200, 400 or 413. A failing one is
named by its number, from which `tests.hostile.mutations.webhook` makes it again.
"""

import argparse
import json
import logging
import sys
import time
from pathlib import Path
from tempfile import mkdtemp

from sqlmodel import select

from tests.hostile.mutations import peopled, webhook
from tests.stateful.chat import Chat
from tracker.model import Draft, Evidence, ProgressEntry, SeenEvent

RENEWED = 2_000
"""Webhooks after which the database is made anew, so that the last are as fast as the first."""


def trouble(chat: Chat, body: bytes) -> str | None:
    """What was wrong with the serving of a body; None when nothing was."""
    before = len(chat.complaints.said)
    status = chat.raw(body)
    if status not in (200, 400, 413):
        return f"status {status}"
    return "; ".join(chat.complaints.said[before:]) or None


def known(chat: Chat) -> tuple[str, ...]:
    """Identifiers that exist, for buttons that are nearly right."""
    with chat.store.read() as tx:
        drafts = [str(found) for found in tx.exec(select(Draft.id).limit(20)).all()]
        proofs = [str(found) for found in tx.exec(select(Evidence.id).limit(5)).all()]
        entries = tx.exec(select(ProgressEntry.office_id, ProgressEntry.receipt).limit(5)).all()
    return (*drafts, *proofs, *(part for office, receipt in entries for part in (str(office), receipt)))


def main() -> int:
    """Run, print, exit 0 or 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile")
    parser.add_argument("--examples", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    logging.getLogger("bot").propagate = False  # what it complains of is counted, not printed
    found: list[dict[str, object]] = []
    statuses: dict[int, int] = {}
    states: dict[str, int] = {}
    began = time.monotonic()
    chat, names = None, ()
    for number in range(wanted.seed, wanted.seed + wanted.examples):
        if chat is None or (number - wanted.seed) % RENEWED == 0:
            if chat is not None:
                _count(chat, statuses, states)
            chat = Chat(Path(mkdtemp(prefix="prongsai-hostile-")))
            peopled(chat)
        if number % 100 == 0:
            names = known(chat)
        wrong = trouble(chat, webhook(number, names))
        if wrong:
            found.append({"seed": number, "trouble": wrong})
    if chat is not None:
        _count(chat, statuses, states)
    result = {
        "examples": wanted.examples, "statuses": statuses, "events": states, "faults": len(found),
        "first": found[:10], "seconds": round(time.monotonic() - began),
    }  # fmt: skip
    print(json.dumps(result, ensure_ascii=False))
    return 1 if found or states.get("failed") else 0


def _count(chat: Chat, statuses: dict[int, int], states: dict[str, int]) -> None:
    for status, count in chat.statuses.items():
        statuses[status] = statuses.get(status, 0) + count
    with chat.store.read() as tx:
        for state in tx.exec(select(SeenEvent.state)).all():
            states[state] = states.get(state, 0) + 1
    chat.close()


if __name__ == "__main__":
    sys.exit(main())
