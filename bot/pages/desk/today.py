"""The first page of the desk: what waits for who looks, the rounds at a glance, and the way to everything else."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from bot.pages.desk.board import Board
from bot.pages.desk.failures import FAILURES
from bot.pages.desk.office import requests, unreachable
from bot.pages.desk.people import PEOPLE, invitations
from bot.pages.desk.publicity import PUBLICITY, held
from bot.pages.desk.reports import boards_of
from bot.pages.desk.sections import Asked, Section
from bot.pages.desk.service import LOOK, service

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


@dataclass(frozen=True)
class Matter:
    """Something that waits: how many, in words, and where it is done."""

    count: int
    words: str
    address: str


@dataclass(frozen=True)
class Today:
    """The first page: what waits, the rounds that are due first, how many more there are, the sections with something
    to do, and what is said of the others."""

    matters: tuple[Matter, ...]
    boards: tuple[Board, ...]
    more: int
    busy: tuple[Section, ...]
    quiet: tuple[Section, ...]


def today(tx: Session, asked: Asked) -> Today:
    """What waits for who looks, as far as they may see it."""
    sections = [section(tx, asked) for section in TODAY]
    boards = sorted(boards_of(tx, asked), key=lambda each: (each.done == each.wanted, each.days))
    return Today(
        (*_here(sections), *_elsewhere(tx, asked, boards)),
        tuple(boards[:AT_A_GLANCE]),
        max(0, len(boards) - AT_A_GLANCE),
        tuple(part for part in sections if part.rows),
        tuple(part for part in sections if not part.rows),
    )


def sections_of(tx: Session, asked: Asked, sheet: str) -> list[Section]:
    """The sections of a page of its own, a key of SHEETS."""
    return [section(tx, asked) for section in SHEETS[sheet][1]]


def _here(sections: Sequence[Section]) -> list[Matter]:
    return [Matter(part.total, ON_TODAY[part.key], f"#{part.key}") for part in sections if part.total]


def _elsewhere(tx: Session, asked: Asked, boards: Sequence[Board]) -> list[Matter]:
    of = f"?office={asked.office.slug}" if asked.office is not None else ""
    approvals = [
        row
        for row in invitations(tx, asked).rows
        if any(deed.name == "approve_invitation" for deed in row.deeds)
    ]
    figures = [row for row in service(tx, asked).rows if row.state == LOOK]
    late = sum(board.wanted - board.done for board in boards if board.overdue)
    matters = (
        Matter(late, "รายงานที่เลยกำหนดและยังไม่ส่ง", f"/desk/rounds{of}"),
        Matter(sum(board.unread for board in boards), "รายงานที่ส่งแล้ว รอท่านตรวจ", f"/desk/rounds{of}"),
        Matter(len(approvals), "รหัสเชิญรอท่านอนุมัติ", f"/desk/people{of}#invitations"),
        Matter(held(tx, asked).total, "ข้อความที่กันไว้ก่อนเผยแพร่", f"/desk/public{of}#held"),
        Matter(
            unreachable(tx, asked).total, "ตำแหน่งหรือส่วนราชการที่การเตือนไปไม่ถึง", f"/desk/people{of}#unreachable"
        ),
        Matter(len(figures), "เรื่องของระบบที่ต้องดู", f"/desk/service{of}"),
    )
    return [each for each in matters if each.count]
