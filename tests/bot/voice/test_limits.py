"""What is promised to fit into a card is looked at quickly, and never too kindly."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.voice.limits import at_most
from tracker.plain_json import written

LETTERS = st.characters(exclude_categories=["Cs"]) | st.sampled_from('\x00\x1f\x7f\\"/,:é ก้ำ😀\u2028')
CARDS = st.recursive(
    st.text(LETTERS) | st.booleans() | st.integers(0, 10**9),
    lambda part: st.lists(part, max_size=4) | st.dictionaries(st.text(LETTERS), part, max_size=4),
)


@given(CARDS)
def test_the_quick_look_never_takes_a_card_for_smaller_than_line_may_count_it(card: object) -> None:
    assert len(json.dumps(card)) <= at_most(written(card))


def test_a_card_in_thai_is_taken_for_half_again_what_line_may_count_at_most() -> None:
    card = {"type": "text", "text": "มาตรการยกระดับคุณธรรมและความโปร่งใส " * 40}
    assert at_most(written(card)) <= 1.5 * len(json.dumps(card))
