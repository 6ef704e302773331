"""The first page of the desk: what waits for who looks, the rounds at a glance, and the way to everything else."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from bot.pages.desk.board import Board
from bot.pages.desk.failures import FAILURES
from bot.pages.desk.office import requests, unreachable
from bot.pages.desk.people import PEOPLE, invitations
from bot.pages.desk.publicity import PUBLICITY, held
from bot.pages.desk.reports import boards_of
from bot.pages.desk.sections import Asked, Section
from bot.pages.desk.service import LOOK, service
from tracker.model import Office

# What is done on the first page itself, and what on a page of its own.
TODAY = (requests, *FAILURES)
SHEETS = {
    "people": ("คนและรหัสเชิญ", (unreachable, *PEOPLE)),
    "public": ("สิ่งที่เผยแพร่", PUBLICITY),
    "service": ("ระบบ", (service,)),
}
ON_TODAY = {
    "requests": "คำขอของส่วนราชการรอท่านตอบ",
    "events": "ข้อความที่ระบบอ่านแล้วขัดข้อง",
    "messages": "ข้อความที่ส่งไม่ถึง",
    "evidence": "หลักฐานที่รับไฟล์ไม่ได้",
}
LEAD, AT_A_GLANCE = 4, 4
"""So many departments of a round are named, who owe most; so many rounds, what is due first."""
COUNTED = 20
"""So many offices are looked through at one look: each takes some 30 ms a year of measures, and the operator of a
hundred would wait for seconds. Where there are more, the page says that one has to be chosen."""


@dataclass(frozen=True)
class Matter:
    """Something that waits: how many, in words, and where it is done. `office` is named where several are in view."""

    count: int
    words: str
    address: str
    office: str = ""


@dataclass(frozen=True)
class Today:
    """The first page: what waits, the rounds that are due first, how many more there are, the sections with something
    to do, and what is said of the others. Not `counted`: the offices are too many to look through each one's reports
    and texts, and nobody may say that none waits."""

    matters: tuple[Matter, ...]
    counted: bool
    boards: tuple[Board, ...]
    more: int
    busy: tuple[Section, ...]
    quiet: tuple[Section, ...]


def today(tx: Session, asked: Asked) -> Today:
    """What waits for who looks, as far as they may see it."""
    sections = [section(tx, asked) for section in TODAY]
    counted = len(asked.offices) <= COUNTED
    each = [_about(asked, office) for office in asked.offices] if counted else []
    of_each = [(one, boards_of(tx, one)) for one in each]
    in_view = [board for _, found in of_each for board in found] if asked.office else []
    boards = sorted(in_view, key=lambda board: (board.done == board.wanted, board.days))
    theirs = [
        matter for one, found in of_each for matter in _of_office(tx, one, found, named=asked.office is None)
    ]
    return Today(
        (*_here(sections), *theirs, *_of_all(tx, asked)),
        counted,
        tuple(boards[:AT_A_GLANCE]),
        max(0, len(boards) - AT_A_GLANCE),
        tuple(part for part in sections if part.rows),
        tuple(part for part in sections if not part.rows),
    )


def sections_of(tx: Session, asked: Asked, sheet: str) -> list[Section]:
    """The sections of a page of its own, a key of SHEETS."""
    return [section(tx, asked) for section in SHEETS[sheet][1]]


def _about(asked: Asked, office: Office) -> Asked:
    return replace(asked, scope=frozenset((office.id,)), offices=(office,), office=office)


def _here(sections: Sequence[Section]) -> list[Matter]:
    """What waits on the page itself; what the viewer can do nothing about waits for somebody else."""
    theirs = (part for part in sections if any(row.deeds for row in part.rows))
    return [Matter(part.total, ON_TODAY[part.key], f"#{part.key}") for part in theirs]


def _of_office(tx: Session, asked: Asked, boards: Sequence[Board], *, named: bool) -> list[Matter]:
    """What waits of the office in view, on pages that show one office's things alone."""
    office = asked.office
    assert office is not None
    late = Counter(
        mark.state for board in boards if board.overdue for line in board.lines for mark in line.marks
    )
    judges = asked.viewer.may("review_progress", office.id)
    unread = sum(board.unread for board in boards) if judges else 0
    rounds, public = (f"/desk/{page}?office={office.slug}" for page in ("rounds", "public"))
    name = office.name if named else ""
    matters = (
        Matter(late["owed"], "รายงานที่เลยกำหนดและยังไม่ส่ง", rounds, name),
        Matter(late["returned"], "รายงานที่ส่งกลับไปแล้ว เลยกำหนดและยังไม่ได้แก้", rounds, name),
        Matter(unread, "รายงานที่ส่งแล้ว รอท่านตรวจ", rounds, name),
        Matter(held(tx, asked).total, "ข้อความที่กันไว้ก่อนเผยแพร่", f"{public}#held", name),
    )
    return [each for each in matters if each.count]


def _of_all(tx: Session, asked: Asked) -> list[Matter]:
    """What waits on pages that show every office looked at."""
    of = f"?office={asked.office.slug}" if asked.office is not None else ""
    approvals = [
        row
        for row in invitations(tx, asked).rows
        if any(deed.name == "approve_invitation" for deed in row.deeds)
    ]
    figures = [row for row in service(tx, asked).rows if row.state == LOOK]
    matters = (
        Matter(len(approvals), "รหัสเชิญรอท่านอนุมัติ", f"/desk/people{of}#invitations"),
        Matter(
            unreachable(tx, asked).total, "ตำแหน่งหรือส่วนราชการที่การเตือนไปไม่ถึง", f"/desk/people{of}#unreachable"
        ),
        Matter(len(figures), "เรื่องของระบบที่ต้องดู", f"/desk/service{of}"),
    )
    return [each for each in matters if each.count]
