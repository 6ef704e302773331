"""Published results of an office: scores, source, findings."""

from collections import defaultdict
from typing import Any

import sqlalchemy
from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from tracker.facts import AssessmentFacts, FindingFacts
from tracker.model import Assessment, Finding, IndicatorScore, Source
from tracker.store.plain import ask, columns
from tracker.store.ready import Ready


def history(tx: Session, office_id: int) -> tuple[AssessmentFacts, ...]:
    """Every published result of an office, earliest first, with its scores, source and findings."""
    scores: dict[int, list[Any]] = defaultdict(list)
    office = {"office": office_id}
    for score in ask(tx, _SCORES, office):
        scores[score.assessment_id].append(score)
    findings = noticed(tx, office_id)
    sources = source_titles(tx, office_id)
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
        for row in ask(tx, _ASSESSMENTS, office)
    )


def noticed(tx: Session, office_id: int) -> dict[int, tuple[FindingFacts, ...]]:
    """What was noticed in an office's papers, by the fiscal year each finding is about."""
    found: dict[int, tuple[FindingFacts, ...]] = {}
    for row in ask(tx, _FINDINGS, {"office": office_id}):
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
    return {row.id: row.title for row in ask(tx, _SOURCES, {"office": office_id})}


# Made once: to make such a statement takes longer than to carry it out, and rows take less than entities.
_OFFICE: Any = bindparam("office")
_SCORES = Ready(sqlalchemy.select(*columns(IndicatorScore)).where(col(IndicatorScore.office_id) == _OFFICE))
_ASSESSMENTS = Ready(
    sqlalchemy.select(*columns(Assessment))
    .where(col(Assessment.office_id) == _OFFICE)
    .order_by(col(Assessment.fiscal_year))
)
_FINDINGS = Ready(
    sqlalchemy.select(*columns(Finding)).where(col(Finding.office_id) == _OFFICE).order_by(col(Finding.id))
)
_SOURCES = Ready(sqlalchemy.select(col(Source.id), col(Source.title)).where(col(Source.office_id) == _OFFICE))
