"""A content nothing is of any more goes, whatever happened when it should have gone."""

import logging
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.town import Town
from tracker.actions.forget_files import forget_later
from tracker.actions.forget_old import forget_old
from tracker.actions.sweep_files import FEW
from tracker.model import Evidence, IncomingPaper, Person, Source
from tracker.settings import Retention
from tracker.store import Store, organisations

HOUR = timedelta(hours=1)


def put(place: Town, content: bytes, at: datetime) -> str:
    """A content stored at a moment."""
    sha256 = place.files.put([content], limit=100).sha256
    os.utime(place.files.path(sha256), (at.timestamp(), at.timestamp()))
    return sha256


def swept(place: Town) -> int:
    return forget_old(place.store, place.files, place.now, Retention())["files"]


def is_kept(place: Town, sha256: str) -> bool:
    return place.files.path(sha256).is_file()


def unremovable(path: Path) -> None:
    """Something that no `unlink` takes away."""
    path.unlink()
    path.mkdir()


def test_a_removal_that_fails_is_logged_without_words_and_keeps_none_of_the_others(
    place: Town, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = (put(place, each, place.now) for each in (b"first", b"second"))
    unremovable(place.files.path(first))
    with place.store.begin() as tx:
        forget_later(tx, place.files, first)
        forget_later(tx, place.files, second)
    assert not is_kept(place, second)
    (said,) = [each.getMessage() for each in caplog.records if each.levelno == logging.ERROR]
    assert said.startswith("committed") and first not in said


def test_what_follows_a_commit_may_write_and_fail_and_the_caller_is_told_of_neither(store: Store) -> None:
    def writes(office: int) -> Callable[[], None]:
        def later() -> None:
            with store.begin() as tx:
                tx.add(Source(office_id=office, title="no such office", created_at=datetime.now()))  # noqa: DTZ005

        return later

    done: list[str] = []
    with store.begin() as tx:
        tx.info["after_commit"] = [writes(1), lambda: done.append("after")]
    assert done == ["after"]


def test_a_file_of_a_process_killed_after_its_commit_goes_with_the_daily_sweep(place: Town) -> None:
    old, young = put(place, b"old", place.now - 25 * HOUR), put(place, b"young", place.now - 23 * HOUR)
    assert isinstance(place.files.root, Path)
    part = place.files.root / ".part-x"
    part.write_bytes(b"half")
    os.utime(part, (0, 0))
    assert swept(place) == 1
    assert (is_kept(place, old), is_kept(place, young), part.exists()) == (False, True, False)
    assert swept(place) == 0


@pytest.mark.parametrize(
    ("use", "stays"),
    [("source", True), ("read", True), ("received", True), ("stored", True), ("dropped", False), ("removed", False)],
)  # fmt: skip
def test_what_a_row_is_of_is_never_swept(place: Town, use: str, stays: bool) -> None:
    sha256 = put(place, b"content", place.now - 25 * HOUR)
    with place.store.begin() as tx:
        office = organisations.office_by_slug(tx, "buengcharoen").id
        person = Person(line_user_id="Usweep", created_at=place.now)
        tx.add(person)
        tx.flush()
        if use == "source":
            tx.add(Source(office_id=office, title="t", sha256=sha256, created_at=place.now))
        elif use in ("stored", "removed"):
            tx.add(
                Evidence(
                    office_id=office, person_id=person.id, kind="photo", sha256=sha256, state=use,
                    received_at=place.now, next_at=place.now,
                )
            )  # fmt: skip
        else:
            tx.add(
                IncomingPaper(
                    office_id=office, person_id=person.id, sha256=sha256, state=use,
                    received_at=place.now, next_at=place.now + HOUR,
                )
            )  # fmt: skip
    assert (swept(place), is_kept(place, sha256)) == ((0, True) if stays else (1, False))


def test_files_of_another_database_are_left_alone(place: Town, caplog: pytest.LogCaptureFixture) -> None:
    names = [put(place, b"%d" % number, place.now - 25 * HOUR) for number in range(FEW + 1)]
    assert swept(place) == 0
    assert all(is_kept(place, each) for each in names)
    assert "do DATABASE_URL and FILES_URL belong together?" in caplog.text


def test_a_sweep_that_fails_keeps_nothing_else_from_being_forgotten(
    place: Town, caplog: pytest.LogCaptureFixture
) -> None:
    sha256 = put(place, b"content", place.now - 25 * HOUR)
    unremovable(place.files.path(sha256))
    os.utime(place.files.path(sha256), (0, 0))
    assert swept(place) == 0
    assert "files are swept another day" in caplog.text
