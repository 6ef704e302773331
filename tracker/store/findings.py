"""Writing down what was noticed in papers, and forgetting it with them."""

from sqlalchemy import delete
from sqlmodel import Session, col, select

from tracker.model import Assessment, Finding, IndicatorScore, Measure, PaperReport

FIGURE_CODES = (
    "total-mismatch", "tables-disagree", "grade-mismatch", "trend-wrong", "change-wrong", "rank-as-number",
    "score-impossible",
)  # fmt: skip


def add_finding(tx: Session, finding: Finding) -> None:
    """Keep something a careful reader noticed."""
    tx.add(finding)


def drop_findings_of(tx: Session, office_id: int, source_id: int) -> None:
    """Forget what was noticed in a paper, before it is taken in again."""
    tx.execute(
        delete(Finding).where(col(Finding.office_id) == office_id, col(Finding.source_id) == source_id)
    )


def drop_stale_findings(tx: Session, office_id: int) -> None:
    """Forget the findings of papers that no figure comes from any more: newer papers took their place."""
    tx.flush()
    used: set[int | None] = set()
    for table in (Assessment, IndicatorScore, Measure, PaperReport):
        used |= set(tx.exec(select(table.source_id).where(table.office_id == office_id).distinct()).all())
    for row in tx.exec(select(Finding).where(Finding.office_id == office_id)).all():
        if row.source_id not in used:
            tx.delete(row)


def drop_findings_of_figures(tx: Session, office_id: int, fiscal_year: int) -> None:
    """Forget what was noticed about the figures of a year that a newer paper gives."""
    mine = (col(Finding.office_id) == office_id, col(Finding.fiscal_year) == fiscal_year)
    tx.execute(delete(Finding).where(*mine, col(Finding.code).in_(FIGURE_CODES)))
