"""What the drill takes for the proof that a plain copy is no backup."""

import pytest

from tests.drill.run import shows_damage


@pytest.mark.parametrize(
    ("figures", "bad"),
    [
        ({"lost": 3, "integrity": "ok", "photos_wrong": 0}, True),
        ({"lost": 0, "integrity": "row 7 missing from index", "photos_wrong": 0}, True),
        ({"lost": 0, "integrity": "ok", "photos_wrong": 9, "pushes_unsettled": 2}, False),
    ],
    ids=["rows are missing", "the file is broken", "only photos are missing"],
)
def test_a_copy_is_bad_only_when_its_database_is(figures: dict[str, object], bad: bool) -> None:
    assert shows_damage(figures) is bad
