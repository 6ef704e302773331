"""รายงานผลการดำเนินการ: what the departments did about the measures, in one round or the whole year."""

from tracker.errors import NothingToReport, RoundUnknown
from tracker.facts import (
    EvidenceFacts,
    MeasureFacts,
    RoundFacts,
    UpdateFacts,
    YearFacts,
)
from tracker.reports.content import (
    Block,
    Column,
    Heading,
    Items,
    Paragraph,
    Photo,
    Photos,
    Report,
    Row,
    Signature,
    Signatures,
    Table,
    shown,
)
from tracker.reports.editions import Edition
from tracker.reports.phrases import (
    TITLES,
    chief_executive,
    office_line,
    permanent_secretary,
    shorten,
    sources_of,
)
from tracker.reports.progress_rows import COLUMNS, RECORDS, measure_row, owed, update_record
from tracker.rules.fiscal import thai_date

_LACKING = (
    Column("รอบรายงาน", 16),
    Column("กำหนดส่ง", 13, "center"),
    Column("ส่วนราชการ", 30),
    Column("มาตรการที่ยังไม่รายงาน", 32),
    Column("มาตรการที่รายงานแล้วแต่ยังไม่มีหลักฐาน", 26),
)
_CHANGES = (
    Column("มาตรการที่", 10, "center"),
    Column("ส่วนราชการ", 24),
    Column("รายการ", 20),
    Column("เดิม", 36),
    Column("แก้ไขเป็น", 36),
)


def progress(facts: YearFacts, round_key: str | None = None, edition: Edition | None = None) -> Report:
    """The progress report of one round (`6m`, `12m`, `q1` …), or of every round when none is named. `edition` says
    which frozen edition of a closed round the facts are, and in what it differs from the one before.

    Raises RoundUnknown, and NothingToReport when the year has no measures.
    """
    chosen = _rounds(facts, round_key)
    keys = {each.key for each in chosen}
    updates = [each for each in facts.updates if round_key is None or each.round_key in keys]
    measures = [each for each in facts.measures if round_key is None or keys & set(each.rounds)]
    # What was reported on a measure that is not due in this round is still shown: nothing said is left out.
    reported = {update.measure_number for update in updates}
    measures += [each for each in facts.measures if each.number in reported and each not in measures]
    measures.sort(key=lambda each: each.number)
    if not measures:
        raise NothingToReport(known=f"ปีงบประมาณ {facts.fiscal_year} ยังไม่มีมาตรการที่ต้องรายงาน")
    lacking = _lacking(facts, chosen, updates)
    return Report(
        title=TITLES["progress"],
        subtitle=_subtitle(facts, chosen, round_key, edition),
        kind="progress",
        fiscal_year=facts.fiscal_year,
        office=facts.office.name,
        blocks=(
            *_changes(edition),
            *lacking,
            # What is lacking stands on a page of its own, which is taken out once nothing is.
            Heading("ผลการดำเนินการตามมาตรการ", new_page=bool(lacking)),
            Table(COLUMNS, tuple(measure_row(facts, measure, chosen, updates) for measure in measures)),
            *_closing_notes(measures, updates),
            _signatures(facts),
            *_photo_pages(facts, updates),
        ),
        records=Table(RECORDS, tuple(update_record(facts, update) for update in updates)),
        landscape=True,
    )


def _rounds(facts: YearFacts, round_key: str | None) -> tuple[RoundFacts, ...]:
    chosen = tuple(each for each in facts.rounds if round_key in (None, each.key))
    if round_key is not None and not chosen:
        known = ", ".join(f"{each.label} ({each.key})" for each in facts.rounds) or "ยังไม่มีรอบรายงาน"
        raise RoundUnknown(fiscal_year=facts.fiscal_year, known=known)
    return chosen


def _subtitle(
    facts: YearFacts, chosen: tuple[RoundFacts, ...], round_key: str | None, edition: Edition | None
) -> str:
    which = chosen[0].label if round_key is not None else "ทุกรอบรายงาน"
    state = "" if all(each.closed for each in chosen) else " (ฉบับร่าง รอบรายงานยังไม่ปิด)"
    if facts.published_at is not None:
        state = f" (ข้อมูลที่เผยแพร่ ณ {shown(facts.published_at)})"
    revised = f" {edition.name}" if edition and edition.name else ""
    return f"ประจำปีงบประมาณ พ.ศ. {facts.fiscal_year} {which}{revised}{state}\n{office_line(facts.office)}"


def _changes(edition: Edition | None) -> list[Block]:
    """What became different since the edition before: a closed round never changes in silence."""
    if edition is None or not edition.changes:
        return []
    rows = (
        Row((each.measure_number, each.department, each.what, each.before, each.after))
        for each in edition.changes
    )
    lead = f"{edition.name} ตรึงข้อมูลเมื่อ {shown(edition.frozen_at)} แตกต่างจากฉบับก่อนหน้าดังนี้"
    return [Heading("รายการแก้ไข"), Paragraph(lead), Table(_CHANGES, tuple(rows))]


def _lacking(facts: YearFacts, chosen: tuple[RoundFacts, ...], updates: list[UpdateFacts]) -> list[Block]:
    """Page one of a draft: who has not reported and whose reports have no evidence yet, round by round. For those who
    work on it: what is published says how far things are, not who has to be chased."""
    if facts.published_at is not None:
        return []
    rows = [
        Row((each.label, thai_date(each.due), department, _numbers(silent), _numbers(bare)))
        for each in chosen
        if not each.closed
        for department, silent, bare in _lacking_in(facts, each, updates)
    ]
    if not rows:
        return []
    lead = "หน้านี้มีเฉพาะฉบับร่าง เมื่อครบถ้วนหรือปิดรอบแล้วจะไม่มีหน้านี้"
    return [Heading("สิ่งที่ยังขาด"), Paragraph(lead), Table(_LACKING, tuple(rows))]


def _lacking_in(
    facts: YearFacts, found: RoundFacts, updates: list[UpdateFacts]
) -> list[tuple[str, list[int], list[int]]]:
    silent = owed(facts, found)
    bare: dict[str, list[int]] = {}
    theirs = {(each.department, each.measure_number) for each in updates if each.round_key == found.key}
    proved = {(each.department, each.measure_number) for each in updates if each.evidence}
    for department, number in sorted(theirs - proved):
        bare.setdefault(department, []).append(number)
    names = dict.fromkeys([*facts.office.departments, *silent, *bare])
    return [
        (name, silent.get(name, []), bare.get(name, [])) for name in names if name in silent or name in bare
    ]


def _numbers(numbers: list[int]) -> str | None:
    return ", ".join(map(str, numbers)) or None


def _closing_notes(measures: list[MeasureFacts], updates: list[UpdateFacts]) -> list[Block]:
    notes: list[Block] = []
    if updates:
        latest = max(update.recorded_at for update in updates)
        notes.append(Paragraph(f"ข้อมูลความก้าวหน้าที่บันทึกถึง {shown(latest)}", note=True))
    return [*notes, Heading("ที่มาของมาตรการ"), Items(sources_of(measures))]


def _signatures(facts: YearFacts) -> Signatures:
    """Who reports, who checks, who approves. An office that has it otherwise brings its own template."""
    return Signatures(
        (
            Signature("ผู้รายงาน"),
            Signature("ผู้ตรวจสอบ", permanent_secretary(facts.office)),
            Signature("ผู้เห็นชอบ", chief_executive(facts.office)),
        )
    )


def _photo_pages(facts: YearFacts, updates: list[UpdateFacts]) -> list[Block]:
    photos = tuple(
        Photo(proof.sha256, _caption(facts, update))
        for update in sorted(updates, key=lambda each: (each.measure_number, each.event_date))
        for proof in update.evidence
        if proof.stored and proof.sha256 and is_picture(proof)
    )
    return [Heading("ภาพประกอบการดำเนินการ", new_page=True), Photos(photos)] if photos else []


def is_picture(proof: EvidenceFacts) -> bool:
    """Whether a piece of evidence can be shown as a picture."""
    return proof.kind == "photo" or (proof.media_type or "").startswith("image/")


def _caption(facts: YearFacts, update: UpdateFacts) -> str:
    measure = facts.measure(update.measure_number)
    title = f" {shorten(measure.title, 70)}" if measure else ""
    return (
        f"มาตรการที่ {update.measure_number}{title}\n"
        f"{update.department} วันที่ {thai_date(update.event_date)} เลขที่ {update.receipt}"
    )
