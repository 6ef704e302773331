"""A post's name goes on in Thai: after Latin letters there is a space, after Thai there is none."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.voice import posts
from tracker.actions.authority import role_name
from tracker.actions.end_post import Ending
from tracker.actions.handover import Handover
from tracker.actions.invite import Issued
from tracker.store.people import ORDER

NOW, TODAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC), date(2026, 11, 23)
BANGKOK = ZoneInfo("Asia/Bangkok")
ENDINGS: tuple[Ending, ...] = ("transferred", "retired", "ended")


@pytest.mark.parametrize("role", ORDER)
def test_no_sentence_about_posts_glues_thai_to_latin_letters(role: str) -> None:
    department = "กองช่าง" if role in ("head", "officer") else None
    name = role_name(role, department)
    said = [
        *posts.code(Issued("7KQ2", 1, 2, role, department, NOW), "เทศบาล", BANGKOK),
        *posts.code(Issued("7KQ2", 1, 2, role, department, NOW, waits=True, approvers=1), "เทศบาล", BANGKOK),
        posts.ask_approval(Issued("7KQ2", 1, 2, role, department, NOW), "เทศบาล", BANGKOK),
        posts.approved(name),
        posts.revoked(name),
        posts.pasted(name),
        posts.acting(name, "หัวหน้ากองช่าง", TODAY),
        posts.how_it_ends(name, 1, 2),
        *(posts.ended(name, ending, TODAY, TODAY) for ending in ENDINGS),
        posts.handover(Handover("เทศบาล", role, department, 2570, 0, (), TODAY, "retired")),
    ]
    assert not re.findall(r"ITA[\u0e00-\u0e7f]\S*", str(said))
    assert f"{name} " not in str(said[0]) or not department, "Thai words are not parted"
