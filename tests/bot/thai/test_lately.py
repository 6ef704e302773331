"""What is kept of messages is little, and not for long."""

from bot.thai import lately
from bot.thai.lately import KEPT, Lately, forget_all


def test_a_message_said_again_is_worked_out_once_within_a_quarter_of_an_hour() -> None:
    asked, now = list[str](), [0.0]
    length = Lately(lambda text: asked.append(text) or len(text), 8, lambda: now[0])
    assert [length("ปี 66"), length("ปี 66")] == [5, 5] and asked == ["ปี 66"]
    now[0] = KEPT
    assert length("ปี 67") == 5 and len(length) == 1, "the older one is gone with the first that comes after"


def test_no_more_than_so_many_are_kept_and_what_was_asked_for_last_stays() -> None:
    asked = list[int]()
    double = Lately(lambda number: asked.append(number) or number * 2, 2)
    assert [double(number) for number in (1, 2, 1, 3, 1)] == [2, 4, 2, 6, 2] and len(double) == 2
    assert asked == [1, 2, 3], "what everybody says stays, what was said once makes room"


def test_what_is_asked_for_again_and_again_is_not_kept_longer_for_it() -> None:
    now = [0.0]
    length = Lately(len, 8, lambda: now[0])
    length("ปี 66")
    now[0] = KEPT / 2
    assert [length("ปี 66"), length("ปี 2567")] == [5, 7]
    now[0] = KEPT
    length("ปี 2567")
    assert len(length) == 1, "the older one is gone though it was asked for meanwhile"
    now[0] = KEPT * 2
    length("ปี 68")
    assert len(length) == 1


def test_what_was_being_worked_out_while_somebody_took_words_back_is_not_kept() -> None:
    def length(text: str) -> int:
        forget_all()
        return len(text)

    kept = Lately(length, 8)
    assert kept("0812345678") == 10 and len(kept) == 0
    lately._ALL.remove(kept)


def test_whoever_takes_words_back_empties_all_that_is_kept() -> None:
    kept = Lately(len, 8)
    kept("0812345678")
    forget_all()
    assert len(kept) == 0
    lately._ALL.remove(kept)
