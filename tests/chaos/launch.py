"""How the processes of a run start: the product's own wiring on the run's clock, with a mutant put in when one is
named. Nothing of this exists in production: `gunicorn 'tests.chaos.launch:web()'`, `python -m tests.chaos.launch`."""

import functools
import os

from flask import Flask

import bot.app
import scheduler.__main__
import scheduler.worker
from tests.chaos import mutants
from tests.chaos.clock import shifted

MUTANT = "CHAOS_MUTANT"


def web() -> Flask:
    """The web process, as `bot.app:create_app()` makes it."""
    mutants.put_in(os.environ.get(MUTANT, ""))
    return bot.app.create_app(clock=shifted)


def timed() -> None:
    """The timed process, as `python -m scheduler` runs it."""
    mutants.put_in(os.environ.get(MUTANT, ""))
    scheduler.worker.make_worker = functools.partial(scheduler.worker.make_worker, shifted)
    scheduler.__main__.main([], prog_name="python -m scheduler")


if __name__ == "__main__":
    timed()
