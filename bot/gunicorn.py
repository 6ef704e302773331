"""gunicorn's settings. Threads, because a slow client must not hold up the others."""

import gc
import os
import sys
from typing import Any

from dotenv import load_dotenv
from gunicorn.glogging import Logger

from bot import logs
from bot.settings import web_settings
from tracker import arenas, cores, large_pages
from tracker.errors import SettingInvalid
from tracker.settings import tracker_settings

load_dotenv()  # PORT may stand in .env like every other setting
try:
    web_settings(), tracker_settings()
except SettingInvalid as error:
    # Here and not in the workers, which gunicorn would start again for ever.
    sys.exit(f"prongsai: {error}")
logs.VEIL.learn(logs.secrets_of(web_settings(), tracker_settings()))
logs.own_the_process()
arenas.keep_few()


def _number_of_workers() -> int:
    given = os.environ.get("WEB_CONCURRENCY", "").strip() or "2"
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= 64):
        sys.exit(
            f"prongsai: WEB_CONCURRENCY {given!r} is no number of processes, 1 to 64; for example WEB_CONCURRENCY=2"
        )
    return int(given)


# Without HOST on every interface: a web server listens.
bind = f"{os.environ.get('HOST', '')}:{os.environ.get('PORT', '8000')}"
workers = _number_of_workers()
worker_class = "gthread"
# Many, because one that reads from a slow client waits with it; how many work at once is bot.crowd's to say.
threads = 64
# The application is loaded once and the workers are its forks: one that dies is back at once instead of after the
# seconds its imports take, and they share the memory. A new version needs a restart, not a HUP.
preload_app = True
# With threads this is how long a worker may give no sign of life, not how long an answer takes: a download may wait a
# minute for its drawing (bot.pages.drawn), and the time an answer gets is set in docs/operator/nginx.conf.
timeout = 30
graceful_timeout = 10
accesslog = None
logconfig_dict = logs.FOR_GUNICORN


class WithoutAccesses(Logger):
    """gunicorn's own log. A `logconfig_dict` makes it put together a line for every request even where no access log is
    wanted, and nobody hears it."""

    def access(self, *of: Any) -> None:
        """A line for a request, where an access log is wanted."""
        if self.cfg.accesslog:
            super().access(*of)


logger_class = WithoutAccesses


def when_ready(server: Any) -> None:
    """In the master, before the first fork: load what the first answers would otherwise wait for."""
    server.app.wsgi().extensions["warm"]()
    # What is loaded now stays for good: no worker need look through it for garbage, a fifth of a second each time.
    gc.collect()
    gc.freeze()


def pre_fork(server: Any, worker: Any) -> None:
    """In the master: a core for the worker, beside those of the workers that live."""
    worker.core = cores.for_one_more(
        server.num_workers, [getattr(each, "core", None) for each in server.WORKERS.values()]
    )


def post_fork(_server: Any, worker: Any) -> None:
    """In each worker, before it starts a thread."""
    cores.keep_to(worker.core)


def post_worker_init(worker: Any) -> None:
    """In each worker: threads do not come along with a fork. One handles what a process that died had taken in, one
    sends the replies it left."""
    large_pages.gather()
    worker.wsgi.extensions["count"]()
    worker.wsgi.extensions["crowd"].watch()
    worker.wsgi.extensions["sweep"]()
