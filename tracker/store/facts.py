"""Loading what is known of an office in a fiscal year, as it stands now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import sqlalchemy
from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from tracker.facts import (
    EvidenceFacts,
    MeasureFacts,
    OfficeFacts,
    RoundFacts,
    Standing,
    UpdateFacts,
    YearFacts,
)
from tracker.model import (
    Department,
    Measure,
    Office,
)
from tracker.store import evidence, organisations, papers, progress, results, reviews
from tracker.store.plain import ask
from tracker.store.planned import Planned, planned
from tracker.store.ready import Ready, Row


def year_facts(
    tx: Session, office_id: int, fiscal_year: int, updates_of: int | Literal["every"] | None = "every"
) -> YearFacts:
    """The living state of one fiscal year. A year nobody imported has empty lists, not an error.

    `updates_of`: the number of the one measure whose updates are told, "every" one's, or None's. They grow all year
    while the rest stays as large as it is; who answers in a chat asks for no more of them than the answer needs.
    """
    known = year_as_planned(tx, office_id, fiscal_year)
    found = with_standings(tx, office_id, known, department_names(tx, office_id))
    return found if updates_of is None else with_updates(tx, office_id, found, updates_of)


def year_as_planned(tx: Session, office_id: int, fiscal_year: int) -> YearFacts:
    """What papers and settings say of a year: its measures without their standings, and no updates."""
    plan = planned(tx, office_id, fiscal_year)
    known = year_results(tx, office_id, fiscal_year)
    names = tuple(department_names(tx, office_id).values())
    return replace(
        known,
        office=replace(known.office, departments=names),
        measures=_measures(tx, office_id, plan, fiscal_year),
        rounds=tuple(_round(found) for found in plan.rounds.values()),
    )


def department_names(tx: Session, office_id: int) -> dict[int, str]:
    """An office's departments by id, in its own order."""
    return {row.id: row.name for row in ask(tx, _DEPARTMENTS, {"office": office_id})}


def with_updates(
    tx: Session, office_id: int, known: YearFacts, updates_of: int | Literal["every"]
) -> YearFacts:
    """A year's facts with the updates of one measure (by number) or of every one."""
    numbers = {m.id: m.number for m in known.measures if updates_of in ("every", m.number)}
    if not numbers:
        return known
    one = None if updates_of == "every" else next(iter(numbers))
    return replace(known, updates=_updates(tx, office_id, known, numbers, one))


def year_results(tx: Session, office_id: int, fiscal_year: int) -> YearFacts:
    """An office's results alone, seen from a fiscal year; no departments and no measures."""
    office = organisations.office_row(tx, office_id)
    return YearFacts(office_facts(office, ()), fiscal_year, results.history(tx, office_id), (), (), ())


def office_facts(office: Office | Row, departments: Sequence[str]) -> OfficeFacts:
    """An office as values."""
    return OfficeFacts(
        slug=office.slug,
        name=office.name,
        kind=office.kind,
        district=office.district,
        province=office.province,
        website=office.website,
        eit_url=office.eit_url,
        weak_below=office.weak_below,
        strong_from=office.strong_from,
        due_6m=(office.due_6m_month, office.due_6m_day),
        due_12m=(office.due_12m_month, office.due_12m_day),
        departments=tuple(departments),
        practice=office.practice,
        thai_digits=office.thai_digits,
    )


def every_year(tx: Session, office_id: int) -> tuple[YearFacts, ...]:
    """The living state of each fiscal year an office has a result or measures of, ascending."""
    years = {*results.result_years(tx, office_id), *measure_years(tx, office_id)}
    return tuple(year_facts(tx, office_id, year) for year in sorted(years))


def measure_years(tx: Session, office_id: int) -> list[int]:
    """The fiscal years an office has measures of, ascending."""
    query = select(Measure.fiscal_year).where(Measure.office_id == office_id).distinct()
    return sorted(tx.exec(query).all())


def measure_titles(tx: Session, office_id: int) -> list[tuple[int, int, str]]:
    """Fiscal year, number and title of every measure of an office."""
    query = select(Measure.fiscal_year, Measure.number, Measure.title).where(Measure.office_id == office_id)
    return sorted((year, number, title) for year, number, title in tx.exec(query).all())


# Made once: to make such a statement takes longer than to carry it out, and rows take less than entities.
_DEPARTMENTS = Ready(
    sqlalchemy.select(col(Department.id), col(Department.name))
    .where(col(Department.office_id) == bindparam("office"))
    .order_by(col(Department.position), col(Department.name))
)


def _round(found: Any) -> RoundFacts:
    return RoundFacts(
        id=found.id,
        key=found.key,
        code=found.code,
        label=found.label,
        starts=found.starts,
        ends=found.ends,
        due=found.due,
        closed=found.closed_at is not None,
    )


def _measures(tx: Session, office_id: int, plan: Planned, fiscal_year: int) -> tuple[MeasureFacts, ...]:
    """The measures of a year, nobody's standing in them."""
    sources = results.source_titles(tx, office_id)
    told = papers.results_on_paper(tx, office_id, fiscal_year)
    return tuple(
        MeasureFacts(
            id=measure.id,
            fiscal_year=measure.fiscal_year,
            number=measure.number,
            title=measure.title,
            indicator=measure.indicator,
            oit_item=measure.oit_item,
            question=measure.question,
            steps=tuple(measure.steps),
            all_departments=measure.all_departments,
            period_start=measure.period_start,
            period_end=measure.period_end,
            cadence=measure.cadence,
            assumed=any(assumed for _, assumed in plan.due.get(measure.id, ())),
            follow_up=measure.follow_up,
            evidence_wanted=tuple(measure.evidence_wanted),
            rounds=tuple(found.key for found, _ in plan.due.get(measure.id, ())),
            standings=(),
            source=sources[measure.source_id],
            months=tuple(measure.months),
            place=measure.source_place,
            reported_on_paper=tuple(told[measure.id]),
        )
        for measure in plan.measures.values()
    )


def with_standings(tx: Session, office_id: int, known: YearFacts, names: Mapping[int, str]) -> YearFacts:
    """A year as planned with how each measure stands in each department (id → name, in the office's order)."""
    keys = {found.id: found.key for found in known.rounds}
    reported = progress.reported_rounds(tx, office_id, known.fiscal_year)
    order = {department_id: place for place, department_id in enumerate(names)}
    carried: dict[int, list[Standing]] = defaultdict(list)
    # A department that is made while this is read (PostgreSQL) belongs to the next state, as its measures do.
    rows = [row for row in progress.carried(tx, office_id, known.fiscal_year) if row.department_id in order]
    for row in sorted(rows, key=lambda found: order[found.department_id]):
        theirs = [keys[each] for each in reported[row.measure_id, row.department_id] if each in keys]
        carried[row.measure_id].append(_standing(row, names, theirs))
    measures = tuple(replace(each, standings=tuple(carried[each.id])) for each in known.measures)
    return replace(known, measures=measures)


def _standing(row: Any, names: Mapping[int, str], reported: list[str]) -> Standing:
    return Standing(
        department_id=row.department_id,
        department=names[row.department_id],
        status=row.status,
        percent=row.percent,
        version=row.version,
        reported=tuple(reported),
        note=row.note or "",
        updated_at=row.recorded_at,
    )


def _updates(
    tx: Session, office_id: int, year: YearFacts, numbers: Mapping[int, int], measure_id: int | None
) -> tuple[UpdateFacts, ...]:
    """The updates in force of a year's measures (id → number), or of one, oldest first."""
    known, names = {found.id: found for found in year.rounds}, department_names(tx, office_id)
    entries = progress.in_force(tx, office_id, year.fiscal_year, measure_id)
    proofs = _evidence(tx, office_id, year.fiscal_year, measure_id) if entries else {}
    returned = reviews.returned(tx, office_id) if entries else set()
    return tuple(
        UpdateFacts(
            receipt=entry.receipt,
            measure_number=numbers[entry.measure_id],
            department=names[entry.department_id],
            round_key=known[entry.round_id].key if entry.round_id in known else None,
            round_label=known[entry.round_id].label if entry.round_id in known else None,
            status=entry.status,
            percent=entry.percent,
            note=entry.note,
            event_date=entry.event_date,
            recorded_at=entry.recorded_at,
            late=entry.late,
            evidence=tuple(proofs.get(entry.id, ())),
            returned=entry.id in returned,
        )
        for entry in entries
    )


def _evidence(
    tx: Session, office_id: int, fiscal_year: int, measure_id: int | None
) -> dict[int, list[EvidenceFacts]]:
    found: dict[int, list[EvidenceFacts]] = defaultdict(list)
    for row in evidence.of_measures(tx, office_id, fiscal_year, measure_id):
        found[row.entry_id].append(_proof(row))
    return found


def _proof(row: Row) -> EvidenceFacts:
    return EvidenceFacts(
        id=row.id,
        kind=row.kind,
        name=row.file_name or row.url or {"photo": "ภาพถ่าย"}.get(row.kind, "ไฟล์"),
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        url=row.url,
        received_at=row.received_at,
        stored=row.state == "stored",
        small=row.small_sha256,
    )


def department_named(tx: Session, office_id: int, department_id: int) -> str:
    """The full name of a department of an office."""
    return department_names(tx, office_id).get(department_id, "")
