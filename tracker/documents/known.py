"""What the database knows of an office, in the shape of drafts, so that it can be laid beside a paper."""

from collections.abc import Iterable

from tracker.documents.draft import MeasureDraft, ResultDraft
from tracker.facts import AssessmentFacts, MeasureFacts


def known_results(history: Iterable[AssessmentFacts]) -> dict[int, ResultDraft]:
    """Results by fiscal year (B.E.)."""
    return {
        each.fiscal_year: ResultDraft(
            fiscal_year=each.fiscal_year,
            overall=each.overall,
            grade=each.letter,
            level=each.level,
            indicators=dict(each.indicators),
            uncertain=each.uncertain,
            eit1=each.eit1,
            eit2=each.eit2,
        )
        for each in history
    }


def known_measures(measures: Iterable[MeasureFacts]) -> list[MeasureDraft]:
    """The measures of a year in their order."""
    return [
        MeasureDraft(
            fiscal_year=each.fiscal_year,
            number=each.number,
            title=each.title,
            indicator=each.indicator,
            oit_item=each.oit_item,
            question=each.question,
            steps=each.steps,
            departments=each.departments,
            all_departments=each.all_departments,
            period=(each.period_start, each.period_end) if each.period_start or each.period_end else None,
            cadence=each.cadence,
            months=each.months,
            evidence=each.evidence_wanted,
            follow_up=each.follow_up,
        )
        for each in measures
    ]
