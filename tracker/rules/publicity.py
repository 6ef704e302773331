"""What of a year's facts becomes public: the fields an office chose, without texts that hold a person's own numbers.

A public copy is made of the living facts here and nowhere else. What was not chosen is not in the copy at all, so no
page, file or answer can show it. Names of people are no choice: facts hold none but in what somebody typed, and who
reported is never among them.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tracker.facts import (
    AssessmentFacts,
    EvidenceFacts,
    FindingFacts,
    MeasureFacts,
    Standing,
    UpdateFacts,
    YearFacts,
)
from tracker.rules import status
from tracker.rules.private_text import kinds_in

RULES = 2
"""Which rules a copy was made by; one that says less is older than they are, and is looked at whenever it is shown.
Raise it when `private_text` finds more: what was frozen before is then held back too, until somebody has looked."""

WAITING = "(รอผู้ประสานงานตรวจก่อนเผยแพร่)"
"""Stands where a text is held back."""


@dataclass(frozen=True)
class PublicField:
    """Something an office may make public or keep to itself. `default`: what holds until somebody chooses."""

    key: str
    label: str
    meaning: str
    default: bool = True


# Public until now are all but the last three, and nothing becomes public by an upgrade. Photos show faces, lists of
# names and papers, which no rule here can read: somebody who knows what is on them has to choose that.
FIELDS = (
    PublicField("notes", "หมายเหตุในรายงาน", "ข้อความที่ส่วนราชการพิมพ์ และผลที่เขียนไว้ในรายงานกระดาษ"),
    PublicField("steps", "ขั้นตอน", "ขั้นตอน หลักฐานที่ต้องมี และวิธีติดตามผลของมาตรการ"),
    PublicField("departments", "ความก้าวหน้ารายกอง", "แยกตามส่วนราชการ ไม่เลือก: รวมเป็นบรรทัดเดียวต่อมาตรการ"),
    PublicField("findings", "ข้อสังเกตจากเอกสาร", "จุดที่เอกสารต้นทางไม่สอดคล้องกัน"),
    PublicField("remark", "หมายเหตุของผลคะแนน", "คำอธิบายข้างคะแนนตัวชี้วัด"),
    PublicField("website", "เว็บไซต์หน่วยงาน", "ลิงก์ไปเว็บไซต์"),
    PublicField("eit", "ลิงก์และคิวอาร์โค้ด EIT", "ให้ประชาชนตอบแบบวัด EIT"),
    PublicField("photos", "ภาพหลักฐาน", "ย่อขนาดและลบพิกัดแล้ว แต่อาจเห็นใบหน้าหรือเอกสาร ควรดูทุกภาพก่อน", False),
    PublicField("file_names", "ชื่อไฟล์หลักฐาน", "ชื่อไฟล์อาจมีชื่อบุคคล ตัวไฟล์ไม่เผยแพร่", False),
    PublicField("links", "ลิงก์หลักฐาน", "ที่อยู่เว็บที่ส่งเป็นหลักฐาน", False),
)
KEYS = frozenset(field.key for field in FIELDS)
DEFAULT = frozenset(field.key for field in FIELDS if field.default)
_CALLED = {"photo": "ภาพถ่าย", "link": "ลิงก์", "file": "ไฟล์"}
UNNAMED = frozenset(_CALLED.values())
"""What a piece of evidence is called whose own name is not public."""


@dataclass(frozen=True)
class HeldText:
    """A text that is not shown until a coordinator has looked. `kinds` of `private_text.KINDS`; `places` say where it
    stands, as in มาตรการที่ 3 หมายเหตุของกองคลัง."""

    fingerprint: str
    text: str
    kinds: tuple[str, ...]
    places: tuple[str, ...]


def chosen(choices: Mapping[str, bool]) -> frozenset[str]:
    """The keys of the fields that are public, of what an office chose (key → whether)."""
    return frozenset(field.key for field in FIELDS if choices.get(field.key, field.default))


def fingerprint(text: str) -> str:
    """What a text that was looked at is known by: any change of it is another text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def public_copy(
    living: YearFacts, fields: Collection[str], released: Collection[str]
) -> tuple[YearFacts, tuple[HeldText, ...]]:
    """What of a year may be shown, and the texts held back from it. `released` are fingerprints of texts looked at."""
    holder = _Holder(released)
    return replace(_held(_only_chosen(living, fields), holder.look), checked=RULES), holder.held()


def _only_chosen(facts: YearFacts, fields: Collection[str]) -> YearFacts:
    office = replace(
        facts.office,
        website=facts.office.website if "website" in fields else None,
        eit_url=facts.office.eit_url if "eit" in fields else None,
    )
    shown = replace(
        facts,
        office=office,
        history=tuple(_result(each, fields) for each in facts.history),
        measures=tuple(_measure(each, fields) for each in facts.measures),
        updates=tuple(_update(each, fields) for each in facts.updates),
    )
    shown = _reported_as_told(shown)
    return shown if "departments" in fields else _as_one(shown)


def _reported_as_told(facts: YearFacts) -> YearFacts:
    """A round counts as reported where a report of it is told: that one was sent back is between a coordinator and the
    department."""
    told = {(each.measure_number, each.department, each.round_key) for each in facts.updates}

    def standing(measure: MeasureFacts, each: Standing) -> Standing:
        keys = [
            key
            for key in measure.rounds
            if key in each.reported or (measure.number, each.department, key) in told
        ]
        return replace(each, reported=tuple(keys))

    measures = (
        replace(each, standings=tuple(standing(each, one) for one in each.standings))
        for each in facts.measures
    )
    return replace(facts, measures=tuple(measures))


def _result(result: AssessmentFacts, fields: Collection[str]) -> AssessmentFacts:
    return replace(
        result,
        remark=result.remark if "remark" in fields else None,
        findings=result.findings if "findings" in fields else (),
    )


def _measure(measure: MeasureFacts, fields: Collection[str]) -> MeasureFacts:
    if "steps" not in fields:
        measure = replace(measure, steps=(), evidence_wanted=(), follow_up=None)
    if "notes" not in fields:
        standings = tuple(replace(each, note="") for each in measure.standings)
        measure = replace(measure, standings=standings, reported_on_paper=())
    return measure


def _update(update: UpdateFacts, fields: Collection[str]) -> UpdateFacts:
    evidence = tuple(_evidence(each, fields) for each in update.evidence)
    # What a coordinator sent back is between them and the department.
    return replace(update, note=update.note if "notes" in fields else "", evidence=evidence, returned=False)


def _evidence(found: EvidenceFacts, fields: Collection[str]) -> EvidenceFacts:
    """That there is a piece of evidence is always told; where its content is, of photos alone and when chosen."""
    named = "links" if found.kind == "link" else "file_names"
    shown = found.kind == "photo" and "photos" in fields
    return replace(
        found,
        name=found.name if named in fields else _CALLED.get(found.kind, _CALLED["file"]),
        url=found.url if "links" in fields else None,
        sha256=found.sha256 if shown else None,
        small=found.small if shown else None,
        media_type=found.media_type if shown else None,
        size=found.size if shown else None,
    )


def _as_one(facts: YearFacts) -> YearFacts:
    """Each measure with one standing: who carries it stays, for its paper says so; how far each is does not."""
    carriers = {each.number: ", ".join(each.departments) for each in facts.measures}
    measures = tuple(
        replace(each, standings=_one_standing(each, carriers[each.number])) for each in facts.measures
    )
    several = {each.number for each in facts.measures if len(each.standings) > 1}
    whole = {each.number: each for each in measures}
    updates = [each for each in facts.updates if each.measure_number not in several]
    for number in sorted(several):
        for key in dict.fromkeys(each.round_key for each in facts.updates if each.measure_number == number):
            theirs = [
                each for each in facts.updates if (each.measure_number, each.round_key) == (number, key)
            ]
            updates.append(_one_update(theirs, whole[number].standings[0]))
    return replace(
        facts, measures=measures, updates=tuple(sorted(updates, key=lambda each: each.recorded_at))
    )


def _one_update(updates: Sequence[UpdateFacts], whole: Standing) -> UpdateFacts:
    """What several departments reported in a round as one report, as far as all of them together are."""
    notes = dict.fromkeys(each.note for each in updates if each.note)
    return replace(
        updates[-1],
        department=whole.department,
        status=whole.status,
        percent=whole.percent,
        note="\n".join(notes),
        late=any(each.late for each in updates),
        evidence=tuple(proof for each in updates for proof in each.evidence),
    )


def _one_standing(measure: MeasureFacts, carriers: str) -> tuple[Standing, ...]:
    if len(measure.standings) < 2:
        return measure.standings
    state, percent = status.overall([(each.status, each.percent) for each in measure.standings])
    every = [set(each.reported) for each in measure.standings]
    reported = tuple(key for key in measure.rounds if all(key in each for each in every))
    return (Standing(0, carriers, state, percent, 0, reported),)


class _Holder:
    """Looks at texts one after the other and remembers what it held back."""

    def __init__(self, released: Collection[str]) -> None:
        self._released = released
        self._kinds: dict[str, tuple[str, ...]] = {}
        self._places: dict[str, list[str]] = {}

    def look(self, text: str, place: str) -> str:
        """The text itself, or what stands in its place."""
        kinds = kinds_in(text)
        if not kinds or fingerprint(text) in self._released:
            return text
        self._kinds[text] = kinds
        self._places.setdefault(text, []).append(place)
        return WAITING

    def held(self) -> tuple[HeldText, ...]:
        """What was held back, in the order it was met; a text that stands in several places once."""
        return tuple(
            HeldText(fingerprint(text), text, kinds, tuple(dict.fromkeys(self._places[text])))
            for text, kinds in self._kinds.items()
        )


_Look = Callable[[str, str], str]


def _held(facts: YearFacts, look: _Look) -> YearFacts:
    return replace(
        facts,
        history=tuple(_held_result(each, look) for each in facts.history),
        measures=tuple(_held_measure(each, look) for each in facts.measures),
        updates=tuple(_held_update(each, look) for each in facts.updates),
    )


def _held_result(result: AssessmentFacts, look: _Look) -> AssessmentFacts:
    here = f"ผลคะแนนปี {result.fiscal_year}"
    return replace(
        result,
        remark=look(result.remark, f"{here} หมายเหตุ") if result.remark else result.remark,
        source=look(result.source, f"{here} ที่มา"),
        findings=tuple(_held_finding(each, look, here) for each in result.findings),
        sources={number: look(text, f"{here} ที่มา") for number, text in result.sources.items()},
    )


def _held_finding(finding: FindingFacts, look: _Look, here: str) -> FindingFacts:
    place = look(finding.place, f"{here} ข้อสังเกต") if finding.place else finding.place
    return replace(finding, message=look(finding.message, f"{here} ข้อสังเกต"), place=place)


def _held_measure(measure: MeasureFacts, look: _Look) -> MeasureFacts:
    here = f"มาตรการที่ {measure.number}"
    # What is looked at is named here field by field: a new free text joins this list or is not public.
    one: dict[str, Any] = {
        name: look(text, f"{here} {called}")
        for name, called in (
            ("title", "ชื่อ"),
            ("question", "ข้อ"),
            ("follow_up", "การติดตามผล"),
            ("place", "ที่มา"),
        )
        if (text := getattr(measure, name))
    }
    many: dict[str, Any] = {
        name: tuple(look(text, f"{here} {called}") for text in getattr(measure, name))
        for name, called in (
            ("steps", "ขั้นตอน"),
            ("evidence_wanted", "หลักฐานที่ต้องมี"),
            ("reported_on_paper", "ผลในรายงานกระดาษ"),
        )
    }
    standings = tuple(
        replace(each, note=look(each.note, f"{here} หมายเหตุของ{each.department}"))
        for each in measure.standings
    )
    return replace(measure, standings=standings, source=look(measure.source, f"{here} ที่มา"), **one, **many)


def _held_update(update: UpdateFacts, look: _Look) -> UpdateFacts:
    here = f"มาตรการที่ {update.measure_number}"
    evidence = tuple(
        replace(
            each,
            name=look(each.name, f"{here} ชื่อหลักฐานของ{update.department}"),
            url=each.url
            if not each.url or look(each.url, f"{here} ลิงก์ของ{update.department}") == each.url
            else None,
        )
        for each in update.evidence
    )
    return replace(update, note=look(update.note, f"{here} หมายเหตุของ{update.department}"), evidence=evidence)
