"""Everybody tries everything: each role, each state of a post, each kind of chat, each intent, each button real and
forged, through the desk the webhook uses. Nobody may read a canary or leave a write the written table does not give.

What is asked in groups comes first: a coordinator's own writes in private may publish what was internal.
"""

import ast
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select as select_rows
from sqlmodel import SQLModel, col, select

from bot.app import create_app
from bot.desk import Desk
from bot.intents import INTENTS
from bot.line.events import Said
from bot.pages.downloads import links_for
from bot.reception import BUTTONS
from bot.settings import WebSettings
from sandbox.people import actions
from tests.authority.expected import EXPECTED, ROLES, STATES
from tests.authority.secrets import CANARIES, NOW, PERSONAS, Persona, Secrets, Things, filled
from tests.contracts.clerk import BANGKOK
from tracker.files import open_files
from tracker.model import AuditEntry, Message, Office, SeenEvent
from tracker.settings import TrackerSettings
from tracker.store import Store

CHATS = ("group", "room", "private")
# `python -m tests.authority.leaks` has everybody press everything; otherwise who holds nothing presses a third.
WHOLE = bool(os.environ.get("PRONGSAI_LEAKS_WHOLE"))

ASKED = (
    *(intent.EXAMPLE for intent in INTENTS if getattr(intent, "EXAMPLE", None)),
    "งานของฉัน", "ใครยังไม่ส่ง", "มาตรการของกองช่าง", "มาตรการของกองคลัง", "มาตรการปี 2568", "มาตรการของกองคลัง ปี 2568",
    "รายละเอียดมาตรการ 2 ปี 2567", "รายละเอียดมาตรการ 1 ปี 2568", "รายละเอียดมาตรการ 2 ปี 2568", "มาตรการ 2 ทำแล้ว 60%",
    "มาตรการ 2 ปี 2568 ทำแล้ว 60%", "กองคลัง มาตรการ 2 ทำแล้ว 60%", "ขอรายงานรอบแรก ปี 2567 เป็น csv",
    "ขอรายงานมาตรการ ปี 2568 เป็น csv", "เผยแพร่ปี 2567", "ปิดรอบ 6 เดือน ปี 2567", "ปิดการแจ้งเตือน", "ตั้งค่าการแจ้งเตือน",
    "ข้อมูลที่มีผู้แจ้งว่าผิด", "ใครอยู่ในตำแหน่งอะไรบ้าง", "เชิญหัวหน้ากองช่าง", "เชิญผู้บริหาร", "หัวหน้ากองคลังเกษียณแล้ว",
    "ให้หัวหน้ากองคลังรักษาการหัวหน้ากองช่าง ถึง 31 ม.ค. 2570", "แนบรูปมาตรการ 2", "https://drive.test/x มาตรการ 2",
    "เลิกทำ", "ยืนยัน", "ยกเลิก", "นำเข้าเอกสาร", "เทศบาลตำบลนาดูน มาตรการของสำนักปลัด", "นาดูน ใครยังไม่ส่ง",
    "นาดูน ขอรายงานรอบแรกเป็น csv", "ฉันเป็นใคร", "คำขอที่รอตอบ", "ใครยังไม่เชื่อม LINE",
)  # fmt: skip

LASTLY = ("lesson:start", "office:nadun")


def forged(t: Things) -> list[str]:
    """Buttons with real numbers, shown to somebody else; and every button there is with nonsense."""
    named = [
        *(f"{name}:{t.drafts['progress']}" for name in ("confirm", "amend")), f"round:{t.drafts['progress']}:12m",
        f"change:{t.drafts['change']}", f"seat:{t.drafts['post']}", f"drop:{t.drafts['change']}",
        f"tell:{t.drafts['doubt']}", f"enrol:{t.drafts['enrol']}",
        f"undo:{t.office}:{t.receipt}", f"correct:{t.office}:{t.receipt}", f"settled:{t.office}:{t.doubt}",
        *(f"paper:{what}:{t.office}:{t.paper}" for what in ("yes", "no", "proof")),
        f"paper:read:{t.office}:{t.evidence}", "paper:form", f"proof:{t.evidence}:{t.receipt}",
        f"people:{t.office}:0", f"people:{t.other}:0",
        f"post:{t.office}:head:{t.works}", f"post:{t.other}:coordinator:0",
        f"post_invite:{t.office}:head:{t.works}", f"post_invite:{t.office}:coordinator:0",
        f"post_end:{t.office}:{t.tenure}", f"post_end:{t.office}:{t.tenure}:retired",
        f"post_move:{t.office}:{t.tenure}:officer:{t.works}", f"post_act:{t.office}:head:{t.works}:{t.tenure}:30",
        f"approve:{t.office}:{t.invitation}", f"revoke:{t.office}:{t.invitation}",
        "report:2567:2", "report:2568:1", "report:list:6m:2567", "mine:2567", "mine:2568", "status:done", "percent:80",
        f"why:measure:2567:2:@{t.office}", f"why:measure:2568:1:@{t.office}", f"why:measures:2567:@{t.office}",
        f"wrong:measure:2567:2:@{t.office}", "doubt:plain", "findings:2567", "of:2567:กองช่าง:0", "of:2568:กองคลัง:0",
        "measures:2567:0:-:0", "measures:2568:0:-:0",
        *(f"{what}:{place}" for what in ("seen", "notours", "postpone") for place in t.rounds.values()),
        *(f"decide:{t.office}:{request}:{word}" for request in t.requests.values() for word in ("yes", "no")),
    ]  # fmt: skip
    return [*named, *(f"{name}:1:2:3" for name in BUTTONS if name not in ("lesson", "office"))]


# An audit line of an action and the row of the table that gives the right to it.
RIGHT_OF = {
    "record_progress": "record_progress", "undo_progress": "correct", "take_evidence": "attach_evidence",
    "attach_evidence": "attach_evidence", "publish": "publish", "close_round": "close_round",
    "change_due_date": "change_settings", "switch_reminders": "change_settings", "tell_doubt": "tell_doubt",
    "change_day_off": "change_settings", "review_progress": "review_progress",
    "settle_doubt": "settle_doubt", "invite": "invite", "revoke_invitation": "revoke_invitation",
    "approve_invitation": "approve_executive", "appoint_acting": "appoint_acting", "end_post": "end_post",
    "transfer": "transfer", "receive_paper": "import", "import": "import", "drop_paper": "import",
    "forget_evidence": "import", "receive": "import", "confirm_paper": "import", "paper_as_evidence": "import",
    "lesson": "take_lesson", "enrol": "enrol", "export": "export_own_department",
    "change_addresses": "change_settings", "write_thai_digits": "change_settings", "set_layout": "change_settings",
    "open_picture": "read_internal_office", "open_calendar": "read_internal_own_department",
    "freeze_round": "close_round", "choose_public": "publish", "release_text": "publish",
    "change_thresholds": "change_settings", "acknowledge": "acknowledge", "settle_postponement": "settle_postponement",
    "desk_link": "use_desk", "desk_enter": "use_desk", "desk_leave": "use_desk", "open_evidence": "open_evidence",
    "open_form": "record_progress", "glimpse_evidence": "open_evidence",
    "accept_notice": "enrol", "see_own_data": "see_own_data", "export_own_data": "see_own_data",
    "erase_person": "erase_self", "forget_note": "erase_self", "forget_paper": "erase_self",
    **{f"retry_{what}": "retry_failed" for what in ("event", "message", "evidence")},
    **{f"dismiss_{what}": "dismiss_failed" for what in ("event", "message", "evidence")},
}  # fmt: skip
# Traces of what was refused or could not be used: nobody is given anything by them.
TRACES = {"guessing_stopped", "refused", "old_event", "unparsed_event", "wrong_destination"}
# What may change without being a fact: the conversation, the outbox, what keeps the log together.
NO_FACTS = {
    "seenevent",
    "message",
    "memory",
    "draft",
    "person",
    "auditentry",
    "audithead",
    "invitationguess",
    "drawing",
    "heartbeat",
}


@dataclass
class Visit:
    """One persona at work in a copy of the town."""

    store: Store
    desk: Desk
    app: Any
    persona: Persona
    things: Things
    now: datetime = NOW
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    events: int = 0
    seen: set[str] = field(default_factory=set)
    leaks: list[str] = field(default_factory=list)
    pressed: set[str] = field(default_factory=set)

    def does(self, kind: str, chat: str, **what: Any) -> list[dict[str, Any]]:
        """One event; every message it led to that this persona or this chat gets."""
        self.now += timedelta(seconds=2)
        self.events += 1
        number = next(self.numbers)
        chat_id = self.persona.line_id if chat == "private" else f"C{chat}"
        said = Said(
            f"event-{number}", kind, self.now, chat, chat_id, self.persona.line_id, f"token-{number}",
            f"{number}" if kind != "postback" else None, **what,
        )  # fmt: skip
        self.desk.handle(said, self.now)
        with self.store.read() as tx:
            mine = (self.persona.line_id, chat_id)
            query = select(Message).where(col(Message.recipient).in_(mine), Message.created_at == self.now)
            bodies = [each for row in tx.exec(query).all() for each in row.body]
        self._looked_at(json.dumps(bodies, ensure_ascii=False), chat, what)
        return bodies

    def _looked_at(self, told: str, chat: str, what: Any) -> None:
        for address in re.findall(r"https?://[^\s\"\\]+/[dwe]/[^\s\"\\]+", told):
            with self.app.test_client() as browser:
                found = browser.get(address.partition("//")[2].partition("/")[2].join(("/", "")))
            told += found.get_data().decode("utf-8", "ignore")
        for canary in CANARIES:
            if canary.text in told:
                self.seen.add(canary.text)
                if not self.persona.may(canary.action, canary.office, canary.department, chat):
                    self.leaks.append(f"{chat} {what}: {canary.text}")

    def everything(self, chat: str) -> None:
        """Every word and every button, then every button that was shown in answer."""
        shown: list[dict[str, Any]] = []
        if chat == "private":
            shown += self.does("postback", chat, data="office:buengcharoen")
        for words in ASKED:
            shown += self.does("text", chat, text=words, mentioned=True)
        shown += self.does("text", chat, text=self.things.code + "X", mentioned=True)
        for kind in ("photo", "file"):
            shown += self.does(kind, chat, file_name="a.pdf", size=10)
        for data in self._some(forged(self.things), chat):
            shown += self.does("postback", chat, data=data)
        for action in [each for message in shown for each in actions(message)]:
            data = action.get("data")
            shape = re.sub(r"\d{9,}", "#", data or "")
            if (
                data
                and shape not in self.pressed
                and len(self.pressed) < self._presses
                and not data.startswith((*LASTLY, "erase:"))
            ):
                self.pressed.add(shape)
                self.does("postback", chat, data=data)
        if chat == "private":
            for data in LASTLY:
                self.does("postback", chat, data=data)
            self.does("text", chat, text="งานของฉัน")

    @property
    def _thorough(self) -> bool:
        """Whether every button is pressed: always by who holds a right at this moment, and by the public."""
        return WHOLE or self.persona.state in ("current", "none")

    @property
    def _presses(self) -> int:
        return 120 if self._thorough else 30

    def _some(self, buttons: list[str], chat: str) -> list[str]:
        """All, or a third, so chosen that each button meets each role, each state and each chat."""
        if self._thorough:
            return buttons
        turn = ROLES.index(self.persona.role) + STATES.index(self.persona.state) + CHATS.index(chat)
        return buttons[turn % 3 :: 3]

    def facts(self) -> dict[str, set[str]]:
        """Every row that is a fact."""
        with self.store.read() as tx:
            return {
                table.name: {repr(row) for row in tx.execute(select_rows(table))}
                for table in SQLModel.metadata.sorted_tables
                if table.name not in NO_FACTS
            }

    def unlawful(self) -> list[str]:
        """Audit lines of this visit that the written table does not give the persona in a private chat."""
        with self.store.read() as tx:
            slugs = {office.id: office.slug for office in tx.exec(select(Office)).all()}
            lines = tx.exec(select(AuditEntry).where(AuditEntry.at > NOW)).all()
        unknown = {line.action for line in lines} - RIGHT_OF.keys() - TRACES
        assert not unknown, (
            f"which row of the table gives the right to these? add them to RIGHT_OF: {unknown}"
        )
        return [
            f"{line.action} {line.subject}"
            for line in lines
            if line.action not in TRACES
            and not self.persona.may(
                RIGHT_OF[line.action], slugs.get(line.office_id or 0, ""), self.persona.department, "private"
            )
        ]


@pytest.fixture(scope="module")
def secrets() -> Secrets:
    return filled()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """In memory where the machine has such a place: thousands of commits otherwise wait for the disk."""
    memory = Path("/dev/shm")
    if not memory.is_dir():
        yield tmp_path
        return
    with TemporaryDirectory(dir=memory) as name:
        yield Path(name)


def visit(secrets: Secrets, persona: Persona, folder: Path) -> Visit:
    database = f"sqlite:///{secrets.copy(folder)}"
    web = WebSettings(
        line_channel_secret=SecretStr("s"), line_channel_access_token=SecretStr("t"),
        line_api_base="http://127.0.0.1:9", public_url="http://localhost", secret_key=SecretStr("k"), _env_file=None,
    )  # fmt: skip
    facts = TrackerSettings(database_url=database, files_url=f"file:{folder}/files", _env_file=None)
    store = Store(database)
    made = Visit(
        store,
        Desk(store, open_files(facts.files_url), BANGKOK, links_for(web)),
        None,
        persona,
        secrets.things,
    )
    made.app = create_app(web, facts, lambda: made.now)
    return made


TALLY: dict[str, int] = {}
SEEN: set[str] = set()


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda p: f"{p.role}-{p.state}-{p.department or p.office}")
def test_nobody_reads_or_writes_what_the_table_does_not_give(
    secrets: Secrets, persona: Persona, folder: Path
) -> None:
    one = visit(secrets, persona, folder)
    before = one.facts()
    for chat in ("group", "room"):
        one.everything(chat)
    assert one.facts() == before, "something was written in a group"
    assert one.leaks == []
    one.pressed.clear()
    one.everything("private")
    after = one.facts()
    with one.store.read() as tx:
        failed = [row.problem for row in tx.exec(select(SeenEvent).where(SeenEvent.state == "failed")).all()]
    unlawful, leaks = one.unlawful(), one.leaks
    may_write = persona.role in ("officer", "head", "coordinator") and persona.state in ("current", "acting")
    one.store.close()
    one.app.extensions["store"].close()
    TALLY[repr(persona)] = one.events
    SEEN.update(one.seen)
    assert failed == []
    assert leaks == []
    assert unlawful == []
    if not may_write:
        changed = {name for name in before if before[name] != after[name]}
        # Anybody may say that something shown is wrong; an executive may agree to an executive.
        agreed = (
            {"invitation"} if persona.may("approve_executive", persona.office, None, "private") else set()
        )
        assert changed <= {"doubt"} | agreed, changed
    assert one.seen <= {c.text for c in CANARIES if persona.may(c.action, c.office, c.department, "private")}


def test_every_audited_action_has_its_row_of_the_table() -> None:
    named = {
        call.args[2].value
        for part in ("tracker/actions", "bot")
        for path in (Path(__file__).parents[2] / part).rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in ("audit", "_note")
        and len(call.args) > 2
        and isinstance(call.args[2], ast.Constant)
    }
    assert "record_progress" in named
    assert named - RIGHT_OF.keys() - TRACES == set()
    assert {*RIGHT_OF.values()} <= {cell[0] for cell in EXPECTED}


def test_what_is_guarded_was_there_to_be_found() -> None:
    """The canaries sing for who may hear them, so their silence elsewhere means something."""
    if len(TALLY) < len(PERSONAS):
        pytest.skip("only meaningful after all personas")
    # Names of files that are attached or on their way are told nowhere in the chat.
    told_nowhere = {c.text for c in CANARIES if c.action in ("open_evidence", "import")}
    assert {c.text for c in CANARIES} - SEEN <= told_nowhere
    if os.environ.get("TELL"):
        print(sum(TALLY.values()), "events")
