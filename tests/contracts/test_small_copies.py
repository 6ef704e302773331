"""Every stored photo gets a small copy, whichever way it came; none is tried for ever, none taken back returns."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import event

from tests.contracts.clerk import Clerk
from tracker.actions.forget_files import forget_evidence
from tracker.actions.shrink_photos import LOOK_AGAIN, shrink_due
from tracker.errors import FilesUnavailable
from tracker.files import Files, Folder, Stored
from tracker.files.shrink import SMALL_SIDE
from tracker.model import Evidence
from tracker.store import Store
from tracker.store.evidence import without_small_copy


@pytest.fixture
def clerk(sampled: Store) -> Clerk:
    return Clerk(sampled, "buengcharoen", "กองช่าง", "head")


@pytest.fixture
def files(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "files")


def photo(side: int = 2400, color: str = "white") -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (side, side // 2), color).save(drawn, "JPEG")
    return drawn.getvalue()


def kept(clerk: Clerk, stored: Stored, **more: object) -> Evidence:
    """A piece of evidence as it is stored without a small copy."""
    given = {"kind": "photo", "state": "stored", "sha256": stored.sha256, "next_at": clerk.now} | more
    row = Evidence(office_id=clerk.office_id, person_id=clerk.person_id, received_at=clerk.now, **given)
    with clerk.store.begin() as tx:
        tx.add(row)
    return row


def small_of(clerk: Clerk, row: Evidence) -> str | None:
    with clerk.store.read() as tx:
        return tx.get_one(Evidence, (row.office_id, row.id)).small_sha256


def all_shrunk(clerk: Clerk, files: Files) -> int:
    tried = 0
    while now := shrink_due(clerk.store, files, clerk.now):
        tried += now
        assert tried < 100, "tried for ever"
    return tried


def test_stored_photos_get_their_small_copy_and_only_once(clerk: Clerk, files: Folder) -> None:
    rows = [kept(clerk, files.put([photo(2000 + side)], 10**7)) for side in range(6)]
    assert all_shrunk(clerk, files) == 6
    for row in rows:
        with Image.open(files.path(small_of(clerk, row) or "")) as small:
            assert max(small.size) == SMALL_SIDE
    assert all_shrunk(clerk, files) == 0


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "file"},
        {"state": "staged"},
        {"state": "received", "sha256": None},
        {"state": "removed", "sha256": None},
    ],
)
def test_what_is_no_photo_of_a_report_is_left_alone(
    clerk: Clerk, files: Folder, other: dict[str, Any]
) -> None:
    row = kept(clerk, files.put([photo()], 10**7), **other)
    assert all_shrunk(clerk, files) == 0 and small_of(clerk, row) is None


def test_what_cannot_be_drawn_smaller_stands_for_itself(clerk: Clerk, files: Folder) -> None:
    stored = files.put([b"no picture at all"], 10**7)
    row = kept(clerk, stored)
    assert all_shrunk(clerk, files) == 1
    assert small_of(clerk, row) == stored.sha256


def test_a_photo_whose_file_is_away_is_looked_for_again_a_day_later(clerk: Clerk, files: Folder) -> None:
    content = photo()
    stored = files.put([content], 10**7)
    files.remove(stored.sha256)
    row = kept(clerk, stored)
    assert all_shrunk(clerk, files) == 1 and small_of(clerk, row) is None
    files.put([content], 10**7)
    assert shrink_due(clerk.store, files, clerk.now + LOOK_AGAIN) == 1
    assert small_of(clerk, row) is not None


class Unreadable(Folder):
    """The disk fails at one content."""

    def __init__(self, root: Path, sha256: str) -> None:
        super().__init__(root)
        self.sha256 = sha256

    def path(self, sha256: str) -> Path:
        if sha256 == self.sha256:
            raise FilesUnavailable(reason="SlowDown")
        return super().path(sha256)


def test_a_photo_that_cannot_be_read_now_holds_up_no_other_and_is_tried_again(
    clerk: Clerk, files: Folder
) -> None:
    first, *others = [kept(clerk, files.put([photo(2000 + side)], 10**7)) for side in range(12)]
    assert all_shrunk(clerk, Unreadable(files.root, str(first.sha256))) == 12
    assert small_of(clerk, first) is None and None not in [small_of(clerk, each) for each in others]
    assert shrink_due(clerk.store, files, clerk.now + LOOK_AGAIN) == 1
    assert small_of(clerk, first) is not None


class TakenBackMeanwhile(Folder):
    """A photo is taken back just when its small copy is being written."""

    def __init__(self, root: Path, take_back: Callable[[], None]) -> None:
        super().__init__(root)
        self.take_back = take_back

    def put(self, *given: object, **more: object) -> Stored:
        stored = super().put(*given, **more)  # type: ignore[arg-type]
        self.take_back()
        return stored


def test_a_photo_taken_back_while_it_is_drawn_leaves_nothing(clerk: Clerk, files: Folder) -> None:
    row = kept(clerk, files.put([photo()], 10**7))

    def take_back() -> None:
        with clerk.store.begin() as tx:
            forget_evidence(tx, files, tx.get_one(Evidence, (row.office_id, row.id)))

    assert shrink_due(clerk.store, TakenBackMeanwhile(files.root, take_back), clerk.now) == 1
    assert small_of(clerk, row) is None
    assert not [path for path in files.root.rglob("*") if path.is_file()]


def test_the_database_finds_them_without_reading_all_evidence(clerk: Clerk) -> None:
    """It is asked every few seconds, beside all the photos of the country."""
    asked: list[tuple[str, Any]] = []
    with clerk.store.read() as tx:
        connection = tx.connection()
        event.listen(connection, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
        without_small_copy(tx, clerk.now)
        [(statement, parameters)] = asked
        how = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
        if connection.dialect.name != "sqlite":
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # so small a table is read whole
        plan = connection.exec_driver_sql(how + statement, parameters).all()
    assert "ix_evidence_no_small_copy" in str(plan)
