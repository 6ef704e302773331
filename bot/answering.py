"""What one event is answered: who speaks with which authority, what there is to say, and the promise of it.

All of it happens in the transaction in which the desk took the event in.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot import consent, reception
from bot.line.events import Said
from bot.scene import Answer, Links, Scene
from bot.voice import general
from bot.voice.limits import MESSAGES, fit
from tracker import outbox
from tracker.actions.authority import authority_of
from tracker.actions.come_and_leave import come
from tracker.errors import StorageUnavailable, TrackerError
from tracker.files import Files
from tracker.model import Person
from tracker.outbox import Outgoing
from tracker.store import conversation, organisations, people
from tracker.store.plain import attempt

log = logging.getLogger(__name__)

# What somebody did, not only asked: handled again later, its answer is still news.
DEEDS = ("postback", "photo", "file")
LAST_DELIVERY = timedelta(minutes=19)


@dataclass(frozen=True)
class Answering:
    """What answering an event needs beside the transaction. `offices` as the desk has them."""

    files: Files
    zone: ZoneInfo
    links: Links
    offices: Mapping[str | None, str] = field(default_factory=dict)

    def answer(self, tx: Session, said: Said, now: datetime, delivered: datetime) -> Outgoing | None:
        """The promised reply, None when nothing is to be said. `delivered`: when LINE brought the event."""
        scene, answer = self.found(tx, said, now)
        if answer is None:
            return None
        person_id = scene.person.id if scene.person else None
        return self.promise(tx, said, answer, now, person_id, delivered)

    def tell_again(self, tx: Session, said: Said, now: datetime) -> None:
        """Act on an event that had failed; its answer is a push, unless it only answers a question."""
        scene, answer = self.found(tx, said, now)
        if answer is None or not answer.messages or not said.chat_id:
            return
        if answer.receipt or answer.writes or said.kind in DEEDS:
            outbox.promise_push(
                tx,
                f"retry:{said.event_id}",
                said.chat_id,
                fit(answer.messages),
                now,
                office_id=answer.office_id,
                person_id=scene.person.id if scene.person else None,
                account=said.account,
            )

    def found(self, tx: Session, said: Said, now: datetime) -> tuple[Scene, Answer | None]:
        """What there is to say, with what the thread is about now remembered."""
        scene = self.scene(tx, said, now)
        late = _comes_late(said, scene.topic)
        if late:
            scene.topic = {}  # it was said before what is under way now, and is no answer to that
        try:
            with attempt(tx):
                answer = consent.respond(said, scene)
        except StorageUnavailable:
            raise
        except TrackerError as error:
            answer = reception.refuse(error, scene)
        if answer is None:
            return scene, None
        if late:
            answer = replace(answer, messages=[general.came_late(), *answer.messages])
        elif answer.topic is not None and said.line_user_id and said.chat == "private" and scene.person:
            conversation.remember(
                tx, said.line_user_id, answer.topic | {"heard_at": said.at.timestamp()}, now
            )
        return scene, answer

    def scene(self, tx: Session, said: Said, now: datetime) -> Scene:
        """Who speaks, with which authority, about which office."""
        person = _person(tx, said, now)
        authority = authority_of(tx, person.id if person else None, now, said.chat)
        of_account = self._office_of(tx, said.account)
        if of_account is not None:
            authority = authority.within(of_account)  # its secret speaks for nobody elsewhere
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
            account=said.account,
        )
        scene.office_id = _office_id(scene, of_account)
        return scene

    def _office_of(self, tx: Session, account: str | None) -> int | None:
        """The office the account is of; none where it is of no office, or of one that is not there yet."""
        slug = self.offices.get(account)
        return organisations.id_of(tx, slug) if slug else None

    def promise(
        self,
        tx: Session,
        said: Said,
        answer: Answer,
        now: datetime,
        person_id: int | None = None,
        delivered: datetime | None = None,
    ) -> Outgoing | None:
        """Promise a reply, along with notes that were kept for the person; None when nothing can be said."""
        if not said.reply_token or not answer.messages:
            return None
        body = fit(answer.messages)
        private = person_id is not None and said.chat == "private"
        kept = outbox.say_parked(tx, person_id, now, MESSAGES - len(body)) if private and person_id else []
        return outbox.promise_reply(
            tx,
            key=f"reply:{said.event_id}",
            # Somebody who was erased by this very event is answered by the token alone: nothing keeps who it was.
            recipient=said.chat_id if person_id or said.chat != "private" else None,
            reply_token=said.reply_token,
            token_at=_token_at(said, delivered or now),
            body=[*body, *fit(kept)][:MESSAGES],
            receipt=answer.receipt or bool(kept),  # a note that was kept is said once, and nowhere else
            now=now,
            office_id=answer.office_id,
            person_id=person_id,
            account=said.account,
        )

    def say_trouble(self, tx: Session, said: Said, now: datetime) -> Outgoing | None:
        """That something went wrong, if it can be said: what is kept for another try is kept in any case."""
        try:
            with attempt(tx):
                return self.promise(tx, said, Answer([general.trouble()]), now)
        except Exception as error:
            log.error("event of kind %s failed without a word: %s", said.kind, type(error).__name__)
            return None


def _comes_late(said: Said, topic: dict[str, Any]) -> bool:
    """Whether a text was said before the message that is under way: LINE keeps no order. What waits to be confirmed or
    answered stays; the late one is answered for itself."""
    if said.kind != "text" or said.chat != "private":
        return False
    under_way = any(topic.get(key) for key in ("draft_id", "telling", "lesson"))
    return under_way and said.at.timestamp() < topic.get("heard_at", 0)


def _token_at(said: Said, delivered: datetime) -> datetime:
    """When the life of the reply token began: its minute runs from each delivery of the webhook, but it dies for good
    20 minutes after the event."""
    return delivered if timedelta() <= delivered - said.at < LAST_DELIVERY else said.at


def _person(tx: Session, said: Said, now: datetime) -> Person | None:
    """The one who speaks. A person is remembered from the first private message on; in groups nobody is stored."""
    if said.line_user_id is None:
        return None
    if said.chat != "private":
        return people.person_by_line_id(tx, said.line_user_id)
    if said.kind in ("unfollow", "unsend"):
        return people.person_by_line_id(tx, said.line_user_id)  # nobody becomes known by going
    person = people.ensure_person(tx, said.line_user_id, now)
    come(tx, person, said.at, said.account)
    return person


def _office_id(scene: Scene, of_account: int | None) -> int | None:
    """The office talked about: the thread's, else one's own (of several the account's), else the account's, else the
    one asked about last."""
    chosen = scene.topic.get("office_id")
    if isinstance(chosen, int):
        return chosen
    own = [holding.office_id for holding in scene.authority.holdings]
    if own:
        return of_account if of_account in own else own[0]
    if of_account is not None:
        return of_account
    return scene.person.asks_about if scene.person else None
