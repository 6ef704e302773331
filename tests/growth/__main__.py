"""`python -m tests.growth 8000 --url sqlite:////tmp/large.db`: offices to measure with, in a database that has none."""

import sys
from datetime import UTC, date, datetime

import click

from tests.growth.filling import Country, NotEmpty, bar_on_stderr, fill
from tracker.rules.workdays import BANGKOK
from tracker.store import Store


@click.command(help=__doc__)
@click.argument("offices", type=click.IntRange(1, 8_000))
@click.option("--url", required=True, help="the database; never taken from the settings")
@click.option("--on", help="the day it is made for, A.D., as in 2026-11-23; today when left out")
@click.option(
    "--owing-every",
    default=100,
    show_default=True,
    help="every so-many-th office owes the round that fell due last",
)
def main(offices: int, url: str, on: str | None, owing_every: int) -> None:
    """Fill the database, with a bar on stderr."""
    today = date.fromisoformat(on) if on else datetime.now(UTC).astimezone(BANGKOK).date()
    try:
        fill(Store(url), Country(offices, today, owing_every), bar_on_stderr)
    except NotEmpty as error:
        sys.exit(f"growth: {error}")


if __name__ == "__main__":
    main(prog_name="python -m tests.growth")
