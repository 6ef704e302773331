"""Small copies of the photos that have none: those sent with the phone form, and those kept before there were any.

Pages and reports are drawn from small copies: sixty photos as the phones took them need more memory than a small
machine has to spare.
"""

import logging
from datetime import datetime, timedelta

from tracker.actions.fetch_evidence import small_copy
from tracker.actions.forget_files import forget_later
from tracker.files import Files
from tracker.store import Store, evidence

log = logging.getLogger(__name__)
LOOK_AGAIN = timedelta(days=1)
"""After which a photo whose file was not there, or could not be read, is tried again."""


def shrink_due(store: Store, files: Files, now: datetime) -> int:
    """Give a few photos their small copy; how many were tried. No transaction is open while a picture is drawn: two
    processes at the same photo make the same copy. One that cannot be read holds up no other."""
    if files.nearly_full():
        return 0
    with store.read() as tx:
        waiting = [(row.office_id, row.id, str(row.sha256)) for row in evidence.without_small_copy(tx, now)]
    for office_id, evidence_id, sha256 in waiting:
        try:
            small = _small(files, sha256)
        except Exception as error:  # whatever the disk or the bucket does, the others get theirs
            log.warning("photo %s got no small copy: %s", evidence_id, type(error).__name__)
            small = None
        with store.begin() as tx:
            kept = evidence.locked(tx, office_id, evidence_id)
            if kept is None or kept.sha256 != sha256:  # taken back meanwhile
                forget_later(tx, files, small)
                continue
            kept.small_sha256 = small
            kept.next_at = now + LOOK_AGAIN if small is None else kept.next_at
            tx.add(kept)
    return len(waiting)


def _small(files: Files, sha256: str) -> str | None:
    """The SHA-256 of the copy; None when the photo is not there. Raises OSError and FilesUnavailable."""
    path = files.path(sha256)
    if not path.is_file():
        return None
    # What is there, can be read to its end and still cannot be drawn stands for itself: it is not tried for ever.
    path.read_bytes()
    return small_copy(files, sha256) or sha256
