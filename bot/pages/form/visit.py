"""Who opens the form for what: the permission asked anew, and how the measure stands."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.pages.form.link import FormLink
from tracker.actions.authority import Authority, authority_of
from tracker.errors import UnknownMeasure
from tracker.rules import status as status_rules
from tracker.store import organisations, progress
from tracker.store.planned import planned

INSTEAD = "กรุณาให้ส่วนราชการเจ้าของมาตรการหรือผู้ประสาน ITA เป็นผู้รายงาน"


@dataclass(frozen=True)
class Visit:
    """A person who may report, and what on. `rounds`: key and label of those that are open."""

    link: FormLink
    authority: Authority
    office: str
    title: str
    department_id: int
    department: str
    status: str
    percent: int
    rounds: tuple[tuple[str, str], ...]
    today: date
    of_several: bool

    @property
    def state(self) -> str:
        """How the measure stands in the department, in words."""
        return status_rules.in_words(self.status, self.percent)


@dataclass(frozen=True)
class Choice:
    """The departments of a measure a person may report for, where a link does not say for which: id, name, state."""

    link: FormLink
    office: str
    title: str
    departments: tuple[tuple[int, str, str], ...]


def visit(
    tx: Session, link: FormLink, department_id: int | None, now: datetime, zone: ZoneInfo
) -> Visit | Choice:
    """Raises NotAllowed when the person may not report on the measure (any more), UnknownMeasure when a newer paper
    has taken it away."""
    authority = authority_of(tx, link.person_id, now)
    office = organisations.office(tx, link.office_id).name
    plan = planned(tx, link.office_id, link.fiscal_year)
    measure = plan.measures.get(link.number)
    if measure is None:
        authority.permit("record_progress", link.office_id, link.department_id, INSTEAD)
        raise UnknownMeasure(number=link.number, fiscal_year=link.fiscal_year, known="")
    names = {each.id: each.name for each in organisations.departments(tx, link.office_id)}
    wanted = link.department_id if link.department_id is not None else department_id
    carried = progress.carriers(tx, link.office_id, measure.id)
    own = [row for row in carried if authority.may("record_progress", link.office_id, row.department_id)]
    rows = [row for row in own if wanted is None or row.department_id == wanted]
    if not rows:
        authority.permit("record_progress", link.office_id, wanted, INSTEAD)
        raise UnknownMeasure(
            number=link.number, fiscal_year=link.fiscal_year, known="ส่วนราชการนี้ไม่ใช่ผู้รับผิดชอบแล้ว"
        )
    if len(rows) > 1:
        states = ((row, status_rules.in_words(row.status, row.percent)) for row in rows)
        listed = sorted((row.department_id, names[row.department_id], state) for row, state in states)
        return Choice(link, office, measure.title, tuple(listed))
    found = plan.rounds_of(measure.id, rows[0].department_id)
    return Visit(
        link, authority, office, measure.title, rows[0].department_id, names[rows[0].department_id],
        rows[0].status, rows[0].percent, tuple((r.key, r.label) for r in found if r.closed_at is None),
        now.astimezone(zone).date(), of_several=len(own) > 1,
    )  # fmt: skip
