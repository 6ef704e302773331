"""gunicorn's settings. Threads, because a slow client must not hold up the others."""

import os

from dotenv import load_dotenv

load_dotenv()  # PORT may stand in .env like every other setting

bind = f"{os.environ.get('HOST', '0.0.0.0')}:{os.environ.get('PORT', '8000')}"  # noqa: S104  (a web server listens)
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
timeout = 30
graceful_timeout = 10
accesslog = None
