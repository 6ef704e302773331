"""`python -m tests.chaos --n 2000 --m 1000 --seed 1 --db sqlite|pg [--short] [--mutant NAME|all]`."""

import json
import signal
import sys
from dataclasses import replace
from typing import Any

import click

from tests.chaos import mutants
from tests.chaos.run import Wanted, run

SHORT = {"webhooks": 120, "reminders": 60, "kills": 12}


@click.command(help=__doc__)
@click.option("--n", default=2000, help="webhooks, about")
@click.option("--m", default=1000, help="people to remind")
@click.option("--seed", default=1)
@click.option("--db", type=click.Choice(["sqlite", "pg"]), default="sqlite")
@click.option("--kills", default=70, help="at least so many kill -9")
@click.option("--short", is_flag=True, help="a small part of everything, for continuous integration")
@click.option(
    "--mutant",
    type=click.Choice([*mutants.NAMES, "all"]),
    help="break the product first; must fail in its own way",
)
def main(n: int, m: int, seed: int, db: str, kills: int, short: bool, mutant: str | None) -> None:
    """Make the run, or one for each mutant; one line of JSON each, exit status 0 when all came out as they must."""
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit("ended by SIGTERM")
    )  # in good order: nothing stays behind
    wanted = Wanted(n, m, seed, db, kills)
    if short:
        wanted = replace(wanted, **SHORT)
    names = mutants.NAMES if mutant == "all" else (mutant or "",)
    as_it_must = True
    for name in names:
        figures = run(replace(wanted, mutant=name))
        if name:
            figures = {"found_out": found_out(figures)} | figures
        print(json.dumps(figures), flush=True)
        as_it_must &= bool(figures["found_out" if name else "ok"])
    sys.exit(0 if as_it_must else 1)


def found_out(figures: dict[str, Any]) -> bool:
    """Whether a mutant failed its run in its own way: the damage it does is there, and nothing failed because the
    mutant itself does not fit the product any more."""
    fits = not figures["mistakes"] and not figures["found"]["failed_events"] and figures["events"] > 0
    return bool(not figures["ok"] and fits and mutants.shows(figures["mutant"], figures["found"]))


if __name__ == "__main__":
    main(prog_name="python -m tests.chaos")
