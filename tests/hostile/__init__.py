"""Input nobody should send. Each of the 46 rows of docs/decisions/0013 is at least one test here, named after its
number; `python -m tests.hostile` goes on with generated input for as long as it is let."""
