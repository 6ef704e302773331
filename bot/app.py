"""The only wiring of the web process: `gunicorn 'bot.app:create_app()'`."""

import atexit
import logging
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from flask import Flask

from bot import logs
from bot.crowd import Crowd
from bot.desk import Desk
from bot.intents.choose import warm
from bot.line.client import LineClient
from bot.line.identity import Identity
from bot.line.patience import Patience
from bot.pages import create_pages
from bot.pages.downloads import links_for
from bot.pages.health import count_webhook
from bot.settings import WebSettings, web_settings
from bot.webhook import create_webhook
from tracker import outbox
from tracker.errors import SettingInvalid
from tracker.files import open_files
from tracker.settings import TrackerSettings, tracker_settings
from tracker.store import Store

log = logging.getLogger(__name__)

# LINE asks again after two seconds without an answer: give up on a locked database before that.
BUSY_MS = 1200
SENDERS = 16


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
    desk = Desk(store, files, facts.zone, links_for(web))
    pool = ThreadPoolExecutor(SENDERS, thread_name_prefix="reply")
    crowd = Crowd(desk, _sender(store, line, clock, pool), clock)
    app = Flask("bot", static_folder=None)
    app.extensions["crowd"] = crowd
    app.extensions["store"] = store  # for whoever takes the process down in good order
    app.register_blueprint(
        create_webhook(
            crowd,
            web.line_channel_secret.get_secret_value(),
            count_webhook,
            Patience(line.show_loading),
            Identity(line.info, pool.submit),
        )
    )
    for pages in create_pages(store, web, files, clock, keep=facts.retention):
        app.register_blueprint(pages)
    return app


def _sender(
    store: Store, line: LineClient, clock: Callable[[], datetime], pool: ThreadPoolExecutor
) -> Callable[[int], None]:
    """Send a promised reply from a thread, so that LINE has its 200 whatever its own speed. What a thread cannot
    send (the process dies, LINE is away) the sweeper of the scheduler finds."""
    pool.submit(line.warm)  # the SDK takes seconds to import: not while the first person waits
    pool.submit(warm)  # nor the examples that a message is compared with
    atexit.register(pool.shutdown, wait=True)

    def deliver(message_id: int) -> None:
        try:
            outbox.deliver_one(store, line, message_id, clock())
        except Exception:
            log.exception("reply %s is left to the sweeper", message_id)

    def send(message_id: int) -> None:
        pool.submit(deliver, message_id)

    return send
