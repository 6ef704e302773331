"""`python -m tests.load`: is LINE ever kept waiting? One JSON line; exit 1 unless all is within bounds."""

import json
import sys
from dataclasses import replace

import click

from tests.load.run import Plan, measure

NORMAL = Plan()


@click.command(help=__doc__)
@click.option(
    "--rate", default=NORMAL.rate, type=float, show_default=True, help="events a second, as a Poisson stream"
)
@click.option("--minutes", default=NORMAL.minutes, type=float, show_default=True)
@click.option("--burst", default=NORMAL.burst, show_default=True, help="events at one instant")
@click.option("--bursts", default=NORMAL.bursts, show_default=True, help="how often, spread evenly")
@click.option("--people", default=NORMAL.people, show_default=True, help="officers who write")
@click.option("--slow", default=NORMAL.slow, show_default=True, help="clients that never finish a request")
@click.option(
    "--db", default=NORMAL.database, type=click.Choice(["sqlite", "pg"]), help="sqlite (default) or pg"
)
@click.option("--seed", default=NORMAL.seed, show_default=True)
def main(
    rate: float, minutes: float, burst: int, bursts: int, people: int, slow: int, db: str, seed: int
) -> None:
    """Measure; a run on a disk that was busy with something else is repeated, three times at most."""
    plan = Plan(rate, minutes, burst, bursts, people, slow, db, seed)
    for attempt in range(3):
        figures = measure(replace(plan, seed=plan.seed + attempt))
        print(json.dumps(figures | {"attempt": attempt + 1}), flush=True)
        if figures["ok"] or not figures["noisy"]:
            break
    sys.exit(0 if figures["ok"] else 1)


if __name__ == "__main__":
    main(prog_name="python -m tests.load")
