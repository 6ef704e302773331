"""The product's own gunicorn settings without its hooks: the echo bot has nothing of what they look after."""

from bot.gunicorn import (
    accesslog,
    bind,
    graceful_timeout,
    logconfig_dict,
    logger_class,
    preload_app,
    threads,
    timeout,
    worker_class,
    workers,
)

__all__ = [
    "accesslog",
    "bind",
    "graceful_timeout",
    "logconfig_dict",
    "logger_class",
    "preload_app",
    "threads",
    "timeout",
    "worker_class",
    "workers",
]
