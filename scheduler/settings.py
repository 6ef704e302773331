"""How often the timed process works, and what it is called where it leaves its heartbeat."""

NAME = "scheduler"

REMIND_EVERY = 30  # seconds
DELIVER_EVERY = 2
FETCH_EVERY = 2
READ_EVERY = 2
MENUS_EVERY = 10
MENUS_AT_ONCE = 50  # people told to LINE at one beat
BACKUP_LOOKED_AT = 60  # whether an hour has passed since the last one
FORGET_AT = (3, 10)  # hour and minute, once a day
