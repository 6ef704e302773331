"""What the hostile tests share: people of a town, raw webhooks, and what was stored of them."""

import json
import time
from collections.abc import Iterable
from typing import Any, TypeVar

import requests
from sqlmodel import SQLModel, func, select

from sandbox.people import Person, next_id, words
from tests.town import Town
from tracker.model import AuditEntry, Message, ProgressEntry, SeenEvent
from tracker.store import Store

Table = TypeVar("Table", bound=SQLModel)
PATIENCE = 30  # seconds for an answer: the first of a process waits for what it has to load
BOT = "U" + "0" * 32
REPORT = "มาตรการ 2 ทำแล้ว 60% ติดป้ายแล้ว"


def enrolled(
    place: Town,
    name: str = "หัวหน้ากองช่าง",
    role: str = "head",
    department: str | None = "กองช่าง",
    office: str = "buengcharoen",
) -> Person:
    """Somebody who holds a post."""
    person = place.line.person(name)
    person.says(place.code(office, role, department))
    assert person.wait(timeout=PATIENCE), "the code was not answered"
    person.press("ยืนยัน")
    assert "ลงทะเบียนเรียบร้อย" in said(person)
    return person


def said(person: Person, more: int = 1) -> str:
    """All words of what arrived since one last looked."""
    return words([each.message for each in person.wait(more, timeout=PATIENCE)])


def told(place: Town, name: str = "ผู้ถาม") -> str:
    """All words a person was ever told; waits until there are some."""
    person = place.line.person(name)
    person.read = 0
    return said(person)


def silence(person: Person) -> bool:
    """Whether nothing arrives."""
    return person.wait(timeout=0.7) == []


def text_event(place: Town, text: str, name: str = "ผู้ถาม", **changed: Any) -> dict[str, Any]:
    """A text event of a person, with a reply token LINE would honour."""
    message = {"type": "text", "id": next_id(), "quoteToken": "q", "text": text}
    return known(place, name, "message", message=message) | changed


def known(place: Town, name: str, kind: str, **parts: Any) -> dict[str, Any]:
    """Any event of a person, its token known to the pretend LINE."""
    person = place.line.person(name)
    made = place.line.wire.event(person.source, kind, **parts)
    if "replyToken" in made:
        place.line.state.tokens[made["replyToken"]] = (person.chat_id, time.time())
    return made


def body_of(*events: Any, destination: str = BOT) -> bytes:
    """A webhook's body as LINE writes it."""
    return json.dumps({"destination": destination, "events": list(events)}, ensure_ascii=False).encode()


def post(place: Town, body: bytes, headers: dict[str, str] | None = None) -> requests.Response:
    """Send bytes, rightly signed unless a signature is among the headers."""
    sent = {"X-Line-Signature": place.line.wire.sign(body), "Content-Type": "application/json"}
    return requests.post(place.url + "/callback", data=body, headers=sent | (headers or {}), timeout=30)


def rows(store: Store, table: type[Table], *where: Any) -> list[Table]:
    """The rows of a table."""
    with store.read() as tx:
        return list(tx.exec(select(table).where(*where)).all())


def counted(store: Store, *tables: type[SQLModel]) -> list[int]:
    """How many rows tables have."""
    with store.read() as tx:
        return [tx.exec(select(func.count()).select_from(table)).one() for table in tables]


def audited(store: Store, action: str) -> list[AuditEntry]:
    """The lines of the audit that tell of an action."""
    return rows(store, AuditEntry, AuditEntry.action == action)


def states(store: Store) -> dict[str, int]:
    """Events taken in, by state."""
    found: dict[str, int] = {}
    for row in rows(store, SeenEvent):
        found[row.state] = found.get(row.state, 0) + 1
    return found


def recorded(store: Store) -> list[ProgressEntry]:
    """What people recorded, oldest first; what came with the sample offices is left out."""
    found = rows(store, ProgressEntry, ProgressEntry.person_id != None)  # noqa: E711
    return sorted(found, key=lambda entry: (entry.recorded_at, entry.id))


def standing(store: Store, number: int = 2, department: str = "กองช่าง", office: str = "buengcharoen") -> Any:
    """How a measure of 2567 stands in a department: status and percent."""
    from tracker.store import facts, organisations

    with store.read() as tx:
        year = facts.year_facts(tx, organisations.office_by_slug(tx, office).id, 2567)
    measure = year.measure(number)
    assert measure is not None
    return next((s.status, s.percent) for s in measure.standings if s.department == department)


def intact(place: Town) -> None:
    """What holds after every hostile input: no event failed, LINE took all we said, no fault of ours was told."""
    until = time.monotonic() + 5
    while rows(place.store, Message, Message.state == "sending") and time.monotonic() < until:
        time.sleep(0.02)  # a reply that has arrived is still being noted as sent
    assert states(place.store).get("failed", 0) == 0
    assert place.line.state.violations == []
    assert not [status for status in place.line.state.webhook_statuses if status >= 500]
    told = [json.dumps(message.body, ensure_ascii=False) for message in rows(place.store, Message)]
    assert not [each for each in told if "Traceback" in each or "Error(" in each]


def one_of(texts: Iterable[str], whole: str) -> bool:
    """Whether any of some words stands in a text."""
    return any(each in whole for each in texts)
