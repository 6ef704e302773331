"""Published results of an office: scores, source, findings."""

from collections import defaultdict

from sqlmodel import Session, col, select

from tracker.facts import AssessmentFacts, FindingFacts
from tracker.model import Assessment, Finding, IndicatorScore, Source


def history(tx: Session, office_id: int) -> tuple[AssessmentFacts, ...]:
    """Every published result of an office, earliest first, with its scores, source and findings."""
    scores: dict[int, list[IndicatorScore]] = defaultdict(list)
    for score in tx.exec(select(IndicatorScore).where(IndicatorScore.office_id == office_id)).all():
        scores[score.assessment_id].append(score)
    findings = noticed(tx, office_id)
    sources = source_titles(tx, office_id)
    query = select(Assessment).where(Assessment.office_id == office_id).order_by(col(Assessment.fiscal_year))
    return tuple(
        AssessmentFacts(
            fiscal_year=row.fiscal_year,
            overall=row.overall,
            letter=row.letter,
            level=row.level,
            indicators={s.indicator: s.score for s in sorted(scores[row.id], key=lambda s: s.indicator)},
            uncertain=tuple(sorted(s.indicator for s in scores[row.id] if not s.certain)),
            remark=row.remark,
            source=_place(sources[row.source_id], row.source_place),
            eit1=row.eit1,
            eit2=row.eit2,
            findings=findings.get(row.fiscal_year, ()),
            sources={
                s.indicator: _place(sources[s.source_id], s.source_place)
                for s in scores[row.id]
                if s.source_id
            },
        )
        for row in tx.exec(query).all()
    )


def noticed(tx: Session, office_id: int) -> dict[int, tuple[FindingFacts, ...]]:
    """What was noticed in an office's papers, by the fiscal year each finding is about."""
    query = select(Finding).where(Finding.office_id == office_id).order_by(col(Finding.id))
    found: dict[int, tuple[FindingFacts, ...]] = {}
    for row in tx.exec(query).all():
        facts = FindingFacts(row.code, row.severity, row.message, row.place)
        found[row.fiscal_year] = (*found.get(row.fiscal_year, ()), facts)
    return found


def _place(title: str, place: str | None) -> str:
    return f"{title} {place}" if place else title


def result_years(tx: Session, office_id: int) -> list[int]:
    """The fiscal years an office has results of, ascending."""
    query = select(Assessment.fiscal_year).where(Assessment.office_id == office_id)
    return sorted(tx.exec(query).all())


def source_titles(tx: Session, office_id: int) -> dict[int, str]:
    """The papers of an office by id."""
    query = select(Source.id, Source.title).where(Source.office_id == office_id)
    return {identifier: title for identifier, title in tx.exec(query).all()}
