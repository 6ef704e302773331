"""The bot of the tutorials: work and answer inside the request, what was taken in before is taken again, a button works
as often as it is pressed, nothing is promised, nothing has a key."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

import tracker.actions.confirm_report as confirming
from bot.answering import Answering
from bot.line.client import LineClient
from bot.line.events import Said
from bot.scene import Answer
from bot.settings import line_settings
from bot.voice.limits import fit
from tests.chaos.mutants import no_retry_key, no_unique_reminders, put
from tracker.actions.record_progress import Proposal
from tracker.model import Draft
from tracker.store import conversation, progress
from tracker.store.planned import planned

_clients: list[LineClient] = []


def break_it() -> None:
    """All of it at once."""
    no_retry_key.break_it()
    no_unique_reminders.break_it()
    taken: Any = conversation.take_event
    locked: Any = conversation.locked_draft
    recorded: Any = confirming.record_progress

    def take(*event: Any, **more: Any) -> bool:
        taken(*event, **more)
        return True

    def never_used(tx: Session, draft_id: int, person_id: int) -> Draft | None:
        draft: Draft | None = locked(tx, draft_id, person_id)
        if draft is not None:
            draft.used_at = None
        return draft

    def record(tx: Session, authority: Any, proposal: Proposal, now: datetime, **more: Any) -> Any:
        measure = planned(tx, proposal.office_id, proposal.fiscal_year).measures[proposal.measure_number]
        row = progress.locked_responsibility(tx, proposal.office_id, measure.id, proposal.department_id)
        assert row is not None
        seen = replace(proposal, seen_version=row.version)
        return recorded(tx, authority, seen, now, **(more | {"draft_id": None}))

    put(conversation, "take_event", take)
    put(conversation, "locked_draft", never_used)
    put(confirming, "record_progress", record)
    put(Answering, "promise", _say_at_once)


def _say_at_once(
    _answering: Answering,
    _tx: Session,
    said: Said,
    answer: Answer,
    _now: datetime,
    _person_id: int | None = None,
    _delivered: datetime | None = None,
) -> None:
    """Inside the transaction, once, whatever comes of it."""
    if not _clients:
        _clients.append(LineClient(line_settings()))
    if said.reply_token and answer.messages:
        _clients[0].reply(said.reply_token, fit(list(answer.messages)))
