"""What is kept of messages is little, and not for long."""

from bot.thai import lately
from bot.thai.lately import KEPT, Lately, forget_all


def test_a_message_said_again_is_worked_out_once_within_a_quarter_of_an_hour() -> None:
    asked, now = list[str](), [0.0]
    length = Lately(lambda text: asked.append(text) or len(text), 8, lambda: now[0])
    assert [length("ปี 66"), length("ปี 66")] == [5, 5] and asked == ["ปี 66"]
    now[0] = KEPT
    assert length("ปี 67") == 5 and len(length) == 1, "the older one is gone with the first that comes after"


def test_no_more_than_so_many_are_kept_the_oldest_goes_first() -> None:
    double = Lately(lambda number: number * 2, 2)
    assert [double(number) for number in (1, 2, 3)] == [2, 4, 6] and len(double) == 2


def test_whoever_takes_words_back_empties_all_that_is_kept() -> None:
    kept = Lately(len, 8)
    kept("0812345678")
    forget_all()
    assert len(kept) == 0
    lately._ALL.remove(kept)
