"""Tables that only list the measures told elsewhere: number, title, and the indicator each is for."""

import re
from dataclasses import replace

from tracker.documents.extract.columns import role_of
from tracker.documents.extract.entries import Section
from tracker.documents.extract.items import marker_of
from tracker.documents.extract.measures import title_of
from tracker.documents.extract.subjects import indicator_of
from tracker.documents.paper import Paper, Row, Table
from tracker.documents.script import compact

_BESIDE = {"number", "measure", "indicator", "budget", None}
_FEWEST = 2
_FOR = re.compile(r"ตัวชี้วัด|ITA", re.I)


def with_listed_subjects(sections: list[Section], paper: Paper) -> list[Section]:
    """The sections with what a list of the same titles says they are for, where nothing over an entry says it. Such a
    list makes no measure of its own."""
    listed = _subjects(paper)
    return [
        replace(
            section,
            entries=[
                replace(each, subject=each.subject or listed.get(compact(title_of(each)[1]), ""))
                for each in section.entries
            ],
        )
        for section in sections
    ]


def _subjects(paper: Paper) -> dict[str, str]:
    """Title (compact) → the indicator it is listed for; a title listed for two is left out."""
    found: dict[str, set[str]] = {}
    for block in paper.blocks:
        if isinstance(block, Table) and len(block.rows) > _FEWEST:
            for title, subject in _listed(block):
                found.setdefault(compact(title), set()).add(subject)
    return {title: said.pop() for title, said in found.items() if len(said) == 1}


def _listed(table: Table) -> list[tuple[str, str]]:
    at = _columns(table.rows[0])
    if at is None:
        return []
    title_at, subject_at = at
    rows = [row.texts for row in table.rows[1:] if len(row.cells) > max(at)]
    said = [(row[title_at][len(marker_of(row[title_at])) :], row[subject_at]) for row in rows]
    return [(title, subject) for title, subject in said if title and indicator_of(subject, leading=True)]


def _columns(head: Row) -> tuple[int, int] | None:
    """The columns of titles and of indicators; None where the table has other columns than a list's, or several."""
    roles = [role_of(text) for text in head.texts]
    if roles.count("measure") != 1 or roles.count("indicator") != 1 or not set(roles) <= _BESIDE:
        return None
    at = roles.index("indicator")
    return (roles.index("measure"), at) if _FOR.search(head.texts[at]) else None
