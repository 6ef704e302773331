"""The practice office as a place to learn in: which office, which post for as long as a lesson lasts, what to try,
and what was recorded there and taken back again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from bot.scene import Scene
from tracker.actions.authority import Authority, audit
from tracker.actions.record_progress import UNDO_WINDOW
from tracker.actions.undo_progress import undo_progress
from tracker.errors import StorageUnavailable, TrackerError
from tracker.facts import MeasureFacts
from tracker.model import Office
from tracker.store import facts, organisations, progress, results
from tracker.store.people import Holding
from tracker.store.plain import attempt

NO_POST = 0  # the number of no row: an entry or an audit line that names it was made in a lesson

TOLD = 60  # percent the lesson proposes to report


@dataclass(frozen=True)
class Practice:
    """Where a lesson happens: the office, the learner's passing post, the number of a measure to report on."""

    office: Office
    post: Holding
    example: int


def practice_office(tx: Session) -> Office | None:
    """The invented office of this installation, or None."""
    return organisations.practice_office(tx)


def practice_of(scene: Scene) -> Practice | None:
    """The practice office with an officer's post in its busiest department; None when there is nothing to learn on."""
    office = practice_office(scene.tx)
    if office is None or not results.result_years(scene.tx, office.id):
        return None
    years = facts.measure_years(scene.tx, office.id)
    if not years:
        return None
    year = scene.this_year if scene.this_year in years else years[-1]
    measures = facts.year_facts(scene.tx, office.id, year, None).measures
    carried = Counter((s.department_id, s.department) for measure in measures for s in measure.standings)
    if not carried:
        return None
    (department_id, department), _ = carried.most_common(1)[0]
    post = Holding(office.id, office.slug, office.name, NO_POST, "officer", department_id, department)
    return Practice(office, post, _example(measures, department_id, scene))


def _example(measures: tuple[MeasureFacts, ...], department_id: int, scene: Scene) -> int:
    """A measure of the department, another one for another person: two who learn at once stay out of each other's
    way."""
    mine = [(m.number, s.percent) for m in measures for s in m.standings if s.department_id == department_id]
    moving = [
        number for number, percent in mine if percent < TOLD
    ]  # so that the report is seen to change something
    numbers = moving or [number for number, _ in mine]
    person_id = scene.person.id if scene.person is not None else 0
    return numbers[person_id % len(numbers)]


def recorded_now(scene: Scene, place: Practice) -> list[str]:
    """The receipts of what this very message recorded; the audit says that it was in a lesson."""
    if scene.person is None:
        return []
    tx, office_id, person_id = scene.tx, place.office.id, scene.person.id
    receipts = [entry.receipt for entry in progress.recorded_at(tx, office_id, person_id, scene.now)]
    for receipt in receipts:
        audit(tx, scene.now, "lesson", receipt, office_id=office_id, person_id=person_id)
    return receipts


def may_take_back(receipt: str, scene: Scene, place: Practice) -> bool:
    """Whether an entry still stands as the newest of its measure and department, and is young enough."""
    entry = progress.entry_by_receipt(scene.tx, place.office.id, receipt)
    if entry is None or scene.now - entry.recorded_at > UNDO_WINDOW:
        return False
    in_force = progress.effective_entries(scene.tx, place.office.id, [entry.measure_id], entry.department_id)
    return bool(in_force) and in_force[-1].id == entry.id


def was_taken_back(receipt: str, scene: Scene, place: Practice) -> bool:
    """Whether nothing stands any more for an entry."""
    entry = progress.entry_by_receipt(scene.tx, place.office.id, receipt)
    return entry is not None and progress.current_entry(scene.tx, entry) is None


def take_back(receipts: Sequence[str], scene: Scene) -> None:
    """Leave the practice office as it was, as far as an undo is still open."""
    place = practice_of(scene) if receipts else None
    if place is None or scene.person is None:
        return
    learner = Authority(scene.person.id, (place.post,))
    for receipt in reversed(receipts):
        try:
            with attempt(scene.tx):
                undo_progress(scene.tx, learner, place.office.id, receipt, scene.now)
        except StorageUnavailable:
            raise
        except TrackerError:
            continue  # somebody reported since, or it is too late: the practice office can bear it
