"""gunicorn's settings. Threads, because a slow client must not hold up the others."""

import os
import sys
from typing import Any

from dotenv import load_dotenv

from bot import logs
from bot.settings import web_settings
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

# Without HOST on every interface: a web server listens.
bind = f"{os.environ.get('HOST', '')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
# Many, because one that reads from a slow client waits with it; how many work at once is bot.crowd's to say.
threads = 64
timeout = 30
graceful_timeout = 10
accesslog = None
logconfig_dict = logs.FOR_GUNICORN


def post_worker_init(worker: Any) -> None:
    """In each worker once it is up: handle what a process that died had taken in."""
    worker.wsgi.extensions["crowd"].watch()
