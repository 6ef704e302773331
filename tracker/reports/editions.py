"""Editions of the report of a closed round: what is frozen, and in what an edition differs from the one before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tracker.facts import EvidenceFacts, MeasureFacts, UpdateFacts, YearFacts
from tracker.reports.content import shown
from tracker.reports.phrases import indicator_of, numbered, period_of, responsible_of
from tracker.rules import status as status_rules
from tracker.rules.fiscal import thai_date

NOTHING = "(ไม่มี)"
_Told = dict[tuple[int, str], dict[str, str]]


@dataclass(frozen=True)
class Difference:
    """One thing that reads otherwise than before. `department` is None where it is the measure itself."""

    measure_number: int
    department: str | None
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Edition:
    """A frozen edition. `number` counts from 1; `changes` are those since the edition before, none of the first."""

    number: int
    frozen_at: datetime
    changes: tuple[Difference, ...] = ()

    @property
    def name(self) -> str:
        """As it stands on the paper; nothing for the first, which revises nothing."""
        return f"แก้ไขครั้งที่ {self.number}" if self.number > 1 else ""


def differences(before: YearFacts, after: YearFacts, round_key: str) -> tuple[Difference, ...]:
    """What the report of a round says otherwise, measure by measure."""
    old, new = _told(before, round_key), _told(after, round_key)
    return tuple(
        Difference(
            number,
            department or None,
            what,
            old.get((number, department), {}).get(what, NOTHING),
            new.get((number, department), {}).get(what, NOTHING),
        )
        for number, department in sorted(old.keys() | new.keys())
        for what in dict.fromkeys([*old.get((number, department), ()), *new.get((number, department), ())])
        if old.get((number, department), {}).get(what) != new.get((number, department), {}).get(what)
    )


def _told(facts: YearFacts, round_key: str) -> _Told:
    """Everything a report of the round says, in words, by measure and department ("" for the measure itself)."""
    told: _Told = {}
    reported = {update.measure_number for update in facts.updates if update.round_key == round_key}
    for measure in facts.measures:
        if round_key in measure.rounds or measure.number in reported:
            told[measure.number, ""] = dict(_planned(measure))
    for update in facts.updates:
        if update.round_key == round_key:
            lines = told.setdefault((update.measure_number, update.department), {})
            for what, said in _reported(update):
                lines[what] = f"{lines[what]}\n{said}" if what in lines else said
    return told


def _planned(measure: MeasureFacts) -> Iterator[tuple[str, str]]:
    yield "มาตรการ", "\n".join([measure.title, *indicator_of(measure)])
    yield "วิธีการดำเนินการ", numbered(measure.steps)
    yield "ระยะเวลาดำเนินการ", period_of(measure)
    yield "ผู้รับผิดชอบ", responsible_of(measure)


def _reported(update: UpdateFacts) -> Iterator[tuple[str, str]]:
    yield "สถานะ", f"{status_rules.LABELS[update.status]} ร้อยละ {update.percent}"
    yield "ผลลัพธ์", update.note or NOTHING
    yield "วันที่และเลขที่", f"{thai_date(update.event_date)} เลขที่ {update.receipt}"
    yield "หลักฐาน", ", ".join([f"{len(update.evidence)} รายการ", *map(_proof, update.evidence)])
    if update.late:
        yield "การส่ง", "รายงานล่าช้า"
    if update.returned:
        yield "ผลการตรวจ", "ส่งกลับให้แก้ไข"


def _proof(found: EvidenceFacts) -> str:
    """A file that came only later, or another one, makes the report look otherwise."""
    words = f"{found.name} {shown(found.received_at)}"
    return words if found.stored else f"{words} (ยังไม่ได้รับไฟล์)"
