"""Once a day: what has had its time goes, each kind in small transactions of its own."""

import logging
from collections import Counter
from datetime import datetime, timedelta

from tracker.actions.erase_person import erase_person
from tracker.actions.forget_files import forget_later
from tracker.actions.receive_paper import forget_left_lying
from tracker.actions.stage_photos import forget_staged
from tracker.actions.sweep_files import sweep_files
from tracker.errors import FilesUnavailable
from tracker.files import Files
from tracker.settings import Retention
from tracker.store import Store, desk_sessions, editions, retention

log = logging.getLogger(__name__)

PEOPLE_AT_ONCE = 20
DRAWINGS_FOR = timedelta(days=2)
"""Longer than a link to a report lives."""


def forget_old(store: Store, files: Files, now: datetime, keep: Retention) -> Counter[str]:
    """Forget what is older than the settings say; how many rows of each kind. A second run forgets nothing more, and
    one that was killed goes on where it stopped."""
    gone: Counter[str] = Counter()
    for name, forget in retention.FORGET.items():
        while True:
            with store.begin() as tx:
                count = forget(tx, now, keep)
            gone[name] += count
            if count < retention.BATCH:
                break
    with store.begin() as tx:
        forget_left_lying(tx, files, now)
        forget_staged(tx, files, now)
        desk_sessions.forget_old(tx, now)
    while True:
        with store.begin() as tx:
            drawn = editions.forget_old_drawings(tx, now - DRAWINGS_FOR, retention.BATCH)
            for content in drawn:
                forget_later(tx, files, content)
        gone["drawings"] += len(drawn)
        if len(drawn) < retention.BATCH:
            break
    while True:
        with store.begin() as tx:
            left = retention.who_left(tx, now, keep, PEOPLE_AT_ONCE)
            for person in left:
                erase_person(tx, files, person, now, "left")
        gone["people"] += len(left)
        if len(left) < PEOPLE_AT_ONCE:
            break
    try:
        gone["files"] += sweep_files(store, files, now)
    except (FilesUnavailable, OSError) as error:
        log.error("files are swept another day: %s", type(error).__name__)
    return gone
