"""A message that was not surely understood never leads to a write: said to the real web process by those who may."""

from pathlib import Path

from bot.intents.choose import THRESHOLD, understand
from sandbox.people import words
from tests.bot.test_reporting import enrol
from tests.bot.understanding.messages import labelled, world
from tests.town import town
from tracker.store.sqlite import sqlite_driver

TABLES = ("draft", "progressentry", "evidence", "doubt", "office", "round", "publishedcopy", "tenure")


def unsure() -> list[str]:
    """Reports and other orders cut short or with their words mixed, as far as nobody can be sure what they want."""
    vocabulary, now = world()
    told = [
        m.text for m in labelled() if m.intent in ("progress_report", "remind_settings", "evidence_attach")
    ]
    pieces = [text[: len(text) // 2] for text in told] + [text[len(text) // 2 :] for text in told]
    return [
        piece for piece in pieces if piece.strip() and understand(piece, now, vocabulary).score < THRESHOLD
    ]


def test_nothing_is_written_for_what_was_only_guessed(tmp_path: Path) -> None:
    with town(tmp_path) as place:
        head = enrol(place, "หัวหน้า", "buengcharoen", "head", "กองช่าง")
        coordinator = enrol(place, "ผู้ประสาน", "buengcharoen", "coordinator")

        def rows() -> list[int]:
            path = place.facts.database_url.removeprefix("sqlite:///")
            with sqlite_driver().connect(path) as database:
                return [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES]

        before, messages = rows(), unsure()
        assert len(messages) >= 20
        for text in messages:
            for person in (head, coordinator):
                person.says(text)
                assert "ยืนยัน" not in words([each.message for each in person.wait()]), text
        assert rows() == before
