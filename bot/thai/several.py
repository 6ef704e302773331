"""Several reports in one message: "มาตรการ 1 เสร็จแล้ว มาตรการ 2 ได้ 50%", or one a line."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.thai.mentions import Mention
from bot.thai.reading import THAILAND, Reading, read
from bot.thai.slots import fill

_NUMBERS = ("measure_no", "item_no")
_TOLD = ("percent", "status")
MOST = 12
"""Reports of one message that are read; nobody confirms more at once."""


def several(reading: Reading, names: Sequence[str]) -> list[dict[str, Any]]:
    """The slots of each report of a message, in order; none when it is one report. Measures that share what is told
    of them ("มาตรการ 1 กับ 2 เสร็จแล้ว") are a report each."""
    groups = _groups(reading)
    if sum(len(numbers) for numbers, _ in groups) < 2:
        return []
    shared = fill(reading, [name for name in names if name in ("measure_year", "office", "reported_round")])
    found: list[dict[str, Any]] = []
    seen: set[int] = set()
    for numbers, words in groups:
        for number in numbers:
            if number in seen or len(found) == MOST:
                continue
            seen.add(number)
            said = fill(_read_again(f"มาตรการ {number} {words}", reading), names)
            found.append({**shared, **said, "measure_no": number})
    return _with_departments(found, reading)


def _groups(reading: Reading) -> list[tuple[list[int], str]]:
    """Measure numbers with the words that tell of them, as typed. A number that nothing is told of belongs to the
    note before it."""
    mentions = [m for m in reading.mentions if m.kind in (*_NUMBERS, *_TOLD)]
    first = next((m.kind for m in mentions if m.kind in _NUMBERS), "")
    # A ข้อ N after a มาตรการ N is of the note, unless it begins a line of its own.
    mentions = [
        m for m in mentions if m.kind != "item_no" or first == "item_no" or _begins_line(reading, m.start)
    ]
    led = _led(reading, mentions)
    if led:
        return led
    groups: list[tuple[list[Mention], list[Mention]]] = []
    for mention in mentions:
        if mention.kind in _NUMBERS:
            if not groups or groups[-1][1]:
                groups.append(([], []))
            groups[-1][0].append(mention)
        elif groups:
            groups[-1][1].append(mention)
    told = [numbers for numbers, states in groups if states]
    if not told:
        return []
    ends = [numbers[0].start for numbers in told[1:]] + [len(reading.key.text)]
    return [
        (list(dict.fromkeys(m.value for m in numbers)), reading.key.typed(numbers[-1].end, end).strip())
        for numbers, end in zip(told, ends, strict=True)
    ]


def _led(reading: Reading, mentions: list[Mention]) -> list[tuple[list[int], str]]:
    """States that stand before their numbers: "60% มาตรการ 2, 50% มาตรการ 3"."""
    kinds = [mention.kind in _NUMBERS for mention in mentions]
    if len(mentions) < 4 or len(mentions) % 2 or kinds != [False, True] * (len(mentions) // 2):
        return []
    starts = [mention.start for mention in mentions[::2]] + [len(reading.key.text)]
    return [
        ([number.value], _around(reading, state.start, number, starts[at + 1]))
        for at, (state, number) in enumerate(zip(mentions[::2], mentions[1::2], strict=True))
    ]


def _around(reading: Reading, start: int, number: Mention, end: int) -> str:
    typed = reading.key.typed
    return f"{typed(start, number.start).strip()} {typed(number.end, end).strip()}".strip(" ,")


def _begins_line(reading: Reading, start: int) -> bool:
    return reading.key.root[: reading.key.origin(start)].rstrip(" \t").endswith("\n")


def _read_again(words: str, reading: Reading) -> Reading:
    noon = datetime(reading.today.year, reading.today.month, reading.today.day, 12, tzinfo=THAILAND)
    return read(words, noon, reading.vocabulary)


def _with_departments(found: list[dict[str, Any]], reading: Reading) -> list[dict[str, Any]]:
    """A single department named before the first measure or after the last state is that of all the reports."""
    named = [mention for mention in reading.mentions if mention.kind == "department"]
    told = [mention for mention in reading.mentions if mention.kind in (*_NUMBERS, *_TOLD)]
    if len(named) != 1 or told[0].end <= named[0].start <= told[-1].start:
        return found
    return [{"department": named[0].value, **slots} for slots in found]
