"""The only wiring of the web process: `gunicorn 'bot.app:create_app()' --config bot/gunicorn.py`."""

import atexit
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

from flask import Flask
from pydantic import SecretStr

from bot import logs
from bot.crowd import Crowd
from bot.desk import Desk
from bot.intents.choose import NOWHERE, warm
from bot.line.client import LineClient
from bot.line.doors import Door, Doors
from bot.line.identity import Identity
from bot.line.patience import Patience
from bot.pages import create_pages
from bot.pages.downloads import links_for
from bot.pages.health import count_from_nought, count_webhook
from bot.replies import Replies
from bot.scene import words_of_nowhere
from bot.settings import WebSettings, web_settings
from bot.webhook import create_webhook
from tracker import outbox
from tracker.errors import SettingInvalid, StorageUnavailable
from tracker.files import open_files
from tracker.settings import TrackerSettings, tracker_settings
from tracker.store import Store

log = logging.getLogger(__name__)

# LINE asks again after two seconds without an answer: give up on a locked database before that.
BUSY_MS = 1200
SENDERS = 16
SWEEP_EVERY = 2.0  # seconds


def utc_now() -> datetime:
    """The present. The only clock of the web process."""
    return datetime.now(UTC)


def create_app(
    web: WebSettings | None = None,
    facts: TrackerSettings | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Flask:
    """The web process: webhook, pages, health. A missing setting stops the start with one line that names it."""
    try:
        web, facts = web or web_settings(), facts or tracker_settings()
    except SettingInvalid as error:
        sys.exit(f"prongsai: {error}")
    logs.configure(logs.secrets_of(web, facts))
    store = Store(facts.database_url, busy_ms=BUSY_MS)
    files = open_files(facts.files_url)
    line = LineClient(web)
    work_off = _workers()
    doors = _doors(web, line, work_off)
    desk = Desk(store, files, facts.zone, links_for(web), doors.offices())
    crowd = Crowd(desk, Replies(store, line, clock, work_off).send, clock)
    app = Flask("bot", static_folder=None)
    app.extensions["crowd"] = crowd
    app.extensions["store"] = store  # for whoever takes the process down in good order
    app.extensions["warm"] = partial(_warm, store)
    app.extensions["sweep"] = _sweeper(store, line, clock)
    app.extensions["count"] = count_from_nought
    app.register_blueprint(create_webhook(crowd, doors, count_webhook))
    for pages in create_pages(store, web, files, clock, keep=facts.retention, doors=doors):
        app.register_blueprint(pages)
    return app


def _warm(store: Store) -> None:
    """Before the first fork: the names of all offices too, of which a country has 24,000. They come along into the
    workers; a connection must not."""
    words = NOWHERE
    try:
        if store.exists():
            with store.read() as tx:
                words = words_of_nowhere(tx)
    except Exception as error:
        # Whatever it is, whoever needs the database will hear of it; nobody needs it to start.
        reason = str(error) if isinstance(error, StorageUnavailable) else type(error).__name__
        log.warning("names of offices are read with the first message: %s", reason)
    finally:
        store.close()
    warm(words)


def _doors(web: WebSettings, line: LineClient, later: Callable[[Callable[[], None]], object]) -> Doors:
    """A door for each account; with one account the environment's, of which LINE tells who it is."""

    def door(secret: SecretStr, through: LineClient, account: str | None = None, office: str = "") -> Door:
        identity, patience = Identity(through.info, later), Patience(through.show_loading)
        return Door(secret.get_secret_value(), identity, patience, account, office)

    if not web.accounts:
        return Doors(door(web.line_channel_secret, line))
    own, *others = web.accounts
    return Doors(
        door(own.secret, line, office=own.office),
        {
            each.destination: door(each.secret, line.through(each.destination), each.destination, each.office)
            for each in others
        },
        own.destination,
    )


def _workers() -> Callable[[Callable[[], None]], object]:
    """What runs work on a thread of this process and returns at once."""
    pools: dict[int, ThreadPoolExecutor] = {}

    def later(work: Callable[[], None]) -> object:
        # By process: a server forks after this was wired, and threads do not come along.
        mine = os.getpid()
        if mine not in pools:
            pools[mine] = ThreadPoolExecutor(SENDERS, thread_name_prefix="reply")
            atexit.register(pools[mine].shutdown, wait=True)
        return pools[mine].submit(work)

    return later


def _sweeper(store: Store, line: LineClient, clock: Callable[[], datetime]) -> Callable[[], None]:
    """Starts the thread that sends again the replies a dead process or LINE's trouble left behind. The scheduler would,
    but a token lives for a minute only: after it nobody can tell any more whether a receipt had arrived."""

    def sweep() -> None:
        while True:
            time.sleep(SWEEP_EVERY)
            try:
                outbox.deliver(store, line, clock(), clock=clock, channel="reply")
            except StorageUnavailable as error:
                log.warning("replies wait: %s", error)
            except Exception as error:
                log.error("the sweeper goes on after %s", type(error).__name__)

    return lambda: threading.Thread(target=sweep, name="sweeper", daemon=True).start()
