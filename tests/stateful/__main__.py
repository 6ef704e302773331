"""The long run: python -m tests.stateful --examples 5000 --steps 50 [--seed N].

Prints one JSON line and exits 0; a conversation after which something does not hold is printed in its shortest form
and exits 1.
"""

import argparse
import json
import logging
import sys
import time

from hypothesis import HealthCheck, settings
from hypothesis import seed as seeded
from hypothesis.stateful import run_state_machine_as_test

from tests.stateful.machine import Conversation


def main() -> int:
    """Run, print, exit 0; the first conversation that breaks a truth raises."""
    parser = argparse.ArgumentParser(prog="python -m tests.stateful")
    parser.add_argument("--examples", type=int, default=5_000)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    logging.basicConfig(level=logging.CRITICAL)
    began = time.monotonic()
    machine = seeded(wanted.seed)(Conversation)
    how = settings(
        max_examples=wanted.examples, stateful_step_count=wanted.steps, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), print_blob=True,
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=how)
    result = {
        "examples": wanted.examples,
        "steps": wanted.steps,
        "broken": 0,
        "seconds": round(time.monotonic() - began),
    }
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
