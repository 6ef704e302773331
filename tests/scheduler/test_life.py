"""The timed process arranges itself for the passes it makes."""

import subprocess
import sys
from pathlib import Path

ROWS_OF_A_COUNTRY = """
import gc
from scheduler.life import look_for_garbage_less

looks = []
def all_rows():
    gc.collect()
    gc.callbacks.append(lambda when, of: when == "start" and looks.append(of["generation"]))
    rows = [(number,) for number in range(400_000)]
    gc.callbacks.clear()
    seen, looks[:] = len(looks), []
    return seen

before = all_rows()
look_for_garbage_less()
print(before, all_rows(), gc.get_freeze_count())
for number in range(300_000):  # what lies in circles is still found
    one, other = [], []
    one.append(other)
    other.append(one)
print(len(gc.get_objects()))
"""


def test_rows_held_for_a_moment_are_hardly_looked_at_and_circles_are_still_found() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ROWS_OF_A_COUNTRY],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    before, after, frozen, left = (int(word) for word in done.stdout.split())
    assert before > 400 and after <= 8 and frozen > 10_000
    assert left < 300_000
