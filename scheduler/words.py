"""What the timed process says, within LINE's limits: digests, and what was found in a paper."""

from collections.abc import Sequence
from datetime import date

from bot.voice import limits
from bot.voice import papers as papers_voice
from bot.voice import progress as progress_voice
from bot.voice import reminders as voice
from tracker import outbox
from tracker.actions.fetch_evidence import Lost
from tracker.actions.read_papers import Found
from tracker.store.reminders import Matter


def phrase(matters: Sequence[Matter], today: date) -> outbox.Body:
    """A digest in words, within LINE's limits."""
    return limits.fit(voice.digest(matters, today))


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
