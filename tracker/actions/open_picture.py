"""A picture of the departments is opened through its address: asked anew whether the person it was given to may."""

from datetime import datetime, timedelta

from sqlmodel import Session

from tracker.actions.authority import audit, authority_of
from tracker.actions.open_file import ASK_AGAIN
from tracker.store import calendar

NOTED_EVERY = timedelta(days=1)


def open_picture(tx: Session, person_id: int, office_id: int, fiscal_year: int, now: datetime) -> None:
    """The figures of a whole office are shown. Raises NotAllowed when they may not read the office any more.

    It is LINE that fetches it, several times and for nobody in particular: a person's are noted once a day.
    """
    post = authority_of(tx, person_id, now).permit("read_internal_office", office_id, None, ASK_AGAIN)
    if not calendar.noted_since(tx, office_id, person_id, "open_picture", now - NOTED_EVERY):
        audit(
            tx,
            now,
            "open_picture",
            str(fiscal_year),
            office_id=office_id,
            person_id=person_id,
            post_id=post.post_id,
        )
