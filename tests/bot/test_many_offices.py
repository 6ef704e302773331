"""Where a whole province has published: which office is meant fits one message, and any name will do."""

from pathlib import Path

import pytest
import requests

from bot.pages import public
from sandbox.people import words
from tests.town import MORNING, town
from tracker.model import Office
from tracker.store import facts, organisations, public_copies

MANY = 40


def test_of_many_offices_the_first_are_shown_and_any_other_can_be_typed(tmp_path: Path) -> None:
    with town(tmp_path) as place:
        with place.store.begin() as tx:
            sample = organisations.office_by_slug(tx, "nadun")
            copy = facts.year_facts(tx, sample.id, 2567).published(MORNING)
            for number in range(MANY):
                name = f"เทศบาลตำบลบ้านใหม่{chr(0x0E01 + number)}{chr(0x0E01 + number)}"
                made = Office(slug=f"many{number}", name=name, kind="ทต.", created_at=MORNING)
                tx.add(made)
                tx.flush()
                public_copies.keep(tx, made.id, copy, None, MORNING)
            last = made
        person = place.line.person("ประชาชน")
        person.says("คะแนนล่าสุด")
        asked = person.wait()[-1].message
        assert "ถามถึงหน่วยงานใด" in words([asked]) and "พิมพ์ชื่อหน่วยงานมาได้เลย" in words([asked])
        assert len(asked["quickReply"]["items"]) <= 13
        person.says(f"คะแนนของ{last.name}")
        assert last.name in words([each.message for each in person.wait()])
        assert place.line.state.violations == []


def test_of_more_offices_than_a_page_lists_one_is_found_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "LISTED", 2)
    with town(tmp_path) as place:
        start = requests.get(place.url, timeout=20).text
        assert start.count('class="years"') == 2 and 'name="find"' in start
        found = requests.get(place.url, params={"find": "นาดูน"}, timeout=20).text
        assert "เทศบาลตำบลนาดูน" in found and found.count('class="years"') == 1
        nothing = requests.get(place.url, params={"find": "<b>%"}, timeout=20).text
        assert "ไม่พบหน่วยงาน" in nothing and "<b>" not in nothing
    monkeypatch.setattr(public, "LISTED", 300)
    (tmp_path / "few").mkdir()
    with town(tmp_path / "few") as place:
        assert 'name="find"' not in requests.get(place.url, timeout=20).text
