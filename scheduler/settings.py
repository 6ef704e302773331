"""How often the timed process works, and what it is called where it leaves its heartbeat."""

NAME = "scheduler"

REMIND_EVERY = 30  # seconds
DELIVER_EVERY = 2
FETCH_EVERY = 2
FORGET_AT = (3, 10)  # hour and minute, once a day
