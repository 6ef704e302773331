"""gunicorn's settings. Threads, because a slow client must not hold up the others."""

import os
import sys

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

bind = f"{os.environ.get('HOST', '0.0.0.0')}:{os.environ.get('PORT', '8000')}"  # noqa: S104  (a web server listens)
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
timeout = 30
graceful_timeout = 10
accesslog = None
logconfig_dict = logs.FOR_GUNICORN
