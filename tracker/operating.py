"""How every command of an operator behaves: one clear line on stderr, exit status 1, never a traceback."""

import functools
import sys
from collections.abc import Callable
from typing import Any

from tracker.errors import TrackerError
from tracker.settings import tracker_settings
from tracker.store import Store


def plainly(command: Callable[..., Any]) -> Callable[..., Any]:
    """Failures as one clear line on stderr and exit status 1; never a traceback."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except TrackerError as error:
            sys.exit(f"prongsai: {error}")
        except OSError as error:
            sys.exit(f"prongsai: {error.filename or ''} {error.strerror or error}".replace("  ", " "))

    return run


def opened_store() -> Store:
    """The database the settings name."""
    return Store(tracker_settings().database_url)
