"""One event at the desk: taken in, understood, acted on and answered in one transaction.

What is said leaves after the commit, so that nobody is told of something that was not kept. Nothing here speaks to
LINE; the webhook, the sweeper and the tests hand over events and get back which replies were promised.
"""

import logging
import traceback
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot import lesson, reception
from bot.line.events import Said
from bot.scene import Answer, Links, Scene
from bot.voice import general
from bot.voice.limits import fit
from tracker import outbox
from tracker.actions.authority import authority_of
from tracker.errors import StorageUnavailable, TrackerError
from tracker.files import Files
from tracker.model import Person
from tracker.store import Store, conversation, people

log = logging.getLogger(__name__)

LAST_DELIVERY = timedelta(minutes=19)


@dataclass(frozen=True)
class Desk:
    """What handling an event needs; made once per process by `bot.app`."""

    store: Store
    files: Files
    zone: ZoneInfo
    links: Links

    def handle(self, said: Said, now: datetime) -> int | None:
        """Handle one event; returns the id of the promised reply, None when nothing is to be said.

        A second delivery ends at once. An event whose handling raises is kept raw as failed, in a transaction of its
        own. Raises StorageUnavailable when nothing can be kept, so that LINE is asked to send it again.
        """
        try:
            with self.store.begin() as tx:
                if not conversation.take_event(tx, said.event_id, said.message_id, said.kind, now):
                    return None
                return self._answer(tx, said, now)
        except StorageUnavailable:
            raise
        except Exception as error:
            # The error's own words may quote what a person wrote, so only its kind and its path are logged.
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("event of kind %s failed: %s\n%s", said.kind, type(error).__name__, where)
            return self._keep_failed(said, type(error).__name__, now)

    def _answer(self, tx: Session, said: Said, now: datetime) -> int | None:
        scene = self.scene(tx, said, now)
        try:
            with tx.begin_nested():
                answer = lesson.respond(said, scene)
        except StorageUnavailable:
            raise
        except TrackerError as error:
            answer = reception.refuse(error, scene)
        if answer is None:
            return None
        if answer.topic is not None and said.line_user_id and said.chat == "private":
            conversation.remember(tx, said.line_user_id, answer.topic, now)
        return self._promise(tx, said, answer, now, scene.person.id if scene.person else None)

    def scene(self, tx: Session, said: Said, now: datetime) -> Scene:
        """Who speaks, with which authority, about which office."""
        person = _person(tx, said, now)
        authority = authority_of(tx, person.id if person else None, now)
        private = said.chat == "private" and said.line_user_id is not None
        topic = conversation.topic(tx, str(said.line_user_id), now) if private else {}
        scene = Scene(
            tx=tx,
            now=now,
            zone=self.zone,
            links=self.links,
            files=self.files,
            line_user_id=said.line_user_id,
            person=person,
            authority=authority,
            chat=said.chat,
            message_id=said.message_id,
            topic=topic,
            text=said.text,
        )
        scene.office_id = _office_id(scene)
        return scene

    def _promise(
        self, tx: Session, said: Said, answer: Answer, now: datetime, person_id: int | None = None
    ) -> int | None:
        if not said.reply_token or not answer.messages:
            return None
        kept = outbox.say_parked(tx, person_id, now) if person_id and said.chat == "private" else []
        message = outbox.promise_reply(
            tx,
            key=f"reply:{said.event_id}",
            recipient=said.chat_id,
            reply_token=said.reply_token,
            token_at=_token_at(said, now),
            body=fit([*answer.messages, *kept]),
            receipt=answer.receipt,
            now=now,
            office_id=answer.office_id,
            person_id=person_id,
        )
        return message.id

    def _keep_failed(self, said: Said, problem: str, now: datetime) -> int | None:
        try:
            with self.store.begin() as tx:
                conversation.keep_failed_event(tx, said.event_id, said.kind, said.raw, problem, now)
                if said.chat != "private":
                    return None
                return self._promise(tx, said, Answer([general.trouble()]), now)
        except StorageUnavailable:
            raise
        except Exception as error:
            # The others of the batch must still be served, whatever is wrong with this one.
            log.error("event of kind %s could not even be kept: %s", said.kind, type(error).__name__)
            return None


def _token_at(said: Said, now: datetime) -> datetime:
    """When the life of the reply token began: its minute runs from each delivery of the webhook, but it dies for good
    20 minutes after the event."""
    return now if timedelta() <= now - said.at < LAST_DELIVERY else said.at


def _person(tx: Session, said: Said, now: datetime) -> Person | None:
    """The one who speaks. A person is remembered from the first private message on; in groups nobody is stored."""
    if said.line_user_id is None:
        return None
    if said.chat != "private":
        return people.person_by_line_id(tx, said.line_user_id)
    person = people.ensure_person(tx, said.line_user_id, now)
    if said.kind in ("follow", "text", "postback") and not person.following:
        person.following = True
        tx.add(person)
    return person


def _office_id(scene: Scene) -> int | None:
    """The office talked about: the thread's, else one's own, else the one asked about last."""
    chosen = scene.topic.get("office_id")
    if isinstance(chosen, int):
        return chosen
    if scene.authority.holdings:
        return scene.authority.holdings[0].office_id
    return scene.person.asks_about if scene.person else None
