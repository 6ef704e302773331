"""Of the names of a whole country those in a message are found, and at once: the same as by looking for each."""

import random

import pytest

from bot.thai.mentions import _indexed
from bot.thai.normalise import folded
from bot.thai.vocabulary import OfficeName

KINDS = {"เทศบาลตำบล": "ทต.", "องค์การบริหารส่วนตำบล": "อบต.", "เทศบาลเมือง": "ทม."}


def country(seed: int, count: int = 400) -> tuple[OfficeName, ...]:
    """Offices with names of a few letters, so that many begin alike and stand in each other."""
    dice = random.Random(seed)
    offices = []
    for number in range(count):
        name = "".join(
            dice.choice("กขตนบพมรลว") + dice.choice(("", "า", "ี", "ุ")) for _ in range(dice.randint(1, 5))
        )
        kind = dice.choice(list(KINDS))
        offices.append(OfficeName(f"o{number}", (kind + name, KINDS[kind] + name, name)))
    return tuple(offices)


def by_each(offices: tuple[OfficeName, ...], text: str) -> list[tuple[str, str]]:
    """Every name that stands in a text, looked for one after the other, the longest first."""
    pairs = {(folded(name), office.slug) for office in offices for name in office.names if len(name) >= 3}
    return [pair for pair in sorted(pairs, key=lambda pair: (-len(pair[0]), pair)) if pair[0] in text]


@pytest.mark.parametrize("seed", range(5))
def test_the_names_in_a_message_are_those_that_looking_for_each_finds(seed: int) -> None:
    offices, dice = country(seed), random.Random(seed)
    names = _indexed(offices)
    for _ in range(60):
        some = [dice.choice(dice.choice(offices).names) for _ in range(dice.randint(0, 3))]
        text = folded("คะแนนของ".join(some) + dice.choice(("", "ปี 66", "ได้เกรดอะไร", "มาตรการ 2 ทำแล้ว 60%")))
        found = names.in_text(text)
        assert [pair for pair in found if pair[0] in text] == by_each(offices, text)
        assert len(found) < 200, "few are looked at: a country has 24,000"


@pytest.mark.parametrize("text", ["", "ก", "กข"])
def test_a_message_shorter_than_any_name_names_no_office(text: str) -> None:
    assert [pair for pair in _indexed(country(1)).in_text(text) if pair[0] in text] == by_each(
        country(1), text
    )
