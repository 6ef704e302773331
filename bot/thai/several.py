"""Several reports in one message: "มาตรการ 1 เสร็จแล้ว มาตรการ 2 ได้ 50%", or one a line."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.thai.mentions import Mention
from bot.thai.reading import THAILAND, Reading, read
from bot.thai.slots import fill

_NUMBERS = ("measure_no", "item_no")
_TOLD = ("percent", "status")


def several(reading: Reading, names: Sequence[str]) -> list[dict[str, Any]]:
    """The slots of each report of a message, in order; none when it is one report. Measures that share what is told
    of them ("มาตรการ 1 กับ 2 เสร็จแล้ว") are a report each."""
    groups = _groups(reading)
    if sum(len(numbers) for numbers, _ in groups) < 2:
        return []
    shared = fill(reading, [name for name in names if name in ("measure_year", "office", "reported_round")])
    found: list[dict[str, Any]] = []
    for numbers, words in groups:
        for number in numbers:
            said = fill(_read_again(f"มาตรการ {number} {words}", reading), names)
            found.append({**shared, **said, "measure_no": number})
    return _with_departments(found, reading)


def _groups(reading: Reading) -> list[tuple[list[int], str]]:
    """Measure numbers with the words that tell of them, as typed. A number that nothing is told of belongs to the
    note before it."""
    mentions = [m for m in reading.mentions if m.kind in (*_NUMBERS, *_TOLD)]
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


def _read_again(words: str, reading: Reading) -> Reading:
    noon = datetime(reading.today.year, reading.today.month, reading.today.day, 12, tzinfo=THAILAND)
    return read(words, noon, reading.vocabulary)


def _with_departments(found: list[dict[str, Any]], reading: Reading) -> list[dict[str, Any]]:
    """A single department that the message names is that of all its reports."""
    named = reading.values("department")
    return [{"department": named[0], **slots} for slots in found] if len(named) == 1 else found
