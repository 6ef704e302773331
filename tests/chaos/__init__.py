"""Exactly once, proved by chaos: the whole product over HTTP while its processes are killed and LINE misbehaves.

`python -m tests.chaos --n 2000 --m 1000 --seed 1 --db sqlite|pg` runs it once and prints one line of JSON; the exit
status is 0 only when nothing was lost, nothing was done twice, nothing is left lying. `--mutant NAME|all` breaks the
product in one of the usual ways first, and then the run is worth something only when it fails.
"""
