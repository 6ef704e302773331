"""Reading the written papers and counting, by the same marks as the generated ones."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from tests.tracker.documents.generated.faults import Key
from tests.tracker.documents.generated.marks import Marks, Miss, close, entries, numbers_of
from tracker.documents import DocumentDraft, read_document
from tracker.documents.draft import MeasureDraft, OfficeDraft, ProgressDraft, ResultDraft
from tracker.documents.extract.office import KINDS
from tracker.documents.script import plain
from tracker.rules.scoring import rounded

HERE = Path(__file__).parent
DRAFTS = TypeAdapter(DocumentDraft)
SHORT = {full: short for full, short, _ in KINDS}
"""The writers give the kind of an office in full."""


def papers(part: str) -> Iterator[tuple[Path, Path]]:
    """Every paper of a part (worked, measured) with its truth."""
    for truth in sorted((HERE / part).glob("*.json")):
        yield next(path for path in truth.parent.glob(f"{truth.stem}.*") if path != truth), truth


def marks_of(part: str) -> Marks:
    """All papers of a part counted together."""
    marks = Marks()
    for paper, truth in papers(part):
        right, misses = judged(read_document(paper), json.loads(truth.read_text("utf-8")))
        for name in right:
            marks.add(name, "right")
            marks.add("everything", "right")
        for miss in misses:
            marks.add(str(miss.key[0]), miss.kind)
            marks.add("everything", miss.kind)
    return marks


def judged(got: DocumentDraft, told: dict[str, Any]) -> tuple[list[str], list[Miss]]:
    """The fields of everything right, and every miss. Findings: each deliberate mistake is wanted; a finding more is
    no mistake of the reader's, for writers make some they did not mean."""
    wanted = draft_of(told)
    wanted_all = {**entries(wanted, numbers_of(wanted, wanted)), **_codes(told)}
    got_all = {**entries(_plain(got), numbers_of(got, wanted)), **_found(told, got)}
    right, missed = [], []
    for key in dict.fromkeys((*wanted_all, *got_all)):
        want, had = wanted_all.get(key), got_all.get(key)
        if want is not None and had is not None and close(plain(want)) == close(plain(had)):
            right.append(str(key[0]))
        else:
            missed.append(Miss(key, want, had))
    return right, missed


def _codes(told: dict[str, Any]) -> dict[Key, str]:
    return {("finding", found["code"]): found["code"] for found in told["findings"]}


def _found(told: dict[str, Any], got: DocumentDraft) -> dict[Key, str]:
    wanted = {found["code"] for found in told["findings"]}
    return {("finding", each.code): each.code for each in got.findings if each.code in wanted}


def _plain(draft: DocumentDraft) -> DocumentDraft:
    """Lists are compared by their texts, so that digits and variants of writing must be one."""
    return DRAFTS.validate_python(_deep(DRAFTS.dump_python(draft)))


def draft_of(told: dict[str, Any]) -> DocumentDraft:
    """A truth as a draft."""
    told = _deep(told)
    office = told["office"]
    return DocumentDraft(
        file=told.get("file") or "",
        office=OfficeDraft(
            office["name"], SHORT.get(office["type"], office["type"]), office["district"], office["province"]
        ),
        results=tuple(map(_result, told["results"])),
        measures=tuple(map(_measure, told["measures"])),
        progress=tuple(
            ProgressDraft(
                each["measure"], None, *(tuple(each[of]) for of in ("actions", "results", "suggestions"))
            )
            for each in told["progress"]
        ),
    )


def _result(told: dict[str, Any]) -> ResultDraft:
    scores = {int(number): _score(value) for number, value in told["indicators"].items() if value is not None}
    overall = None if told["overall"] is None else _score(told["overall"])
    return ResultDraft(told["fiscal_year"], overall, told["grade"], told["level"], scores)


def _score(value: float | str) -> Decimal:
    return rounded(Decimal(str(value)))


def _measure(told: dict[str, Any]) -> MeasureDraft:
    period = told["period"]
    return MeasureDraft(
        fiscal_year=told["fiscal_year"],
        number=told["number"],
        title=told["title"],
        indicator=told["indicator"],
        oit_item=told["oit_item"],
        steps=tuple(told["steps"]),
        departments=tuple(told["departments"]),
        all_departments=told["all_departments"],
        period=(_day(period["start"]), _day(period["end"])) if period else None,
        cadence=told["cadence"] or "unknown",
        months=tuple(told["months"]),
        evidence=tuple(told["evidence"]),
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _deep(value: Any) -> Any:
    """Every text in one way of writing."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {key: _deep(each) for key, each in value.items()}
    return type(value)(_deep(each) for each in value) if isinstance(value, list | tuple) else value
