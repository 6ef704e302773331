"""Writing down what a paper says: its source, results with their scores, measures with their departments, findings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, delete, func
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from tracker.model import (
    Acknowledgement,
    Assessment,
    Department,
    Drawing,
    Evidence,
    IncomingPaper,
    IndicatorScore,
    KnownOffice,
    Measure,
    MeasureRound,
    Office,
    OfficeTemplate,
    PaperReport,
    ProgressEntry,
    Responsibility,
    Round,
    Source,
)
from tracker.store import organisations

Place = tuple[int, str | None]
"""A source's id and where in it."""


def lock_office(tx: Session, office_id: int) -> None:
    """Nobody else decides anything for this whole office, as taking a paper in, until the transaction ends."""
    tx.exec(select(Office.id).where(Office.id == office_id).with_for_update()).one()


def source_by_content(tx: Session, office_id: int, sha256: str) -> Source | None:
    """The paper with this very content, when it was read before."""
    return tx.exec(select(Source).where(Source.office_id == office_id, Source.sha256 == sha256)).first()


def any_use(tx: Session, sha256: str) -> bool:
    """Whether this content must stay: a paper, one that waits to be read, evidence, a drawn report, a layout."""
    return any(tx.exec(query.where(column == sha256)).first() is not None for column, query in _uses())


def contents(tx: Session) -> set[str]:
    """Every content that must stay, by its SHA-256."""
    return {sha256 for _, query in _uses() for sha256 in tx.exec(query).all() if sha256 is not None}


def only_drawn(tx: Session) -> set[str]:
    """The contents that are nothing but drawn reports: drawn anew whenever somebody asks."""
    drawn = {sha256 for sha256 in tx.exec(select(Drawing.sha256)).all() if sha256 is not None}
    return drawn.difference(*(tx.exec(query).all() for _, query in _lasting())) if drawn else drawn


_Uses = tuple[tuple[Mapped[str | None], SelectOfScalar[str | None]], ...]


def _uses() -> _Uses:
    return (*_lasting(), (col(Drawing.sha256), select(col(Drawing.sha256))))


def _lasting() -> _Uses:
    """What cannot be made again."""
    waits = col(IncomingPaper.state).in_(("received", "read"))
    proves = col(Evidence.state).in_(("stored", "staged"))
    return (
        (col(Source.sha256), select(col(Source.sha256))),
        (col(IncomingPaper.sha256), select(col(IncomingPaper.sha256)).where(waits)),
        (col(Evidence.sha256), select(col(Evidence.sha256)).where(proves)),
        (col(Evidence.small_sha256), select(col(Evidence.small_sha256)).where(proves)),
        (col(OfficeTemplate.sha256), select(col(OfficeTemplate.sha256))),
    )


def add_source(
    tx: Session,
    office_id: int,
    title: str,
    now: datetime,
    *,
    dated: date | None = None,
    file_name: str | None = None,
    sha256: str | None = None,
) -> Source:
    """Note a paper that figures come from."""
    source = Source(
        office_id=office_id, title=title, dated=dated, file_name=file_name, sha256=sha256, created_at=now
    )
    tx.add(source)
    tx.flush()
    return source


def put_assessment(
    tx: Session,
    assessment: Assessment,
    scores: Mapping[int, Decimal],
    uncertain: Iterable[int],
    places: Mapping[int, Place] | None = None,
) -> None:
    """Write a year's result; one that was there before is replaced, with all its scores. `places` says for a score
    where it was read, when that is not where the result was."""
    query = select(Assessment).where(Assessment.office_id == assessment.office_id)
    before = tx.exec(query.where(Assessment.fiscal_year == assessment.fiscal_year)).first()
    if before is not None:
        for row in scores_of(tx, before):
            tx.delete(row)
        tx.flush()
        tx.delete(before)
        tx.flush()
    tx.add(assessment)
    tx.flush()
    doubtful, known = set(uncertain), places or {}
    for number, score in scores.items():
        source_id, place = known.get(number, (None, None))
        tx.add(
            IndicatorScore(
                office_id=assessment.office_id,
                assessment_id=assessment.id,
                indicator=number,
                score=score,
                certain=number not in doubtful,
                source_id=source_id,
                source_place=place,
            )
        )


def assessment_of(tx: Session, office_id: int, fiscal_year: int) -> Assessment | None:
    """The result of a year, or None."""
    query = select(Assessment).where(Assessment.office_id == office_id)
    return tx.exec(query.where(Assessment.fiscal_year == fiscal_year)).first()


def scores_of(tx: Session, assessment: Assessment) -> list[IndicatorScore]:
    """The indicator scores of a result."""
    query = select(IndicatorScore).where(IndicatorScore.office_id == assessment.office_id)
    return list(tx.exec(query.where(IndicatorScore.assessment_id == assessment.id)).all())


def measures_of_year(tx: Session, office_id: int, fiscal_year: int) -> list[Measure]:
    """The measures of a year, by number."""
    query = select(Measure).where(Measure.office_id == office_id, Measure.fiscal_year == fiscal_year)
    return list(tx.exec(query.order_by(col(Measure.number))).all())


def renumber(tx: Session, measures: Mapping[int, Measure]) -> None:
    """Give measures new numbers (new number → measure), their own rounds with them. In two steps, for two of them may
    change places."""
    moved = {number: measure for number, measure in measures.items() if measure.number != number}
    olds = {measure.id: measure.number for measure in moved.values()}
    for away in (True, False):
        for number, measure in moved.items():
            old, new = (olds[measure.id], -number) if away else (-number, number)
            measure.number = new
            tx.add(measure)
            for found in _own_rounds(tx, measure, old):
                code, _, rest = found.key.partition(":")
                department = rest.partition(":")[2]
                found.key = f"{code}:{new}" + (f":{department}" if department else "")
                if not away:
                    found.label = found.label.replace(f"มาตรการที่ {olds[measure.id]}", f"มาตรการที่ {number}")
                tx.add(found)
        tx.flush()


def _own_rounds(tx: Session, measure: Measure, number: int) -> list[Round]:
    """The rounds that carry a measure's number in their key."""
    query = select(Round).where(Round.office_id == measure.office_id, Round.measure_id == measure.id)
    return [found for found in tx.exec(query).all() if found.key.split(":")[1:2] == [str(number)]]


def ensure_departments(tx: Session, office: Office, names: Iterable[str]) -> list[Department]:
    """The departments of these full names in the office, made where it did not have them yet."""
    known = {department.name: department for department in organisations.departments(tx, office.id)}
    for name in (names := list(names)):
        if name not in known:
            known[name] = Department(office_id=office.id, name=name, position=len(known))
            tx.add(known[name])
            tx.flush()
    return [known[name] for name in names]


def carry(tx: Session, measure: Measure, departments: Iterable[Department]) -> None:
    """Make departments responsible for a measure; those that already are keep their progress."""
    for department in departments:
        key = (measure.office_id, measure.id, department.id)
        if tx.get(Responsibility, key) is None:
            tx.add(
                Responsibility(
                    office_id=measure.office_id, measure_id=measure.id, department_id=department.id
                )
            )


def reporters(tx: Session, office_id: int, fiscal_year: int) -> dict[int, tuple[str, ...]]:
    """By measure number the departments that reported on it, in their order."""
    query = (
        select(Measure.number, Department.name)
        .join(Responsibility, (col(Responsibility.measure_id) == Measure.id))
        .join(Department, (col(Department.id) == Responsibility.department_id))
        .where(Measure.office_id == office_id, Measure.fiscal_year == fiscal_year)
        .where(Responsibility.office_id == office_id, ~_untouched())
        .order_by(col(Department.position))
    )
    found: dict[int, tuple[str, ...]] = {}
    for number, name in tx.exec(query).all():
        found[number] = (*found.get(number, ()), name)
    return found


def _untouched() -> ColumnElement[bool]:
    return and_(col(Responsibility.entry_id).is_(None), col(Responsibility.version) == 0)


def carry_only(tx: Session, measure: Measure, departments: Iterable[Department]) -> None:
    """Make these departments, and no others, responsible. One that reported on the measure stays: what was recorded
    is never orphaned."""
    wanted = list(departments)
    carry(tx, measure, wanted)
    tx.flush()
    ids = {department.id for department in wanted}
    query = select(Responsibility).where(Responsibility.office_id == measure.office_id)
    # Locked and read anew: somebody may be reporting on it this very moment.
    query = query.where(Responsibility.measure_id == measure.id, _untouched()).with_for_update()
    for row in tx.exec(query.execution_options(populate_existing=True)).all():
        if row.department_id not in ids:
            tx.delete(row)
    tx.flush()


def leave_rounds(tx: Session, measure: Measure, keep: Iterable[int]) -> None:
    """A measure is due in these rounds only. A round it was reported in stays; a round nothing is due in goes."""
    kept = set(keep)
    reported = select(ProgressEntry.round_id).where(
        ProgressEntry.office_id == measure.office_id, ProgressEntry.measure_id == measure.id
    )
    held = kept | {round_id for round_id in tx.exec(reported).all() if round_id is not None}
    links = select(MeasureRound).where(MeasureRound.office_id == measure.office_id)
    for link in tx.exec(links.where(MeasureRound.measure_id == measure.id)).all():
        opened_by_completion = tx.get_one(Round, (measure.office_id, link.round_id)).code == "completion"
        if link.round_id not in held and not opened_by_completion:
            tx.delete(link)
            tx.flush()
            _drop_if_unused(tx, measure.office_id, link.round_id)


def _drop_if_unused(tx: Session, office_id: int, round_id: int) -> None:
    links = select(func.count()).select_from(MeasureRound).where(MeasureRound.office_id == office_id)
    entries = select(func.count()).select_from(ProgressEntry).where(ProgressEntry.office_id == office_id)
    used = tx.exec(links.where(MeasureRound.round_id == round_id)).one()
    used += tx.exec(entries.where(ProgressEntry.round_id == round_id)).one()
    answers = select(func.count()).select_from(Acknowledgement).where(Acknowledgement.office_id == office_id)
    used += tx.exec(answers.where(Acknowledgement.round_id == round_id)).one()
    if not used:
        tx.delete(tx.get_one(Round, (office_id, round_id)))
        tx.flush()


def put_report(tx: Session, report: PaperReport) -> None:
    """Keep what a progress report on paper says."""
    tx.add(report)


def drop_reports(tx: Session, office_id: int, fiscal_year: int, measures: set[int | None]) -> None:
    """Forget what older papers reported of these measures of a year (None: of no measure that could be told)."""
    for row in reports_of_year(tx, office_id, fiscal_year):
        if row.measure_id in measures:
            tx.delete(row)
    tx.flush()


def reports_of_year(tx: Session, office_id: int, fiscal_year: int) -> list[PaperReport]:
    """What papers reported on the measures of a year."""
    query = select(PaperReport).where(PaperReport.office_id == office_id)
    query = query.where(PaperReport.fiscal_year == fiscal_year)
    return list(tx.exec(query.order_by(col(PaperReport.id))).all())


def results_on_paper(tx: Session, office_id: int, fiscal_year: int) -> defaultdict[int, list[str]]:
    """The results that papers report, by measure id."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for row in reports_of_year(tx, office_id, fiscal_year):
        if row.measure_id is not None:
            found[row.measure_id] += row.results
    return found


def replace_known_offices(tx: Session, offices: Iterable[tuple[str, str, str]]) -> int:
    """The list of offices (name, district, province) becomes this one; returns how many."""
    tx.execute(delete(KnownOffice))
    fresh = sorted(set(offices))
    tx.add_all(
        KnownOffice(name=name, district=district, province=province) for name, district, province in fresh
    )
    return len(fresh)


def known_offices(tx: Session) -> list[KnownOffice]:
    """Every office of the list an operator loaded; empty where none was."""
    return list(tx.exec(select(KnownOffice)).all())
