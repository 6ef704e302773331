"""What the timed process says, within LINE's limits: digests, and what was found in a paper."""

from collections.abc import Callable, Sequence
from datetime import date

from bot.voice import cards, limits
from bot.voice import papers as papers_voice
from bot.voice import pictures as pictures_voice
from bot.voice import progress as progress_voice
from bot.voice import reminders as voice
from bot.voice.plain import as_text
from tracker import outbox
from tracker.actions.fetch_evidence import Lost
from tracker.actions.read_papers import Found
from tracker.rules.overview import Figures
from tracker.store.reminders import Matter, Weekly

OTHERS = 3
"""Messages that what else is owed may take before the pictures of the week."""
LONGEST = 4900
"""Characters of a text; LINE takes 5,000."""
Picture = Callable[[int, int, Figures], str]
"""From office, person and figures to the address that shows them as a picture."""


def phrase(matters: Sequence[Matter], today: date, picture: Picture | None = None) -> outbox.Body:
    """A digest in words, within LINE's limits; the pictures of a week come last. Without a way to sign its address
    (`picture` None) its card says all of it. Where all is too much the pictures go first, those of the last offices
    before the others: each card opens its own. A card is never left out, for its notice is then told."""
    weeks = [each for each in matters if isinstance(each, Weekly) and each.shown is not None]
    others = [each for each in matters if not isinstance(each, Weekly)]
    room = max(limits.MESSAGES - 2 * len(weeks), min(OTHERS, limits.MESSAGES - len(weeks)))
    said = voice.digest(others, today, room) if others else []
    pictured = limits.MESSAGES - len(said) - len(weeks)
    for number, each in enumerate(weeks):
        if each.shown is not None:
            person = each.person.person_id
            address = picture(each.office.id, person, each.shown) if picture is not None else None
            summary = pictures_voice.summary(each.shown, each.office.name, address)
            said += summary if number < pictured else summary[-1:]
    return limits.fit(_none_left_out(said))


def _none_left_out(said: outbox.Body) -> outbox.Body:
    """The messages, those LINE would not take as one text in place of the last."""
    if len(said) <= limits.MESSAGES:
        return said
    over = said[limits.MESSAGES - 1 :]
    words = cards.text(cards.clip(as_text(over), LONGEST))
    quick = {"quickReply": over[-1]["quickReply"]} if "quickReply" in over[-1] else {}
    return [*said[: limits.MESSAGES - 1], {**words, **quick}]


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
