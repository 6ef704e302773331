"""`python -m tests.hosts --n 600 --m 300 --seed 1 --rounds 4 [--short]`: three hosts, one cut off, one killed."""

import json
import signal
import sys

import click

from tests.hosts.network import NoNamespaces, go_apart
from tests.hosts.run import Wanted, run

SHORT = Wanted(webhooks=40, reminders=40, seed=1, cut=6.0)


@click.command(help=__doc__)
@click.option("--n", default=1500, help="webhooks, about")
@click.option("--m", default=300, help="people to remind")
@click.option("--seed", default=1)
@click.option("--rounds", default=4, help="so often a host is cut off and another one killed")
@click.option("--cut", default=20.0, help="seconds a host is cut off")
@click.option("--short", is_flag=True, help="a small part of everything, for continuous integration")
def main(n: int, m: int, seed: int, rounds: int, cut: float, short: bool) -> None:
    """Make the run; one line of JSON, exit status 0 when it came out as it must."""
    try:
        go_apart()
    except NoNamespaces as error:
        sys.exit(f"no hosts can be made here: {error}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by SIGTERM"))  # in good order: nothing stays
    figures = run(SHORT if short else Wanted(n, m, seed, rounds, cut))
    print(json.dumps(figures), flush=True)
    sys.exit(0 if figures["ok"] else 1)


if __name__ == "__main__":
    main(prog_name="python -m tests.hosts")
