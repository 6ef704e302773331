"""What the timed process says, within LINE's limits: digests, and what was found in a paper."""

from collections.abc import Callable, Sequence
from datetime import date

from bot.voice import limits
from bot.voice import papers as papers_voice
from bot.voice import pictures as pictures_voice
from bot.voice import progress as progress_voice
from bot.voice import reminders as voice
from tracker import outbox
from tracker.actions.fetch_evidence import Lost
from tracker.actions.read_papers import Found
from tracker.rules.overview import Figures
from tracker.store.reminders import Matter, Weekly

Picture = Callable[[int, int, Figures], str]
"""From office, person and figures to the address that shows them as a picture."""


def phrase(matters: Sequence[Matter], today: date, picture: Picture | None = None) -> outbox.Body:
    """A digest in words, within LINE's limits; the picture of a week comes last. Without a way to sign its address
    (`picture` None) its card says all of it."""
    weeks = [each for each in matters if isinstance(each, Weekly)]
    others = [each for each in matters if not isinstance(each, Weekly)]
    said = voice.digest(others, today, limits.MESSAGES - 2 * bool(weeks)) if others else []
    for each in weeks:
        if each.shown is not None:
            person = each.person.person_id
            address = picture(each.office.id, person, each.shown) if picture is not None else None
            said += pictures_voice.summary(each.shown, each.office.name, address)
    return limits.fit(said)


def read_words(found: Found) -> outbox.Body:
    """What was found in a paper, within LINE's limits."""
    if found.draft is None:
        said = [
            papers_voice.unreadable(found.file_name, found.problem or "", found.office_id, found.paper_id)
        ]
    elif all(change.effect == "missing" for change in found.changes):
        headline = papers_voice.headline(found.draft)
        said = [papers_voice.nothing_new(found.office, headline, found.office_id, found.paper_id)]
    else:
        aside = "เอกสารฉบับนี้เคยนำเข้าแล้ว ข้อมูลปัจจุบันใหม่กว่า" if found.before else ""
        said = papers_voice.as_read(
            found.office,
            found.draft,
            found.changes,
            found.departments,
            aside,
            found.office_id,
            found.paper_id,
        )
    return limits.fit(said)


def lost_words(lost: Lost) -> outbox.Body:
    """That evidence could not be kept, within LINE's limits."""
    return limits.fit([progress_voice.evidence_lost(lost.kind, lost.reason, lost.number, lost.receipt)])
