"""The audit log as chains of hashes, one an office, so that a line that was changed, removed or moved is found.

Each line is sealed once, at the end of the transaction that wrote it: it gets its number in the chain and
SHA-256(hash before + canonical JSON of its fields). The heads are locked last, in order, and only for the commit, so
writers wait for each other for as long as a commit takes and can never wait in a circle.

The chain proves that nobody changed a line in between without changing all that came after; who can write to the
database as its owner could forge a whole chain. So `audit verify` prints the newest hash of each: noted down elsewhere
now and then, it proves all lines up to it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import sqlalchemy
from sqlalchemy import bindparam, event, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from tracker.model import AuditEntry, AuditHead
from tracker.model.columns import new_id
from tracker.store.plain import ask, columns, flush, table, tell
from tracker.store.ready import Ready

NO_OFFICE = 0
BEFORE_THE_FIRST = "0" * 64
_MARK = "audit lines to seal"


@event.listens_for(AuditEntry, "before_insert")
def _mark(_mapper: Any, _connection: Any, entry: AuditEntry) -> None:
    """Whoever adds a line, by whatever way, has it sealed."""
    session = Session.object_session(entry)
    if session is not None:
        session.info[_MARK] = True


def note(tx: Session, line: Mapping[str, Any]) -> None:
    """Leave a line, given office_id, at, person_id, post_id, action, subject and detail."""
    tell(tx, _NOTE, {"id": new_id(), **line})
    tx.info[_MARK] = True


def seal(tx: Session) -> None:
    """Seal the lines this transaction wrote. Called once, right before its commit."""
    flush(tx)
    if not tx.info.pop(_MARK, False):
        return
    # Lines of others are sealed before they can be seen, so what is not sealed is this transaction's own. Read back
    # as the database keeps them: that is what will be verified.
    entries = ask(tx, _UNSEALED)
    heads = {chain: _head(tx, chain) for chain in sorted({entry.office_id or NO_OFFICE for entry in entries})}
    for entry in entries:
        chain = entry.office_id or NO_OFFICE
        number, before = heads[chain]
        sealed = line_hash(before, fields_of(entry, chain, number + 1))
        place = {"its_chain": chain, "its_number": number + 1, "its_hash": sealed}
        tell(tx, _SEAL, {"line": entry.id, **place})
        heads[chain] = number + 1, sealed
    for chain, (number, newest) in heads.items():
        tell(tx, _MOVE_ON, {"which": chain, "its_number": number, "its_hash": newest})


def _head(tx: Session, chain: int) -> tuple[int, str]:
    """The number and hash of a chain's newest line, locked until the commit; a new chain begins at nought."""
    found = ask(tx, _HEAD, {"which": chain})
    if not found:
        tell(tx, _BEGIN, {"chain": chain, "number": 0, "hash": BEFORE_THE_FIRST})
        found = ask(tx, _HEAD, {"which": chain})
    ((number, newest),) = found
    return number, newest


def _begin(dialect: str) -> Any:
    upsert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return upsert(table(AuditHead)).on_conflict_do_nothing()


_NOTE = Ready(
    sqlalchemy.insert(table(AuditEntry)),
    ("id", "office_id", "at", "person_id", "post_id", "action", "subject", "detail"),
)
_UNSEALED = Ready(
    sqlalchemy.select(*columns(AuditEntry))
    .where(col(AuditEntry.chain).is_(None))
    .order_by(col(AuditEntry.id))
)
_BEGIN = Ready(_begin, ("chain", "number", "hash"))
_HEAD = Ready(
    sqlalchemy.select(col(AuditHead.number), col(AuditHead.hash))
    .where(col(AuditHead.chain) == bindparam("which"))
    .with_for_update()
)
_SEAL = Ready(
    update(table(AuditEntry))
    .where(col(AuditEntry.id) == bindparam("line"))
    .values(chain=bindparam("its_chain"), number=bindparam("its_number"), hash=bindparam("its_hash"))
)
_MOVE_ON = Ready(
    update(table(AuditHead))
    .where(col(AuditHead.chain) == bindparam("which"))
    .values(number=bindparam("its_number"), hash=bindparam("its_hash"))
)


def fields_of(entry: Any, chain: int | None = None, number: int | None = None) -> dict[str, Any]:
    """What of a line is sealed, as JSON values; with its place in the chain where it has none yet."""
    return {
        "id": entry.id,
        "office": entry.office_id,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "person": entry.person_id,
        "post": entry.post_id,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
        "chain": entry.chain if chain is None else chain,
        "number": entry.number if number is None else number,
    }


def line_hash(before: str, fields: dict[str, Any]) -> str:
    """SHA-256 of the hash before and the canonical JSON of a line: keys in order, no spaces, UTF-8."""
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256((before + text).encode()).hexdigest()


@dataclass(frozen=True)
class Chain:
    """A chain as it was verified. `broken`: what is wrong with its first wrong line, or None."""

    chain: int
    lines: int
    head: str
    broken: str | None = None


def verify(tx: Session) -> list[Chain]:
    """Every chain from its first line to its head, in order. Reads all lines, a few at a time."""
    heads = {head.chain: head for head in tx.exec(select(AuditHead)).all()}
    query = select(AuditEntry).order_by(col(AuditEntry.chain), col(AuditEntry.number), col(AuditEntry.id))
    found: dict[int, Chain] = {}
    for entry in tx.exec(query.execution_options(yield_per=500)):
        key = entry.chain if entry.chain is not None else (entry.office_id or NO_OFFICE)
        before = found.get(key, Chain(key, 0, BEFORE_THE_FIRST))
        if before.broken is None:
            found[key] = _next(before, entry)
    return [_ended(found.get(key), heads.get(key), key) for key in sorted({*found, *heads})]


def _next(before: Chain, entry: AuditEntry) -> Chain:
    where = f"line {entry.number} (id {entry.id}, {entry.action} at {entry.at:%Y-%m-%d %H:%M:%S}Z)"
    if entry.number is None or entry.hash is None:
        return Chain(before.chain, before.lines, before.head, f"{where} was never sealed")
    if entry.number != before.lines + 1:
        missing = f"line {before.lines + 1} is missing: line {before.lines} is followed by {where}"
        return Chain(before.chain, before.lines, before.head, missing)
    if entry.hash != line_hash(before.head, fields_of(entry)):
        return Chain(before.chain, before.lines, before.head, f"{where} is not what was sealed")
    return Chain(before.chain, entry.number, entry.hash)


def _ended(chain: Chain | None, head: AuditHead | None, key: int) -> Chain:
    chain = chain or Chain(key, 0, BEFORE_THE_FIRST)
    if chain.broken is None and head is None:
        return Chain(key, chain.lines, chain.head, "the head of the chain is missing")
    if chain.broken is None and head is not None and (head.number, head.hash) != (chain.lines, chain.head):
        missing = f"line {chain.lines + 1} is missing: the chain once had {head.number} lines"
        return Chain(key, chain.lines, chain.head, missing)
    return chain


def lines(tx: Session, office_id: int | None, limit: int) -> Iterator[AuditEntry]:
    """The newest lines of an office (None: of no office), newest first."""
    query = select(AuditEntry).where(col(AuditEntry.office_id).is_not_distinct_from(office_id))
    yield from tx.exec(query.order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc()).limit(limit))
