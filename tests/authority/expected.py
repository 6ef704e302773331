"""What `who_may.csv` says, cell by cell. The table was written by hand and knows nothing of the product's own one.

A row is an action in some chats and some states of the post; under each role stands "-" (no), "own" (things of the
post's own department) or "any". Every cell must be there, once.
"""

import csv
from itertools import product
from pathlib import Path

ROLES = ("public", "officer", "head", "coordinator", "executive")
CHATS = ("private", "group", "room")
STATES = ("current", "acting", "not_begun", "ended", "retired", "none")

Cell = tuple[str, str, str, str]


def _read() -> dict[Cell, str]:
    cells: dict[Cell, str] = {}
    with (Path(__file__).parent / "who_may.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for chat, state, role in product(row["chat"].split(), row["state"].split(), ROLES):
                cell = row["action"], chat, state, role
                assert cell not in cells, f"{cell} stands twice"
                assert row[role] in ("-", "own", "any"), f"{cell}: {row[role]!r}"
                cells[cell] = row[role]
    return cells


EXPECTED = _read()


def may(role: str, action: str, *, own: bool, chat: str, state: str) -> bool:
    """What the table says. Raises KeyError for a cell that is missing."""
    reach = EXPECTED[action, chat, state, role]
    return reach == "any" or (reach == "own" and own)
