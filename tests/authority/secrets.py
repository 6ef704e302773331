"""A town with a canary text in every internal thing, and somebody of every role in every state of a post."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp

from sqlmodel import Session, col, select

from tests.authority import expected
from tests.contracts.clerk import MORNING, Clerk
from tests.town import sampled_database
from tracker.actions.acknowledge import acknowledge
from tracker.actions.attach_evidence import take_evidence
from tracker.actions.invite import Issued, invite_by
from tracker.model import Doubt, IncomingPaper, Measure, Office, Person, Responsibility, Round, Tenure
from tracker.store import Store, acknowledgements, conversation, organisations, people

OFFICE, OTHER = "buengcharoen", "nadun"
WORKS, FINANCE = "กองช่าง", "กองคลัง"
YEAR, UNPUBLISHED = 2567, 2568
NOW = MORNING + timedelta(hours=2)
STATES = {
    "current": ("holder", timedelta(days=-9), None, None),
    "acting": ("acting", timedelta(days=-9), timedelta(days=30), None),
    "not_begun": ("holder", timedelta(days=1), None, None),
    "ended": ("holder", timedelta(days=-9), timedelta(hours=-1), "transferred"),
    "retired": ("holder", timedelta(days=-9), timedelta(hours=-1), "retired"),
}


@dataclass(frozen=True)
class Canary:
    """A text nobody writes by chance, what reads it, and of which department's things it is (None: the office's)."""

    text: str
    office: str
    action: str
    department: str | None = None


CANARIES = (
    Canary("หมายเหตุลับของช่างหนึ่งสองสาม", OFFICE, "read_internal_own_department", WORKS),
    Canary("หมายเหตุลับของคลังหนึ่งสองสาม", OFFICE, "read_internal_own_department", FINANCE),
    Canary("มาตรการยังไม่เผยแพร่ของช่าง", OFFICE, "read_internal_own_department", WORKS),
    Canary("มาตรการยังไม่เผยแพร่ของคลัง", OFFICE, "read_internal_own_department", FINANCE),
    Canary("ภาพลับของช่าง.pdf", OFFICE, "open_evidence", WORKS),
    Canary("ภาพลับของคลัง.pdf", OFFICE, "open_evidence", FINANCE),
    Canary("ข้อสงสัยลับที่มีผู้แจ้ง", OFFICE, "read_doubts"),
    Canary("กระดาษลับที่ส่งเข้ามา", OFFICE, "import"),
    Canary("17 มีนาคม", OFFICE, "read_settings"),
    Canary("9 ม.ค. 2569", OFFICE, "read_people"),
    Canary("หมายเหตุลับของนาดูน", OTHER, "read_internal_own_department", "สำนักปลัด"),
    Canary("ข้อสงสัยลับของนาดูน", OTHER, "read_doubts"),
)


@dataclass(frozen=True)
class Persona:
    """Somebody who tries everything: a role in a state, in a department (None: the whole office)."""

    role: str
    state: str
    department: str | None = None
    office: str = OFFICE

    @property
    def line_id(self) -> str:
        """The LINE id this one speaks under."""
        number = [*expected.ROLES].index(self.role) * 10 + [*expected.STATES].index(self.state)
        return f"U{number:03d}{hash((self.department, self.office)) % 16**28:029x}"

    def may(self, action: str, office: str, department: str | None, chat: str) -> bool:
        """What the written table says of this one."""
        if office != self.office:
            return expected.may("public", action, own=False, chat=chat, state="none")
        own = department is not None and department == self.department
        return expected.may(self.role, action, own=own, chat=chat, state=self.state)


PERSONAS = [
    Persona("public", "none"),
    *(
        Persona(role, state, WORKS if role in ("officer", "head") else None)
        for role in ("officer", "head", "coordinator", "executive")
        for state in STATES
    ),
    Persona("head", "current", FINANCE),
    Persona("coordinator", "current", None, OTHER),
]


@dataclass(frozen=True)
class Things:
    """The numbers of what is there, for buttons to name."""

    office: int
    other: int
    works: int
    receipt: str
    evidence: int
    doubt: int
    paper: int
    tenure: int
    invitation: int
    code: str
    drafts: dict[str, int]
    rounds: dict[str, str]
    """A place as `office:round:department` by department: where a reminder would have its buttons."""
    requests: dict[str, int]
    """What waits for a coordinator's word, by kind."""


@dataclass(frozen=True)
class Secrets:
    """The filled database and what is in it."""

    path: Path
    things: Things

    def copy(self, folder: Path) -> Path:
        """A copy of the database to try everything on."""
        return Path(shutil.copy(self.path, folder / "town.db"))


def filled() -> Secrets:
    """The sample offices with a canary in everything internal. `NOW` is after all of it."""
    path = Path(mkdtemp(prefix="prongsai-")) / "secret.db"
    shutil.copy(sampled_database(), path)
    store = Store(f"sqlite:///{path}")
    head, finance = Clerk(store, OFFICE, WORKS, "head"), Clerk(store, OFFICE, FINANCE, "head")
    boss, agreeing = Clerk(store, OFFICE, role="coordinator"), Clerk(store, OFFICE, role="executive")
    elsewhere = Clerk(store, OTHER, "สำนักปลัด", "head", year=2565)
    receipt = head.report(2, 37, note=CANARIES[0].text).receipt
    finance.report(finance_measure(finance), 43, note=CANARIES[1].text)
    elsewhere.report(1, 41, note=CANARIES[10].text)
    with store.begin() as tx:
        evidence = _evidence(tx, head, CANARIES[4].text)
        _evidence(tx, finance, CANARIES[5].text)
        _year_to_come(tx, boss.office_id, head, finance)
        doubt = _doubt(tx, boss.office_id, boss.person_id, CANARIES[6].text)
        _doubt(tx, elsewhere.office_id, boss.person_id, CANARIES[11].text)
        paper = IncomingPaper(
            office_id=boss.office_id, person_id=boss.person_id, file_name=f"{CANARIES[7].text}.docx",
            next_at=NOW, received_at=NOW,
        )  # fmt: skip
        tx.add(paper)
        office = tx.get_one(Office, boss.office_id)
        office.due_6m_day, office.due_6m_month = 17, 3
        tenure = tx.exec(select(Tenure).where(Tenure.person_id == finance.person_id)).one()
        tenure.valid_from = datetime(2026, 1, 9, 3, tzinfo=UTC)
        issued = _invited(tx, boss)
        for persona in PERSONAS:
            _seated(tx, persona)
    proposal = head.propose(2, 55)
    with store.begin() as tx:
        drafts = {
            kind: conversation.keep_draft(tx, person, boss.office_id, kind, content, NOW, None).id
            for kind, person, content in (
                ("progress", head.person_id, {"proposal": proposal.as_json()}),
                ("change", boss.person_id, {"what": "publish", "fiscal_year": YEAR}),
                (
                    "post",
                    boss.person_id,
                    {"do": "end", "tenure_id": tenure.id, "ending": "ended", "on": None},
                ),
                ("doubt", boss.person_id, {"about": f"score:{2566}", "words": CANARIES[6].text}),
                (
                    "enrol",
                    agreeing.person_id,
                    {"invitation_id": issued.invitation_id, "office_id": boss.office_id},
                ),
            )
        }
    with store.begin() as tx:
        rounds = {
            clerk.department.name: _round_of(tx, clerk) for clerk in (head, finance) if clerk.department
        }
        requests = {
            kind: _asked_for(tx, clerk, rounds[name], kind)
            for kind, clerk, name in (("not_ours", head, WORKS), ("postpone", finance, FINANCE))
        }
    assert head.department is not None
    things = Things(
        boss.office_id, elsewhere.office_id, head.department.id, receipt, evidence, doubt, paper.id,
        tenure.id, issued.invitation_id, issued.code, drafts, rounds, requests,
    )  # fmt: skip
    store.close()
    return Secrets(path, things)


def _round_of(tx: Session, clerk: Clerk) -> str:
    """A round the clerk's department owes something in, as a button names it."""
    assert clerk.department is not None
    query = select(Round).where(Round.office_id == clerk.office_id, col(Round.closed_at).is_(None))
    for found in tx.exec(query.order_by(col(Round.id))).all():
        place = clerk.office_id, found.id, clerk.department.id
        if acknowledgements.is_due(tx, place):
            return ":".join(map(str, place))
    raise AssertionError(f"{clerk.department.name} owes nothing in any round")


def _asked_for(tx: Session, clerk: Clerk, place: str, kind: str) -> int:
    """A request that waits for a coordinator."""
    office, its_round, department = map(int, place.split(":"))
    today = NOW.date()
    row, _, _ = acknowledge(
        tx, clerk.authority(tx), (office, its_round, department), kind, clerk.now, today,
        lambda _row, _found: [{"type": "text", "text": "มีคำขอ"}], reason="รอผลตรวจรับงาน",
        until=today + timedelta(days=7) if kind == "postpone" else None,
    )  # fmt: skip
    return row.id


def finance_measure(finance: Clerk) -> int:
    """A measure that the finance department carries and the works department does not, where there is one."""
    carried = [m for m in finance.facts().measures if FINANCE in m.departments]
    return min(carried, key=lambda m: (WORKS in m.departments, m.number)).number


def _evidence(tx: Session, clerk: Clerk, name: str) -> int:
    from tracker.store import progress

    entry = progress.last_entry_of_person(tx, clerk.person_id)
    row = take_evidence(
        tx, clerk.authority(tx), clerk.office_id, entry, clerk.now, kind="file", file_name=name, size=9,
        line_message_id=f"{clerk.person_id}",
    )  # fmt: skip
    row.state = "stored"
    return row.id


def _year_to_come(tx: Session, office_id: int, head: Clerk, finance: Clerk) -> None:
    """Measures of a year nobody has published."""
    like = tx.exec(select(Measure).where(Measure.office_id == office_id)).first()
    assert like is not None
    for number, clerk, canary in ((1, head, CANARIES[2]), (2, finance, CANARIES[3])):
        assert clerk.department is not None
        measure = Measure(
            office_id=office_id,
            fiscal_year=UNPUBLISHED,
            number=number,
            title=canary.text,
            source_id=like.source_id,
        )
        tx.add(measure)
        tx.flush()
        carried = Responsibility(
            office_id=office_id, measure_id=measure.id, department_id=clerk.department.id
        )
        tx.add(carried)


def _doubt(tx: Session, office_id: int, person_id: int, words: str) -> int:
    row = Doubt(
        office_id=office_id,
        person_id=person_id,
        fiscal_year=2566,
        about="ผลคะแนน ITA ปี 2566",
        words=words,
        told_at=NOW,
    )
    tx.add(row)
    tx.flush()
    return row.id


def _invited(tx: Session, boss: Clerk) -> Issued:
    return invite_by(tx, boss.authority(tx), boss.office_id, "executive", None, boss.now)


def _seated(tx: Session, persona: Persona) -> None:
    person: Person = people.ensure_person(tx, persona.line_id, MORNING)
    if persona.state == "none":
        return
    office = organisations.office_by_slug(tx, persona.office)
    department = (
        organisations.department_by_name(tx, office, persona.department) if persona.department else None
    )
    post = people.post_for(tx, office.id, persona.role, department.id if department else None)
    kind, since, until, ended_as = STATES[persona.state]
    tx.add(
        Tenure(
            office_id=office.id, post_id=post.id, person_id=person.id, kind=kind, valid_from=NOW + since,
            valid_to=NOW + until if until is not None else None, ended_as=ended_as,
        )
    )  # fmt: skip
