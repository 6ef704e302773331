"""Take in what a paper says: all of it or nothing, and a second time changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from tracker.actions.authority import Authority, audit
from tracker.actions.open_rounds import open_rounds
from tracker.documents import (
    DocumentDraft,
    MeasureDraft,
    ProgressDraft,
    ResultDraft,
)
from tracker.documents.differences import (
    Change,
    free_numbers,
    measure_changes,
    merged_measure,
    merged_result,
    paired,
    result_changes,
)
from tracker.documents.known import known_measures, known_results
from tracker.model import Assessment, Finding, Measure, Office, PaperReport, Source
from tracker.store import facts, findings, organisations, papers, results

# A paper that says "all departments" of an office nobody has described yet means at least these.
USUAL_DEPARTMENTS = ("สำนักปลัด", "กองคลัง", "กองช่าง", "กองการศึกษา ศาสนาและวัฒนธรรม")


@dataclass(frozen=True)
class Original:
    """The file a draft was read from: its name and the SHA-256 of its content."""

    name: str
    sha256: str


def changes_of(tx: Session, office: Office, draft: DocumentDraft) -> tuple[Change, ...]:
    """What taking a paper in would change, nothing written: results first, then measures by year."""
    before = known_results(results.history(tx, office.id))
    changes = result_changes(before, [each for each in draft.results if _has_total(before, each)])
    for year, said in _by_year(draft).items():
        known, reported = _known_measures(tx, office, year)
        changes += measure_changes(known, said, year, reported)
    return (*changes, *_report_changes(tx, office, draft))


def take_in(
    tx: Session,
    office: Office,
    draft: DocumentDraft,
    original: Original,
    now: datetime,
    authority: Authority | None = None,
) -> tuple[Change, ...]:
    """Write a draft down in the caller's transaction; returns what changed, which is nothing the second time.

    `authority` is the coordinator who confirmed it (None: the operator's command). Raises NotAllowed.
    """
    post = authority.permit("import", office.id, None, "กรุณาให้ผู้ประสาน ITA นำเข้า") if authority else None
    papers.lock_office(tx, office.id)
    changes = changes_of(tx, office, draft)
    if all(change.effect == "missing" for change in changes):
        return ()
    source = papers.source_by_content(tx, office.id, original.sha256) or papers.add_source(
        tx, office.id, f"เอกสาร {original.name}", now,
        dated=draft.dated, file_name=original.name, sha256=original.sha256,
    )  # fmt: skip
    papers.ensure_departments(tx, office, new_departments(tx, office, draft))
    before = known_results(results.history(tx, office.id))
    for result in draft.results:
        if result.fiscal_year is not None:
            _result(tx, office, source, before.get(result.fiscal_year), result)
    for year, said in _by_year(draft).items():
        _measures(tx, office, source, year, said)
    _reports(tx, office, source, draft)
    _findings(tx, office, source, draft)
    audit(
        tx, now, "import", original.sha256, office_id=office.id,
        person_id=authority.person_id if authority else None, post_id=post.post_id if post else None,
        results=len(draft.results), measures=len(draft.measures), findings=len(draft.findings),
    )  # fmt: skip
    return changes


def _has_total(before: Mapping[int, ResultDraft], said: ResultDraft) -> bool:
    """Scores without a total are kept only beside one that is known."""
    return said.overall is not None or said.fiscal_year in before


def _by_year(draft: DocumentDraft) -> dict[int, list[MeasureDraft]]:
    """Measures by fiscal year. Where two have one number they are counted anew in their order."""
    found: dict[int, list[MeasureDraft]] = {}
    for measure in draft.measures:
        if measure.fiscal_year is not None:
            found.setdefault(measure.fiscal_year, []).append(measure)
    for year, measures in found.items():
        if len({measure.number for measure in measures}) < len(measures):
            found[year] = [replace(measure, number=at) for at, measure in enumerate(measures, start=1)]
    return found


Reporters = dict[int, tuple[str, ...]]


def _known_measures(tx: Session, office: Office, fiscal_year: int) -> tuple[list[MeasureDraft], Reporters]:
    """The measures of a year, and by number the departments that reported on one."""
    year = facts.year_facts(tx, office.id, fiscal_year, None)
    return known_measures(year.measures), papers.reporters(tx, office.id, fiscal_year)


def new_departments(tx: Session, office: Office, draft: DocumentDraft) -> tuple[str, ...]:
    """The departments taking a paper in would set up: those it names, and the usual ones when it says all of them and
    the office would have fewer than two."""
    known = [department.name for department in organisations.departments(tx, office.id)]
    measures = [measure for measure in draft.measures if measure.fiscal_year is not None]
    named = dict.fromkeys(name for measure in measures for name in measure.departments)
    everybody = any(measure.all_departments for measure in measures) and len({*known, *named}) < 2
    wanted = dict.fromkeys((*named, *(USUAL_DEPARTMENTS if everybody else ())))
    return tuple(name for name in wanted if name not in known)


def _result(
    tx: Session, office: Office, source: Source, known: ResultDraft | None, said: ResultDraft
) -> None:
    """A year's result after the paper; what the paper does not say keeps its own place."""
    merged = merged_result(known, said)
    if merged.fiscal_year is None or merged.overall is None:
        return
    if merged != known:
        findings.drop_findings_of_figures(tx, office.id, merged.fiscal_year)
    old = papers.assessment_of(tx, office.id, merged.fiscal_year)
    places: dict[int, papers.Place] = {}
    for row in papers.scores_of(tx, old) if old else ():
        places[row.indicator] = (row.source_id or old.source_id, row.source_place or old.source_place)  # type: ignore[union-attr]
    places |= {number: (source.id, said.places.get(number, said.place)) for number in said.indicators}
    told = old is None or said.overall is not None
    assessment = Assessment(
        office_id=office.id,
        fiscal_year=merged.fiscal_year,
        overall=merged.overall,
        letter=merged.grade,
        level=merged.level,
        eit1=merged.eit1,
        eit2=merged.eit2,
        remark=_remark(merged.uncertain),
        source_id=source.id if told or old is None else old.source_id,
        source_place=said.place if told or old is None else old.source_place,
    )
    papers.put_assessment(tx, assessment, merged.indicators, merged.uncertain, places)


def _remark(uncertain: tuple[int, ...]) -> str | None:
    listed = ", ".join(map(str, uncertain))
    return f"เอกสารไม่ยืนยันคะแนนรายตัวของตัวชี้วัดที่ {listed}" if uncertain else None


def _measures(tx: Session, office: Office, source: Source, year: int, said: Sequence[MeasureDraft]) -> None:
    """The measures of a year after the paper. Those it does not name stay, under a number nobody else has."""
    known, reported = _known_measures(tx, office, year)
    rows = {measure.number: measure for measure in papers.measures_of_year(tx, office.id, year)}
    pairs = paired(known, said, reported)
    named = {before.number for before, _ in pairs if before}
    missing = [each for each in known if each.number not in named]
    moves = free_numbers(missing, [draft.number for draft in said])
    numbers = {draft.number: rows[before.number] for before, draft in pairs if before}
    papers.renumber(tx, numbers | {new: rows[old] for old, new in moves.items()})
    for before, draft in pairs:
        row = rows[before.number] if before else None
        fresh = Measure(
            office_id=office.id, fiscal_year=year, number=draft.number, title="", source_id=source.id
        )
        merged = merged_measure(before, draft, reported.get(before.number, ()) if before else ())
        _measure(tx, office, source, before, merged, row or fresh)


def _measure(
    tx: Session,
    office: Office,
    source: Source,
    before: MeasureDraft | None,
    draft: MeasureDraft,
    measure: Measure,
) -> None:
    """A measure as it is after the paper (`draft`), which was `before`."""
    if before is None or replace(draft, place=None) != replace(before, place=None):
        measure.source_id, measure.source_place = source.id, draft.place
    measure.title = draft.title
    measure.indicator, measure.oit_item, measure.question = draft.indicator, draft.oit_item, draft.question
    measure.steps, measure.evidence_wanted = list(draft.steps), list(draft.evidence)
    measure.all_departments, measure.follow_up = draft.all_departments, draft.follow_up
    measure.period_start, measure.period_end = draft.period or (None, None)
    measure.cadence, measure.months = draft.cadence, list(draft.months)
    tx.add(measure)
    tx.flush()
    names = list(draft.departments)
    if draft.all_departments:
        names = [department.name for department in organisations.departments(tx, office.id)]
    papers.carry_only(tx, measure, papers.ensure_departments(tx, office, names))
    if before is None or _timing(before) != _timing(draft):
        open_rounds(tx, office, measure, source.created_at)


def _timing(draft: MeasureDraft) -> tuple[object, ...]:
    return draft.cadence, draft.months, draft.period


def _reports(tx: Session, office: Office, source: Source, draft: DocumentDraft) -> None:
    """What a progress report on paper says; of each measure the newest paper counts."""
    for year, rows in _reported(tx, office, draft).items():
        papers.drop_reports(tx, office.id, year, {measure_id for measure_id, _ in rows})
        for measure_id, entry in rows:
            report = PaperReport(
                office_id=office.id,
                fiscal_year=year,
                measure_id=measure_id,
                actions=list(entry.actions),
                results=list(entry.results),
                suggestions=list(entry.suggestions),
                source_id=source.id,
                source_place=entry.place,
            )
            papers.put_report(tx, report)


Reported = list[tuple[int | None, ProgressDraft]]


def _reported(tx: Session, office: Office, draft: DocumentDraft) -> dict[int, Reported]:
    """The rows of a progress report by year, each with the measure it is about."""
    found: dict[int, Reported] = {}
    for year in sorted({entry.fiscal_year for entry in draft.progress if entry.fiscal_year}):
        ids = {measure.number: measure.id for measure in papers.measures_of_year(tx, office.id, year)}
        found[year] = [
            (ids.get(entry.measure) if entry.measure else None, entry)
            for entry in draft.progress
            if entry.fiscal_year == year
        ]
    return found


def _report_changes(tx: Session, office: Office, draft: DocumentDraft) -> list[Change]:
    """The years whose progress report says something that is not kept yet."""
    changes = []
    for year in sorted({entry.fiscal_year for entry in draft.progress if entry.fiscal_year}):
        numbers = {measure.id: measure.number for measure in papers.measures_of_year(tx, office.id, year)}
        kept = {
            (numbers.get(row.measure_id or 0), tuple(row.actions), tuple(row.results), tuple(row.suggestions))
            for row in papers.reports_of_year(tx, office.id, year)
        }
        said = {
            (e.measure, e.actions, e.results, e.suggestions) for e in draft.progress if e.fiscal_year == year
        }
        if said - kept:
            title = f"รายงานผลการดำเนินการปี {year} จำนวน {len(said)} มาตรการ"
            changes.append(Change("changed" if kept else "added", year, None, title))
    return changes


def _findings(tx: Session, office: Office, source: Source, draft: DocumentDraft) -> None:
    """The paper's findings under the year each is about; those of papers nothing comes from any more go."""
    findings.drop_findings_of(tx, office.id, source.id)
    findings.drop_stale_findings(tx, office.id)
    for finding in draft.findings:
        findings.add_finding(
            tx,
            Finding(
                office_id=office.id,
                fiscal_year=draft.year_of(finding),
                source_id=source.id,
                code=finding.code,
                severity=finding.severity,
                message=finding.message,
                place=finding.where,
            ),
        )
