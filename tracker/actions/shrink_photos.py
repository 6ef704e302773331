"""Small copies of the photos that have none: those sent with the phone form, and those kept before there were any.

Pages and reports are drawn from small copies: sixty photos as the phones took them need more memory than a small
machine has to spare.
"""

from datetime import datetime, timedelta

from tracker.actions.fetch_evidence import small_copy
from tracker.actions.forget_files import forget_later
from tracker.files import Files
from tracker.store import Store, evidence

LOOK_AGAIN = timedelta(days=1)
"""After which a photo whose file was not there is looked for again."""


def shrink_due(store: Store, files: Files, now: datetime) -> int:
    """Give a few photos their small copy; how many were tried. No transaction is open while a picture is drawn: two
    processes at the same photo make the same copy. Raises what the store of files raises, and nothing is changed."""
    if files.nearly_full():
        return 0
    with store.read() as tx:
        waiting = [(row.office_id, row.id, row.sha256) for row in evidence.without_small_copy(tx, now)]
    for office_id, evidence_id, sha256 in waiting:
        assert sha256 is not None
        there = files.path(sha256).is_file()
        # What cannot be drawn smaller stands for itself: it is not tried for ever.
        small = (small_copy(files, sha256) or sha256) if there else None
        with store.begin() as tx:
            kept = evidence.locked(tx, office_id, evidence_id)
            if kept is None or kept.sha256 != sha256:  # taken back meanwhile
                forget_later(tx, files, small)
                continue
            kept.small_sha256 = small
            kept.next_at = kept.next_at if there else now + LOOK_AGAIN
            tx.add(kept)
    return len(waiting)
