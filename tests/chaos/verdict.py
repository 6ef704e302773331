"""What a run came to, counted from the database and from what LINE took: lost, twice, dead, stuck, in the logs."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from tests.chaos.line import Delivered, Line
from tests.chaos.people import Intention, Someone
from tracker.model import Draft, Message, Notice, Person, ProgressEntry, Responsibility, SeenEvent
from tracker.store import Store, audit

TOO_LATE = "the answer came too late for its token"


@dataclass
class Count:
    """How often what should be once was never, or more than once."""

    lost: int = 0
    twice: int = 0

    def of(self, times: Iterable[int]) -> "Count":
        """Count how often each happened."""
        for each in times:
            self.lost += each == 0
            self.twice += each > 1
        return self


@dataclass
class Verdict:
    """Every figure that has to be nought, by what it is about."""

    events: Count = field(default_factory=Count)
    answers: Count = field(default_factory=Count)
    cards: Count = field(default_factory=Count)
    updates: Count = field(default_factory=Count)
    receipts: Count = field(default_factory=Count)
    reminders: Count = field(default_factory=Count)
    wrong_totals: int = 0
    failed_events: int = 0
    dead: int = 0
    stuck: int = 0
    in_logs: int = 0

    def nought(self) -> bool:
        """Whether nothing at all is wrong."""
        figures = asdict(self)
        return not any(any(each.values()) if isinstance(each, dict) else each for each in figures.values())


def judge(
    store: Store,
    people: list[Someone],
    reminded: list[str],
    acknowledged: Mapping[str, bool],
    taken: list[Delivered],
) -> Verdict:
    """Look at everything once the run is over. `acknowledged` are the ids of the events answered with 2xx, and whether
    an answer went out with the event's reply token."""
    found = Verdict()
    wishes = [each for someone in people for each in someone.plan if isinstance(each, Intention)]
    with store.read() as tx:
        _events(tx, acknowledged, found)
        _answers(tx, acknowledged, found)
        _cards(tx, [wish for wish in wishes if wish.texts], found)
        _updates(tx, wishes, acknowledged, found)
        _receipts(tx, taken, found)
        _outbox(tx, found)
    pushed = Counter(each.to for each in taken)
    found.reminders.of(pushed[user_id] for user_id in reminded)
    return found


def _events(tx: Session, acknowledged: Collection[str], found: Verdict) -> None:
    """What was answered with 2xx was taken in; the key of the table sees to it that no event is there twice."""
    seen = {row.event_id: row.state for row in tx.exec(select(SeenEvent)).all()}
    found.events.of(int(event_id in seen) for event_id in acknowledged)
    found.failed_events = sum(state != "done" for state in seen.values())


def _answers(tx: Session, acknowledged: Mapping[str, bool], found: Verdict) -> None:
    """Everything anybody writes here is answered: what counts as said was taken by LINE, and nothing is dropped but an
    answer whose token had died, which is counted apart. Receipts and what went as a push are counted elsewhere."""
    promised = {row.key: row for row in tx.exec(select(Message)).all()}
    for event_id, was_taken in acknowledged.items():
        row = promised.get(f"reply:{event_id}")
        if row is None or row.state == "dropped" and row.problem != TOO_LATE:
            found.answers.lost += not was_taken
        elif row.state == "sent" and row.channel == "reply":
            found.answers.lost += not was_taken


def answers_too_late(store: Store) -> int:
    """How many answers to questions were dropped because their reply token had died: allowed, and told."""
    with store.read() as tx:
        late = select(Message.id).where(Message.state == "dropped", Message.problem == TOO_LATE)
        return len(tx.exec(late).all())


def broken_chains(store: Store) -> list[str]:
    """What `audit verify` finds wrong."""
    with store.read() as tx:
        return [chain.broken for chain in audit.verify(tx) if chain.broken]


def _cards(tx: Session, wishes: list[Intention], found: Verdict) -> None:
    """Every report that was written made one draft; a draft that took another's place is none of its own."""
    drafts = [row for row in tx.exec(select(Draft)).all() if row.kind == "progress"]
    newer = {row.content["newer"] for row in drafts if "newer" in row.content}
    made = Counter(row.line_message_id for row in drafts if row.id not in newer)
    found.cards.of(made[text] for wish in wishes for text in wish.texts)


def _updates(tx: Session, wishes: list[Intention], acknowledged: Collection[str], found: Verdict) -> None:
    """Every wish is one entry, every press of a card of one's own is the entry of that card, every lane adds up."""
    entries = list(tx.exec(select(ProgressEntry)).all())
    by_mark: dict[str, list[ProgressEntry]] = defaultdict(list)
    for entry in entries:
        by_mark[entry.note[-6:]].append(entry)
    found.updates.of(len(by_mark[wish.mark]) for wish in wishes)
    by_draft = Counter(entry.draft_id for entry in entries)
    presses = [(event, draft) for wish in wishes if wish.alone for event, draft in wish.presses]
    found.updates.of(by_draft[draft] for event, draft in presses if event in acknowledged)
    lanes: dict[tuple[int, int, int], list[ProgressEntry]] = defaultdict(list)
    for entry in entries:
        lanes[entry.office_id, entry.measure_id, entry.department_id].append(entry)
    for row in tx.exec(select(Responsibility)).all():
        lane = lanes[row.office_id, row.measure_id, row.department_id]
        last = max(lane, key=lambda entry: entry.receipt, default=None)
        found.wrong_totals += row.version != len(lane)
        found.wrong_totals += last is not None and (row.entry_id, row.percent) != (last.id, last.percent)
    wanted = sum(wish.percent for wish in wishes)
    found.wrong_totals += sum(entry.percent for entry in entries) != wanted


def _receipts(tx: Session, taken: list[Delivered], found: Verdict) -> None:
    """Every entry's receipt reached the one who recorded it, once, by reply or by push."""
    users = {row.id: row.line_user_id for row in tx.exec(select(Person)).all()}
    told: Counter[tuple[str, str]] = Counter()
    for each in taken:
        for message in each.messages:
            if str(message.get("altText", "")).startswith("บันทึกแล้ว เลขที่ "):
                told[each.to, message["altText"].split()[2]] += 1
    entries = tx.exec(select(ProgressEntry)).all()
    found.receipts.of(told[users[entry.person_id or 0], entry.receipt] for entry in entries)


def told_twice(store: Store, taken: list[Delivered]) -> list[str]:
    """How receipts that came twice went out, for whoever looks into a run that failed."""
    ways: dict[str, list[str]] = defaultdict(list)
    for each in taken:
        for message in each.messages:
            if str(message.get("altText", "")).startswith("บันทึกแล้ว เลขที่ "):
                ways[message["altText"]].append(f"{each.kind} at {each.at:.1f}")
    found = []
    with store.read() as tx:
        rows = {row.body[0].get("altText"): row for row in tx.exec(select(Message)).all() if row.receipt}
        for words, how in ways.items():
            if len(how) > 1 and (row := rows.get(words)) is not None:
                found.append(f"{how}: {row.attempts} tries, token of {row.token_at}, done {row.done_at}")
    return found


def _outbox(tx: Session, found: Verdict) -> None:
    """Nothing is left lying, nothing was given up that had to arrive."""
    for row in tx.exec(select(Message)).all():
        found.stuck += row.state in ("promised", "sending")
        found.dead += row.state in ("failed", "unknown", "parked")
        found.dead += row.state == "dropped" and row.receipt
    found.stuck += len(tx.exec(select(Notice).where(col(Notice.state) == "promised")).all())


def left_in_logs(folder: Path, secrets: list[str]) -> Counter[str]:
    """In which logs something stands that must not: keys, user ids, what people wrote."""
    found: Counter[str] = Counter()
    for log in [*folder.glob("*.log"), *folder.glob("pg/log")]:
        text = log.read_text("utf-8", "replace")
        # JSON may write Thai letters as escapes.
        found[log.name] += sum(text.count(form) for each in secrets for form in _forms(each))
    return +found


MISTAKES = re.compile(r"\b(?:Type|Attribute|Name|Import|ModuleNotFound|UnboundLocal|Syntax|Assertion)Error\b")


def mistakes(folder: Path) -> Counter[str]:
    """How often a log tells of a mistake in a program, which neither a kill nor a faulty LINE explains."""
    logs = folder.glob("*.log")
    return Counter(each for log in logs for each in MISTAKES.findall(log.read_text("utf-8", "replace")))


def _forms(secret: str) -> set[str]:
    return {secret, secret.encode("unicode_escape").decode()}


def is_settled(store: Store, reminded: int) -> bool:
    """Whether everything taken in was handled, everything promised came to an end, and every reminder was promised."""
    with store.read() as tx:
        waiting = select(Message.id).where(col(Message.state).in_(("promised", "sending")))
        if tx.exec(waiting.limit(1)).first() is not None:
            return False
        if (
            tx.exec(select(SeenEvent.event_id).where(SeenEvent.state == "waiting").limit(1)).first()
            is not None
        ):
            return False
        told = select(Notice.person_id).where(Notice.state == "sent").distinct()
        return len(tx.exec(told).all()) >= reminded


def never_told(store: Store, reminded: list[str], line: Line) -> list[str]:
    """What became of reminders that never came, for whoever looks into a run that failed."""
    pushed = {each.to for each in line.delivered}
    with store.read() as tx:
        people = {row.line_user_id: row.id for row in tx.exec(select(Person)).all()}
        messages = {row.recipient: row for row in tx.exec(select(Message)).all() if row.day is not None}
        notices = {row.person_id: row for row in tx.exec(select(Notice)).all()}
    found = []
    for user_id in set(reminded) - pushed:
        row, notice = messages.get(user_id), notices.get(people[user_id])
        tried = line.tries.get(row.retry_key) if row else None
        found.append(
            f"notice {notice and (notice.state, notice.message_id)}, message "
            f"{row and row.model_dump(exclude={'body', 'recipient', 'key'})}, LINE was asked: {tried}"
        )
    return found


def promised_still(store: Store) -> list[dict[str, Any]]:
    """What is left lying, for whoever looks into a run that failed."""
    with store.read() as tx:
        rows = tx.exec(select(Message).where(col(Message.state).not_in(("sent",)))).all()
        return [
            {"channel": r.channel, "state": r.state, "attempts": r.attempts, "problem": r.problem,
             "receipt": r.receipt}
            for r in rows
        ]  # fmt: skip
