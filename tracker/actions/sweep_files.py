"""Contents that should have gone: the process died between the commit and the removal, or the removal failed."""

import logging
from datetime import datetime, timedelta

from tracker.actions.forget_files import forget_unused
from tracker.files import Files
from tracker.store import Store, papers

log = logging.getLogger(__name__)

UNUSED_FOR = timedelta(days=1)
"""Much longer than it takes from a file that is stored to the row that tells of it."""
PARTS_FOR = timedelta(hours=1)
FEW = 20
"""So many files without a row are a matter of course."""


def sweep_files(store: Store, files: Files, now: datetime) -> int:
    """Remove what no row is of and was stored over a day ago, and what broken off writes left; how many contents.

    When most of what is kept has no row, this is another database than the files belong to (an empty one, one not yet
    restored): then nothing is removed. Raises FilesUnavailable, OSError, StorageUnavailable; the next sweep goes on.
    """
    files.drop_parts(now - PARTS_FOR)
    old = set(files.stored_before(now - UNUSED_FOR))
    with store.read() as tx:
        unused = sorted(old - papers.contents(tx))
    if len(unused) > max(FEW, len(old) // 2):
        log.error(
            "%s of %s files are of no row: nothing is removed; do DATABASE_URL and FILES_URL belong together?",
            len(unused), len(old),
        )  # fmt: skip
        return 0
    # Asked and looked at once more, one by one: somebody may send the same photo again this very moment.
    return forget_unused(store.read, files, unused, now - UNUSED_FOR)
