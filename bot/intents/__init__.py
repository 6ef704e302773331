"""What people ask and tell, one file each.

INTENTS is the table of contents; of two that fit alike the earlier one counts.
"""

from types import ModuleType

from bot.intents import (
    deadline_query,
    evidence_attach,
    gap_to_target,
    grade,
    help,
    measure_detail,
    measures_by_department,
    measures_list,
    measures_overdue,
    out_of_scope,
    progress_report,
    rank_indicators,
    register,
    remind_settings,
    report_export,
    score_compare_years,
    score_indicator,
    score_instrument,
    score_overall,
    smalltalk,
    strengths,
    weaknesses,
    what_if,
)

INTENTS: tuple[ModuleType, ...] = (
    score_overall,
    grade,
    score_indicator,
    score_instrument,
    score_compare_years,
    strengths,
    weaknesses,
    rank_indicators,
    gap_to_target,
    what_if,
    measures_list,
    measure_detail,
    measures_by_department,
    measures_overdue,
    progress_report,
    evidence_attach,
    deadline_query,
    report_export,
    remind_settings,
    register,
    help,
    smalltalk,
    out_of_scope,
)
