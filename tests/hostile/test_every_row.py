"""The table of hostile inputs is complete: each of its 46 rows has a test that bears its number, none is skipped."""

import re
from pathlib import Path

HERE = Path(__file__).parent
ROWS = range(1, 47)
NAMED = re.compile(r"^def test_rows?_(\d\d)(?:_and_(\d\d))?_\w+\(", re.M)


def test_each_of_the_46_rows_has_a_test() -> None:
    found = {
        int(number)
        for path in HERE.glob("test_*.py")
        for pair in NAMED.findall(path.read_text("utf-8"))
        for number in pair
        if number
    }
    assert found == set(ROWS), (
        f"without a test: {sorted(set(ROWS) - found)}; no such row: {sorted(found - set(ROWS))}"
    )


def test_none_of_them_is_skipped() -> None:
    for path in HERE.glob("test_*.py"):
        if path.name != Path(__file__).name:
            assert not re.search(
                r"mark\.(skip|skipif|xfail)|pytest\.(skip|xfail)\(", path.read_text("utf-8")
            ), path.name
