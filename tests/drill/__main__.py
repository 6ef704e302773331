"""`python -m tests.drill`: backup, disaster, restore; the same with a plain copy must fail. Prints RPO and RTO."""

import sys

import click

from tests.drill.run import Drill, line_of, play, shows_damage

NORMAL = Drill()
TRIES = 3
"""How often a plain copy is tried: by luck one may miss nothing."""


@click.command(help=__doc__)
@click.option("--rate", default=NORMAL.rate, type=float, show_default=True, help="events a second")
@click.option(
    "--seconds", default=NORMAL.seconds, type=float, show_default=True, help="of writing before the backup"
)
@click.option("--people", default=NORMAL.people, show_default=True)
@click.option(
    "--db", "databases", multiple=True, default=("sqlite", "pg"), type=click.Choice(["sqlite", "pg"])
)
@click.option("--without-copy", is_flag=True, help="leave out the proof that a plain copy fails")
def main(rate: float, seconds: float, people: int, databases: tuple[str, ...], without_copy: bool) -> None:
    """Play every drill; exit 1 when one does not end as it must."""
    as_wanted = True
    for database in databases:
        figures = play(Drill(rate, seconds, people, database))
        print(line_of(figures), flush=True)
        as_wanted = as_wanted and figures["ok"]
    if not without_copy and "sqlite" in databases:
        as_wanted = _copies_fail(Drill(rate, seconds, people, "sqlite", "copy")) and as_wanted
    sys.exit(0 if as_wanted else 1)


def _copies_fail(drill: Drill) -> bool:
    for _ in range(TRIES):
        figures = play(drill)
        print(line_of(figures), flush=True)
        if shows_damage(figures):
            return True
    print("a plain copy lost no row: the drill cannot tell a good backup from a bad one", file=sys.stderr)
    return False


if __name__ == "__main__":
    main(prog_name="python -m tests.drill")
