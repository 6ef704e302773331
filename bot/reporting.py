"""A report of progress as it is put together over one or several messages: what is missing is asked for with
buttons, and when nothing is missing it is repeated back with the button that records it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from bot.scene import Answer, Scene
from bot.thai.titles import find_measures
from bot.voice import general
from bot.voice import measures as measure_voice
from bot.voice import progress as voice
from tracker.actions.record_progress import Proposal, Report, propose_progress
from tracker.errors import NotAllowed, TrackerError
from tracker.facts import MeasureFacts, Standing
from tracker.model import Draft
from tracker.rules import status as status_rules
from tracker.store import conversation
from tracker.store.planned import planned


@dataclass(frozen=True)
class Telling:
    """What has been told so far. `asks_note`: it came by buttons, so a note has not been asked for yet.
    `instead_of`: the draft that this one takes the place of. `note_from`: the message whose words the note holds."""

    fiscal_year: int
    number: int | None = None
    department_id: int | None = None
    status: str | None = None
    percent: int | None = None
    note: str = ""
    round_key: str | None = None
    event_date: str | None = None
    replaces_id: int | None = None
    asks_note: bool = False
    instead_of: int | None = None
    note_from: str | None = None

    @staticmethod
    def of(proposal: Proposal) -> "Telling":
        """A proposal told again, to be changed or confirmed from a new state."""
        return Telling(
            proposal.fiscal_year,
            proposal.measure_number,
            proposal.department_id,
            proposal.status,
            proposal.percent,
            proposal.note,
            proposal.round_key,
            proposal.event_date.isoformat(),
            proposal.replaces_id,
        )


SHOWN_AT_ONCE = 4
"""Reports of one message that are repeated back together; LINE takes five messages."""


def go_on(told: Telling, scene: Scene, lead: str = "") -> Answer:
    """Ask for what is missing, or repeat the whole back to be confirmed; then go on with what else was told."""
    found = _step(told, scene, lead)
    if found.topic is None or "draft_id" not in found.topic:
        return found
    before = _waiting(told, scene)
    queue = scene.topic.get("queue")
    if not queue:
        return replace(found, topic={**found.topic, "also": before})
    scene.topic = {"also": [*before, found.topic["draft_id"]]}
    rest = go_on_with_all([Telling(**each) for each in queue], scene)
    return replace(rest, messages=[*found.messages, *rest.messages], writes=True)


def go_on_with_all(told: Sequence[Telling], scene: Scene) -> Answer:
    """Several reports of one message: each that is whole is repeated back on a card of its own; then what the first
    of the others lacks is asked for, and the rest waits."""
    answers = [(each, _step_or_refusal(each, scene)) for each in told[:SHOWN_AT_ONCE]]
    open_ones = [each for each, found in answers if found.topic and "telling" in found.topic]
    said = [message for each, found in answers if each not in open_ones for message in found.messages]
    drafts = [found.topic["draft_id"] for _, found in answers if found.topic and "draft_id" in found.topic]
    if len(told) > SHOWN_AT_ONCE:
        left = ", ".join(str(each.number) for each in told[SHOWN_AT_ONCE:])
        said.append(voice.too_many(len(told), SHOWN_AT_ONCE, left))
    waiting = [*scene.topic.get("also", ()), *drafts]
    topic: dict[str, Any] = {"office_id": scene.office_id}
    if open_ones:
        scene.topic = {"also": waiting, "queue": [asdict(each) for each in open_ones[1:]]}
        asked = _step(open_ones[0], scene)
        return Answer([*said, *asked.messages][:5], topic=asked.topic, writes=bool(drafts))
    if waiting:
        topic |= {"draft_id": waiting[-1], "also": waiting[:-1]}
    return Answer(said, topic=topic, writes=bool(drafts))


def pending(scene: Scene) -> list[int]:
    """The reports of this thread that were repeated back and wait to be confirmed, in the order they were told."""
    newest = None if scene.topic.get("change") else scene.topic.get("draft_id")
    return [*scene.topic.get("also", ()), *([newest] if newest else ())]


def afresh(scene: Scene) -> None:
    """A new report begins: what else waits keeps its buttons, but "ยืนยัน" in words means the new one alone."""
    scene.topic = {
        key: value for key, value in scene.topic.items() if key not in ("also", "queue", "draft_id", "entry")
    }


def _waiting(told: Telling, scene: Scene) -> list[int]:
    return [each for each in pending(scene) if each != told.instead_of]


def _step_or_refusal(told: Telling, scene: Scene) -> Answer:
    try:
        return _step(told, scene)
    except TrackerError as error:
        return Answer([general.refused(error.sentence)])


def _step(told: Telling, scene: Scene, lead: str = "") -> Answer:
    _may_report(scene)
    if told.number is None:
        return choose_measure(told, scene)
    year = scene.year(told.fiscal_year)
    measure = year.measure(told.number)
    if measure is None:
        if told.number not in planned(scene.tx, _office(scene), told.fiscal_year).measures:
            numbers = [each.number for each in year.measures]
            return Answer([measure_voice.unknown_measure(told.number, told.fiscal_year, numbers)])
        return _repeat(replace(told, department_id=told.department_id or _own_department(scene)), scene, lead)
    if told.department_id is None:
        mine = reportable(measure, scene)
        if len(mine) > 1:
            names = [(standing.department_id, standing.department) for standing in mine]
            asked = voice.choose_department(measure.number, measure.title, names, "dept")
            return Answer([asked], topic=remembered(told, scene, "department"))
        told = replace(told, department_id=mine[0].department_id if mine else _own_department(scene))
    standing = next((s for s in measure.standings if s.department_id == told.department_id), None)
    if standing is None:
        return _repeat(told, scene, lead)  # nothing is asked about a measure of others: it is refused
    if told.status is None and told.percent is None:
        return _ask_status(told, measure, standing, scene)
    if told.status == "in_progress" and told.percent is None and not _under_way(standing):
        return Answer([voice.ask_percent(measure.number)], topic=remembered(told, scene, "percent"))
    if told.asks_note:
        state = _told_state(told, standing)
        return Answer([voice.ask_note(measure.number, state)], topic=remembered(told, scene, "note"))
    return _repeat(told, scene, lead)


def remembered(told: Telling, scene: Scene, awaits: str) -> dict[str, Any]:
    """What the thread is about while a part is awaited."""
    others = {"also": _waiting(told, scene), "queue": scene.topic.get("queue") or []}
    return {"office_id": scene.office_id, "telling": asdict(told), "awaits": awaits} | others


def choose_measure(told: Telling, scene: Scene, offset: int = 0) -> Answer:
    """Show the measures the speaker may report on, to press one."""
    year = scene.year(told.fiscal_year)
    names = [post.department for post in scene.departments if post.department]
    if scene.allows("record_progress") or not names:
        measures, department = list(year.measures), None
    else:
        measures = [each for each in year.measures if set(names) & set(each.departments)]
        department = names[0] if len(names) == 1 else None
    if not measures:
        known = scene.measure_years()
        return Answer(
            [measure_voice.no_measures(scene.outline().name, told.fiscal_year, known, public=False)]
        )
    asked = voice.choose_measure(told.fiscal_year, measures, department, offset)
    return Answer([asked], topic=remembered(told, scene, "measure"))


def reportable(measure: MeasureFacts, scene: Scene) -> list[Standing]:
    """The departments of a measure the speaker may report for."""
    return [s for s in measure.standings if scene.allows("record_progress", s.department_id)]


def form_address(fiscal_year: int, number: int, department_id: int | None, scene: Scene) -> str | None:
    """Where the speaker fills in a form instead; None in a lesson, whose post is written nowhere."""
    if scene.person is None or scene.office_id is None or not all(post.post_id for post in scene.posts):
        return None
    return scene.links.form(scene.office_id, scene.person.id, fiscal_year, number, department_id)


def _repeat(told: Telling, scene: Scene, lead: str) -> Answer:
    assert scene.person is not None and told.number is not None
    report = Report(
        fiscal_year=told.fiscal_year,
        measure_number=told.number,
        department_id=told.department_id or 0,
        status=told.status,
        percent=told.percent,
        note=told.note,
        round_key=told.round_key,
        event_date=date.fromisoformat(told.event_date) if told.event_date else None,
        replaces_id=told.replaces_id,
    )
    proposal = propose_progress(scene.tx, scene.authority, _office(scene), report, scene.now, scene.zone)
    words_from = told.note_from or scene.message_id
    content = {"proposal": proposal.as_json(), "line_message_id": words_from}
    draft = conversation.keep_draft(
        scene.tx, scene.person.id, proposal.office_id, "progress", content, scene.now, words_from
    )
    if told.instead_of is not None:
        conversation.supersede_draft(scene.tx, told.instead_of, draft.id)
    return card_of(draft, scene, lead)


def card_of(draft: Draft, scene: Scene, lead: str) -> Answer:
    """The card that repeats a draft back. Shown a second time it has the button it had: either card may be pressed."""
    proposal = Proposal.from_json(draft.content["proposal"])
    others = [(key, label) for key, label in _rounds(proposal, scene) if key != proposal.round_key]
    topic = {"office_id": proposal.office_id, "draft_id": draft.id}
    return Answer([voice.confirm(proposal, draft.id, others, lead)], topic=topic, writes=True)


def _rounds(proposal: Proposal, scene: Scene) -> list[tuple[str, str]]:
    plan = planned(scene.tx, proposal.office_id, proposal.fiscal_year)
    rows = plan.rounds_of(plan.measures[proposal.measure_number].id, proposal.department_id)
    return [(found.key, found.label) for found in rows if found.closed_at is None][:12]


def _ask_status(told: Telling, measure: MeasureFacts, standing: Standing, scene: Scene) -> Answer:
    state = status_rules.in_words(standing.status, standing.percent)
    form = form_address(measure.fiscal_year, measure.number, standing.department_id, scene)
    asked = voice.choose_status(
        measure.fiscal_year, measure.number, measure.title, standing.department, state, "status", form
    )
    return Answer([asked], topic=remembered(told, scene, "status"))


def _under_way(standing: Standing) -> bool:
    return 0 < standing.percent < 100


def _told_state(told: Telling, standing: Standing | None) -> str:
    old = (standing.status, standing.percent) if standing else ("not_started", 0)
    status, percent = status_rules.settle(told.status, told.percent, *old, number=told.number or 0)
    return status_rules.in_words(status, percent)


def _may_report(scene: Scene) -> None:
    """Say at once, before asking anything, that a person may not report."""
    if any(scene.allows("record_progress", each) for each in scene.department_names()):
        return
    who = "ผู้บริหาร" if scene.posts else "ผู้ที่ยังไม่ได้ลงทะเบียน"
    instead = "ให้เจ้าหน้าที่หรือหัวหน้าส่วนราชการเป็นผู้รายงาน" if scene.posts else "กรุณาพิมพ์รหัสเชิญเพื่อลงทะเบียนก่อน"
    raise NotAllowed(who=who, instead=instead)


def _own_department(scene: Scene) -> int | None:
    return next((post.department_id for post in scene.departments), None)


def _office(scene: Scene) -> int:
    assert scene.office_id is not None
    return scene.office_id


def measure_meant(slots: Mapping[str, Any], scene: Scene) -> int | None:
    """The number of the measure a message is about: by number, by what it is about, by its OIT item; None when it
    names none or several."""
    if slots.get("measure_no") is not None:
        return int(slots["measure_no"])
    year = slots.get("fiscal_year") or scene.current_measure_year()
    if slots.get("measure_text"):
        found = find_measures(slots["measure_text"], scene.vocabulary().measures, year)
        return found[0].number if len(found) == 1 else None
    if slots.get("oit_item"):
        numbers = [m.number for m in scene.year(year).measures if m.oit_item == slots["oit_item"]]
        return numbers[0] if len(numbers) == 1 else None
    return None
