"""What must hold at every moment, told from the history alone and not by the code that wrote it."""

from collections import Counter

from sqlmodel import col, select

from tests.stateful.chat import Chat, Event
from tracker.model import AuditEntry, Message, Post, ProgressEntry, Responsibility, SeenEvent, Tenure
from tracker.store.audit import verify

MAY_RECORD = ("head", "officer", "coordinator")


class Truths:
    """The truths of one chat; `hold` asserts all of them."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.keys: set[str] = set()
        self.taken_back: set[str] = set()
        with chat.store.read() as tx:
            self.first = {
                (row.office_id, row.measure_id, row.department_id): (row.status, row.percent)
                for row in tx.exec(select(Responsibility)).all()
            }
            self.before = {entry.id for entry in tx.exec(select(ProgressEntry)).all()}

    def delivered(self, event: Event) -> None:
        """An event is on its way in."""
        self.keys.add(event["webhookEventId"])

    def unsent(self, message_id: str) -> None:
        """A message was taken back."""
        self.taken_back.add(message_id)

    def entries(self) -> list[int]:
        """The ids of all entries, oldest first."""
        with self.chat.store.read() as tx:
            return list(tx.exec(select(ProgressEntry.id).order_by(col(ProgressEntry.id))).all())

    def hold(self) -> None:
        """Every truth, now."""
        with self.chat.store.read() as tx:
            entries = [each for each in tx.exec(select(ProgressEntry)).all() if each.id not in self.before]
            standings = tx.exec(select(Responsibility)).all()
            tenures = tx.exec(select(Tenure)).all()
            posts = {post.id: post for post in tx.exec(select(Post)).all()}
            audit = tx.exec(select(AuditEntry)).all()
            events = tx.exec(select(SeenEvent)).all()
            messages = tx.exec(select(Message)).all()
            chains = verify(tx)
        entries.sort(key=lambda entry: (entry.recorded_at, entry.id))
        self._the_standing_is_what_the_history_gives(entries, list(standings))
        self._nobody_wrote_without_a_post(entries, list(tenures), posts)
        self._every_write_is_audited(entries, list(audit))
        self._receipts_and_confirmations_are_used_once(entries)
        self._nobody_is_told_twice(list(messages))
        self._no_event_failed(list(events))
        assert chains, "no line of the audit was sealed"
        assert [chain for chain in chains if chain.broken] == []
        assert not [entry for entry in entries if entry.line_message_id in self.taken_back and entry.note]

    def _the_standing_is_what_the_history_gives(
        self, entries: list[ProgressEntry], standings: list[Responsibility]
    ) -> None:
        by_id = {entry.id: entry for entry in entries}
        histories: dict[tuple[int, int, int], list[ProgressEntry]] = {}
        for entry in entries:
            history = histories.setdefault((entry.office_id, entry.measure_id, entry.department_id), [])
            if entry.kind == "update":
                history.append(entry)
                continue
            assert entry.replaces_id is not None
            place = next(at for at, each in enumerate(history) if each.id == entry.replaces_id)
            if entry.kind == "correction":
                history[place] = entry
            elif history[place].kind == "correction":
                history[place] = by_id[history[place].replaces_id or 0]
            else:
                del history[place]
        for row in standings:
            key = (row.office_id, row.measure_id, row.department_id)
            if key in histories:
                last = histories[key][-1] if histories[key] else None
                wanted = (last.status, last.percent) if last else self.first[key]
                assert (row.status, row.percent) == wanted, (key, wanted, row)
                assert last is None or row.entry_id == last.id

    def _nobody_wrote_without_a_post(
        self, entries: list[ProgressEntry], tenures: list[Tenure], posts: dict[int, Post]
    ) -> None:
        for entry in entries:
            held = [
                posts[t.post_id]
                for t in tenures
                if t.person_id == entry.person_id
                and t.post_id == entry.post_id
                and t.valid_from <= entry.recorded_at
                and (t.valid_to is None or t.valid_to > entry.recorded_at)
            ]
            assert [
                post
                for post in held
                if post.office_id == entry.office_id
                and post.role in MAY_RECORD
                and (post.role == "coordinator" or post.department_id == entry.department_id)
            ] or self._is_practice(entry), entry

    def _is_practice(self, entry: ProgressEntry) -> bool:
        """In a lesson anybody may report, in the office that is made up."""
        from tracker.model import Office

        with self.chat.store.read() as tx:
            return tx.get_one(Office, entry.office_id).practice

    def _every_write_is_audited(self, entries: list[ProgressEntry], audit: list[AuditEntry]) -> None:
        told = Counter(
            (line.office_id, line.detail["undo"] if line.action == "undo_progress" else line.subject)
            for line in audit
            if line.action in ("record_progress", "undo_progress")
        )
        for entry in entries:
            assert told[entry.office_id, entry.receipt] == 1, entry

    def _receipts_and_confirmations_are_used_once(self, entries: list[ProgressEntry]) -> None:
        receipts = Counter((entry.office_id, entry.receipt) for entry in entries)
        drafts = Counter(entry.draft_id for entry in entries if entry.draft_id is not None)
        assert not [each for each, count in (receipts + drafts).items() if count > 1]

    def _nobody_is_told_twice(self, messages: list[Message]) -> None:
        assert not [key for key, count in self.chat.pushes.keys.items() if count > 1]
        assert not [token for token, count in self.chat.pushes.tokens.items() if count > 1]
        keys = Counter(message.key for message in messages)
        assert not [key for key, count in keys.items() if count > 1]
        digests = Counter((m.person_id, m.day) for m in messages if m.day is not None)
        assert not [each for each, count in digests.items() if count > 1]

    def _no_event_failed(self, events: list[SeenEvent]) -> None:
        assert {event.state for event in events} <= {"done", "old"}
        brought = Counter(event.message_id for event in events if event.message_id)
        assert not [each for each, count in brought.items() if count > 1]
        assert self.chat.complaints.said == []
        assert set(self.chat.statuses) <= {200}
