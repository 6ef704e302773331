"""How much of a paper was read rightly: every single thing it says is a key with a value, wanted and got.

A value that differs is wrong, one that is not there missing, one nobody said invented. An item of a list is a key of
its own. A disputed figure left out counts as missing; a wrong one as wrong.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.tracker.documents.generated.faults import Key
from tests.tracker.documents.generated.paper import Paper
from tracker.documents.draft import DocumentDraft, MeasureDraft

UNJUDGED = {"weakness-without-measure", "text-damaged"}
"""Findings that may follow from any paper here; other tests judge them."""

FIELDS = (
    "everything",
    "office name",
    "office type",
    "district",
    "province",
    "fiscal year",
    "overall",
    "grade",
    "level",
    "score",
    "measure",
    "measure year",
    "title",
    "indicator",
    "oit item",
    "step",
    "department",
    "all departments",
    "period",
    "cadence",
    "month",
    "evidence",
    "action",
    "result",
    "suggestion",
    "finding",
)


@dataclass(frozen=True)
class Miss:
    """One thing that was not read rightly."""

    key: Key
    wanted: str | None
    got: str | None

    @property
    def kind(self) -> str:
        """wrong, missing or invented."""
        return "missing" if self.got is None else "invented" if self.wanted is None else "wrong"


@dataclass
class Marks:
    """Counts by field and kind."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, name: str, kind: str, times: int = 1) -> None:
        """Count something."""
        self.counts.setdefault(name, Counter())[kind] += times

    def precision(self, name: str) -> float:
        """Of what was read, the share that is right."""
        each = self.counts.get(name, Counter())
        said = each["right"] + each["wrong"] + each["invented"]
        return each["right"] / said if said else 1.0

    def recall(self, name: str) -> float:
        """Of what was to be read, the share that was."""
        each = self.counts.get(name, Counter())
        there = each["right"] + each["wrong"] + each["missing"]
        return each["right"] / there if there else 1.0


def lines_of(marks: Marks) -> list[str]:
    """Marks as a table."""
    lines = [
        f"{'field':28}{'precision':>10}{'recall':>9}{'right':>8}{'wrong':>7}{'missing':>9}{'invented':>10}"
    ]
    for name in (*FIELDS, *sorted(name for name in marks.counts if name.startswith("  "))):
        each = marks.counts.get(name)
        if each:
            shares = (
                f"{marks.precision(name):>10.2%}{marks.recall(name):>9.2%}" if name in FIELDS else " " * 19
            )
            counts = f"{each['right']:>8}{each['wrong']:>7}{each['missing']:>9}{each['invented']:>10}"
            lines.append(f"{name:28}{shares}{counts}")
    return lines


def judged(paper: Paper, got: DocumentDraft) -> tuple[list[str], list[Miss]]:
    """The fields of everything right, and every miss."""
    wanted_all = {**entries(paper.truth, numbers_of(paper.truth, paper.truth)), **_codes(paper.codes)}
    found = {finding.code for finding in got.findings} - UNJUDGED - (paper.tolerated - paper.codes)
    got_all = {**entries(got, numbers_of(got, paper.truth)), **_codes(found)}
    right, missed = [], []
    for key in dict.fromkeys((*wanted_all, *got_all)):
        if key in paper.open:
            continue
        wanted, had = wanted_all.get(key), got_all.get(key)
        if wanted is not None and had is not None and close(wanted) == close(had):
            right.append(str(key[0]))
        else:
            missed.append(Miss(key, wanted, had))
    return right, missed


def close(text: str) -> str:
    """For comparing: blanks do not count, nor do brackets of a list marker left out."""
    return re.sub(r"\s+", "", text)


def _codes(codes: frozenset[str] | set[str]) -> dict[Key, str]:
    return {("finding", code): code for code in codes}


def numbers_of(draft: DocumentDraft, truth: DocumentDraft) -> list[int | str]:
    """Which true measure each measure read is: by its title, else by its number; a name of its own if it is none."""
    titles = {close(measure.title): measure.number for measure in truth.measures}
    found: list[int | str] = [titles.get(close(measure.title), "") for measure in draft.measures]
    for at, measure in enumerate(draft.measures):
        if found[at] == "" or found[at] in found[:at]:
            free = measure.number in titles.values() and measure.number not in found
            found[at] = measure.number if free else f"extra {at}"
    return found


def entries(draft: DocumentDraft, numbers: list[int | str]) -> dict[Key, str]:
    """Everything a draft says, each under its own key."""
    said: list[tuple[Key, str | None]] = [
        (("office name",), draft.office.name),
        (("office type",), draft.office.type),
        (("district",), draft.office.district),
        (("province",), draft.office.province),
    ]
    for result in draft.results:
        year = result.fiscal_year
        said += [
            (("fiscal year", year), str(year)),
            (("overall", year), None if result.overall is None else str(result.overall)),
            (("grade", year), result.grade),
            (("level", year), result.level),
            *((("score", year, number), str(score)) for number, score in result.indicators.items()),
        ]
    for number, measure in zip(numbers, draft.measures, strict=True):
        said += _of_measure(number, measure)
    for done in draft.progress:
        for what, texts in (
            ("action", done.actions),
            ("result", done.results),
            ("suggestion", done.suggestions),
        ):
            said += [((what, done.measure, close(text)), text) for text in texts]
    return {key: value for key, value in said if value is not None}


def _of_measure(number: int | str, measure: MeasureDraft) -> Iterator[tuple[Key, str | None]]:
    yield ("measure", number), "there"
    yield ("title", number), measure.title
    yield ("measure year", number), str(measure.fiscal_year)
    yield ("indicator", number), str(measure.indicator) if measure.indicator else None
    yield ("oit item", number), measure.oit_item
    yield ("all departments", number), "yes" if measure.all_departments else None
    yield ("period", number), f"{measure.period[0]} {measure.period[1]}" if measure.period else None
    yield ("cadence", number), measure.cadence if measure.cadence != "unknown" else None
    yield from ((("step", number, close(text)), text) for text in measure.steps)
    yield from ((("department", number, name), name) for name in measure.departments)
    yield from ((("month", number, month), str(month)) for month in measure.months)
    yield from ((("evidence", number, close(text)), text) for text in measure.evidence)
