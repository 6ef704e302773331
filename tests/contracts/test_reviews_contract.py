"""A coordinator reads reports and sends them back, on every database: what then counts, who is told, and once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from tests.contracts.clerk import MORNING, Clerk
from tracker.actions.review_progress import Reviewed, Verdict, review_progress
from tracker.errors import NotAllowed, ReasonMissing, ReportReplaced, SettledAlready
from tracker.model import AuditEntry, Message, ProgressEntry, Review, Round
from tracker.outbox import Body, Delivery, deliver
from tracker.rules import owing as rules
from tracker.store import Store, owing

WHY = "รูปไม่ชัด กรุณาแนบรูปป้ายใหม่"


@pytest.fixture
def works(sampled: Store) -> Clerk:
    return Clerk(sampled, "buengcharoen", "กองช่าง")


@pytest.fixture
def coordinator(sampled: Store) -> Clerk:
    return Clerk(sampled, "buengcharoen", role="coordinator")


def judge(clerk: Clerk, receipt: str, verdict: Verdict, reason: str = "") -> Reviewed:
    with clerk.store.begin() as tx:
        return review_progress(
            tx, clerk.authority(tx), clerk.office_id, receipt, verdict, clerk.now,
            lambda found: [{"type": "text", "text": f"{found.receipt} {found.reason}"}], reason,
        )  # fmt: skip


def states(store: Store) -> list[str]:
    """How the messages about reports stand, the oldest first."""
    with store.read() as tx:
        return [row.state for row in tx.exec(select(Message).order_by(col(Message.id))).all()]


def delivered(store: Store) -> list[str]:
    """What goes to LINE in the next hour of work: the words."""
    heard: list[str] = []

    class Line:
        def push(self, _to: str, messages: Body, _retry_key: str) -> Delivery:
            heard.append(messages[0]["text"])
            return Delivery("sent")

        def reply(self, _token: str, _messages: Body) -> Delivery:
            raise AssertionError("nothing here is a reply")

    deliver(store, Line(), MORNING + timedelta(hours=1), MORNING.date())
    return heard


def counts(clerk: Clerk, entry: ProgressEntry) -> bool:
    """Whether the round of an entry counts as reported, told alike by the facts, by who owes, and by the reminders."""
    known = clerk.facts()
    with clerk.store.read() as tx:
        found = tx.get_one(Round, (clerk.office_id, entry.round_id))
        due = owing.due_measures(tx, [clerk.office_id], found.due, found.due)
    [measure] = [m for m in known.measures if m.id == entry.measure_id]
    [standing] = [s for s in measure.standings if s.department_id == entry.department_id]
    [its_round] = [each for each in known.rounds if each.id == entry.round_id]
    reported = its_round.key in standing.reported
    owed = measure.number in rules.owed_measures(known, its_round).get(standing.department, [])
    [reminded] = [
        done
        for each, number, _, department, done in due
        if (each.id, number, department) == (found.id, measure.number, entry.department_id)
    ]
    assert reported is reminded is (not owed)
    return reported


def test_what_is_sent_back_stays_written_and_counts_again_once_it_is_corrected(
    works: Clerk, coordinator: Clerk
) -> None:
    entry = works.report(2, 60, event_date=date(2024, 3, 1))
    assert counts(works, entry)
    judge(coordinator, entry.receipt, "returned", WHY)
    assert not counts(works, entry) and works.standing(2).percent == 60
    assert [u.returned for u in works.facts().updates] == [True]
    fixed = works.report(
        2, 60, replaces_id=entry.id, note="แนบรูปใหม่", round_key="6m", event_date=date(2024, 3, 1)
    )
    assert counts(works, fixed) and [u.returned for u in works.facts().updates] == [False]
    works.undo(fixed.receipt)
    assert not counts(works, entry), "the correction was taken back: it is with the department again"


def test_a_new_report_of_the_round_counts_and_an_older_one_does_not_stand_in(
    works: Clerk, coordinator: Clerk
) -> None:
    older = works.report(2, 30, event_date=date(2024, 2, 1))
    newer = works.report(2, 60, event_date=date(2024, 3, 1))
    judge(coordinator, newer.receipt, "returned", WHY)
    assert newer.round_id == older.round_id and not counts(works, older)
    again = works.report(2, 70, event_date=date(2024, 3, 5))
    assert again.round_id == newer.round_id and counts(works, again)


def test_other_departments_measures_and_rounds_stay_as_they_were(
    sampled: Store, works: Clerk, coordinator: Clerk
) -> None:
    finance = Clerk(sampled, "buengcharoen", "กองคลัง")
    theirs = finance.report(1, 40, event_date=date(2024, 3, 1))
    mine = works.report(1, 40, event_date=date(2024, 3, 1))
    later = works.report(1, 50, event_date=date(2024, 6, 1))
    judge(coordinator, mine.receipt, "returned", WHY)
    assert not counts(works, mine)
    assert counts(finance, theirs) and counts(works, later) and later.round_id != mine.round_id


def test_head_and_officers_are_told_once_in_working_hours_and_again_when_it_is_in_order_after_all(
    sampled: Store, works: Clerk, coordinator: Clerk
) -> None:
    head = Clerk(sampled, "buengcharoen", "กองช่าง", role="head")
    Clerk(sampled, "buengcharoen", "กองคลัง")
    entry = works.report(2, 60)
    assert judge(coordinator, entry.receipt, "returned", WHY).told == 2
    assert len(delivered(sampled)) == 2
    assert judge(coordinator, entry.receipt, "checked").told == 2
    with sampled.read() as tx:
        sent = tx.exec(select(Message).where(col(Message.key).startswith("review:"))).all()
        audited = tx.exec(select(AuditEntry).where(AuditEntry.action == "review_progress")).all()
        rows = tx.exec(select(Review).order_by(col(Review.id))).all()
    assert {row.person_id for row in sent} == {head.person_id, works.person_id} and len(sent) == 4
    assert [row.verdict for row in rows] == ["returned", "checked"] and counts(works, entry)
    assert all(WHY not in str(line.detail) for line in audited) and len(audited) == 2
    assert rows[0].person_id == coordinator.person_id and rows[0].reason == WHY


def test_a_verdict_that_was_changed_before_anybody_heard_it_is_never_told(
    sampled: Store, works: Clerk, coordinator: Clerk
) -> None:
    receipt = works.report(2, 60).receipt
    judge(coordinator, receipt, "returned", "เหตุแรก")
    assert judge(coordinator, receipt, "checked").told == 0, "nobody knows that it was to go back"
    assert states(sampled) == ["dropped"]
    judge(coordinator, receipt, "returned", WHY)
    assert delivered(sampled) == [f"{receipt} {WHY}"]
    assert judge(coordinator, receipt, "checked").told == 1, "who heard it is told"
    judge(coordinator, receipt, "returned", "อีกครั้ง")
    assert delivered(sampled) == [f"{receipt} อีกครั้ง"], "that it was in order is no longer so"
    assert states(sampled) == ["dropped", "sent", "dropped", "sent"]


def test_who_was_told_last_that_it_is_in_order_is_not_told_twice(
    sampled: Store, works: Clerk, coordinator: Clerk
) -> None:
    receipt = works.report(2, 60).receipt
    judge(coordinator, receipt, "returned", WHY)
    delivered(sampled)
    judge(coordinator, receipt, "checked")
    assert delivered(sampled) == [f"{receipt} "]
    judge(coordinator, receipt, "returned", "อีกครั้ง")
    assert judge(coordinator, receipt, "checked").told == 0 and delivered(sampled) == []


def test_a_report_the_department_mended_or_took_back_meanwhile_is_not_sent_back(
    sampled: Store, works: Clerk, coordinator: Clerk
) -> None:
    entry = works.report(2, 60)
    judge(coordinator, entry.receipt, "returned", WHY)
    fixed = works.report(2, 65, replaces_id=entry.id)
    assert states(sampled) == ["dropped"] and delivered(sampled) == []
    judge(coordinator, fixed.receipt, "returned", "ยังไม่ชัด")
    works.undo(fixed.receipt)
    assert delivered(sampled) == [f"{entry.receipt} {WHY}"], (
        "what stands again was sent back, and nobody knows"
    )
    assert states(sampled) == ["sent", "dropped"]
    other = works.report(4, 20)
    judge(coordinator, other.receipt, "returned", WHY)
    works.undo(other.receipt)
    assert delivered(sampled) == [] and states(sampled) == ["sent", "dropped", "dropped"]


def test_a_new_report_of_the_round_answers_what_was_not_told_yet(
    sampled: Store, works: Clerk, coordinator: Clerk
) -> None:
    spring = {"event_date": date(2024, 3, 1)}
    entry = works.report(2, 60, **spring)
    judge(coordinator, entry.receipt, "returned", WHY)
    works.report(4, 60, **spring)
    works.report(2, 60, event_date=date(2024, 6, 1))
    assert states(sampled) == ["promised"], "neither another measure nor another round answers it"
    second, third = works.report(2, 70, **spring), works.report(2, 75, **spring)
    assert states(sampled) == ["dropped"] and delivered(sampled) == []
    works.undo(third.receipt)
    assert delivered(sampled) == [], "the second report still answers it"
    works.undo(second.receipt)
    assert delivered(sampled) == [f"{entry.receipt} {WHY}"]


def test_what_was_told_is_not_told_again_when_a_correction_is_taken_back(
    sampled: Store, works: Clerk, coordinator: Clerk
) -> None:
    entry = works.report(2, 60)
    judge(coordinator, entry.receipt, "returned", WHY)
    assert len(delivered(sampled)) == 1
    works.undo(works.report(2, 65, replaces_id=entry.id).receipt)
    assert delivered(sampled) == [] and states(sampled) == ["sent"]


def test_a_report_that_was_in_order_from_the_beginning_disturbs_nobody(
    sampled: Store, works: Clerk, coordinator: Clerk
) -> None:
    entry = works.report(2, 60)
    assert judge(coordinator, entry.receipt, "checked").told == 0
    with sampled.read() as tx:
        assert tx.exec(select(Message)).all() == []


def test_of_two_who_send_it_back_at_once_one_does(works: Clerk, coordinator: Clerk) -> None:
    entry = works.report(2, 60)

    def press(_: int) -> bool:
        try:
            judge(coordinator, entry.receipt, "returned", WHY)
        except SettledAlready:
            return False
        return True

    with ThreadPoolExecutor(4) as hands:
        assert sorted(hands.map(press, range(4))) == [False, False, False, True]
    with works.store.read() as tx:
        assert len(tx.exec(select(Message)).all()) == 1


def test_who_may_not_and_what_cannot_be_sent_back(sampled: Store, works: Clerk, coordinator: Clerk) -> None:
    entry = works.report(2, 60)
    stranger = Clerk(sampled, "nadun", role="coordinator")
    for clerk in (works, stranger, Clerk(sampled, "buengcharoen", role="executive")):
        clerk.office_id = coordinator.office_id
        with pytest.raises(NotAllowed):
            judge(clerk, entry.receipt, "returned", WHY)
    for reason in ("", "  \n", "\x00"):
        with pytest.raises(ReasonMissing):
            judge(coordinator, entry.receipt, "returned", reason)
    with pytest.raises(SettledAlready):
        judge(coordinator, "67-9999", "checked")
    fixed = works.report(2, 70, replaces_id=entry.id)
    with pytest.raises(ReportReplaced):
        judge(coordinator, entry.receipt, "returned", WHY)
    undo = works.undo(fixed.receipt)
    with pytest.raises(SettledAlready):
        judge(coordinator, undo.receipt, "checked")
    with sampled.read() as tx:
        assert tx.exec(select(Review)).all() == []


def test_a_report_for_no_day_of_a_round_goes_to_the_round_that_was_sent_back(
    works: Clerk, coordinator: Clerk
) -> None:
    works.now = MORNING
    first, second = (works.report(2, percent, round_key=key) for percent, key in ((50, "6m"), (60, "12m")))
    judge(coordinator, first.receipt, "returned", WHY)
    assert works.propose(2, 70).round_key == "6m", "today lies outside the year: the first round that is owed"
    judge(coordinator, second.receipt, "returned", WHY)
    assert not counts(works, second)


def test_facts_made_before_there_were_reviews_are_read(works: Clerk) -> None:
    from tracker.facts import from_json, to_json

    works.report(2, 60)
    old = to_json(works.facts())
    for update in old["updates"]:
        del update["returned"]
    assert from_json(old) == works.facts()
