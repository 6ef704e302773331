"""Record what was repeated back and is confirmed now, from the chat or from a page: the one way there is."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker.actions.authority import Authority
from tracker.actions.record_progress import Proposal, record_progress
from tracker.actions.stage_photos import attach_staged
from tracker.model import Draft, ProgressEntry
from tracker.rules.workdays import BANGKOK
from tracker.store import conversation


def confirm_report(
    tx: Session, authority: Authority, draft: Draft, now: datetime, zone: ZoneInfo = BANGKOK
) -> ProgressEntry:
    """Write the report of a draft that is locked and not used yet, with the photos that were told with it.

    Raises ChangedMeanwhile when the state it was made from is no longer so, NotAllowed.
    """
    entry = record_progress(
        tx,
        authority,
        Proposal.from_json(draft.content["proposal"]),
        now,
        draft_id=draft.id,
        line_message_id=draft.content.get("line_message_id"),
        zone=zone,
    )
    attach_staged(tx, authority, entry, draft.content.get("photos", ()), now)
    conversation.use_draft(tx, draft, entry.receipt, now)
    return entry
