"""`python -m tests.tracker.documents.generated --seeds 200`: how much of so many papers is read rightly."""

import argparse

from tests.tracker.documents.generated.blocks import shown
from tests.tracker.documents.generated.measuring import Outcome, measured, table


def main() -> None:
    """Read papers, print the table, what goes wrong with what, and the worst papers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=200, help="how many papers")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--worst", type=int, default=3, help="how many of the worst papers to show")
    parser.add_argument("--field", help="show misses of this field only")
    parser.add_argument("--only", help="count papers whose recipe names this only, as in 'cards' or 'csv'")
    asked = parser.parse_args()
    outcomes = measured(range(asked.first, asked.first + asked.seeds))
    outcomes = [each for each in outcomes if not asked.only or asked.only in each.paper.recipe]
    print("\n".join(table(outcomes)))
    print("\nby what the paper is made of (papers, misses a paper):")
    for name, papers, misses in _by_recipe(outcomes):
        print(f"  {name:32}{papers:>5}{misses:>8.1f}")
    for outcome in sorted(outcomes, key=lambda each: -len(_asked(each, asked.field)))[: asked.worst]:
        _show(outcome, asked.field)


def _asked(outcome: Outcome, field: str | None) -> list[str]:
    return [
        f"{miss.kind:9}{miss.key[0]} {miss.key[1:2]}: wanted {miss.wanted!r}, got {miss.got!r}"
        for miss in outcome.misses
        if field in (None, miss.key[0])
    ]


def _by_recipe(outcomes: list[Outcome]) -> list[tuple[str, int, float]]:
    names = sorted({name for each in outcomes for name in each.paper.recipe})
    found = []
    for name in names:
        those = [each for each in outcomes if name in each.paper.recipe]
        found.append((name, len(those), sum(len(each.misses) for each in those) / len(those)))
    return sorted(found, key=lambda row: -row[2])


def _show(outcome: Outcome, field: str | None) -> None:
    lines = _asked(outcome, field)
    print(f"\n=== seed {outcome.paper.seed}: {', '.join(outcome.paper.recipe)} ({len(lines)} misses)")
    print(shown(outcome.paper.blocks))
    print("---\n" + "\n".join(lines[:40]))


if __name__ == "__main__":
    main()
