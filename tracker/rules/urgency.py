"""What goes first when much is to be said at once."""

from enum import IntEnum


class Urgency(IntEnum):
    """Why something may not wait for what comes after it here."""

    ANSWER = 0
    """Somebody looks at the chat."""
    ALONE = 1
    """A push of its own: a code seen by others, an approval, a paper that was read. There are few."""
    ESCALATED = 2
    """An executive is told that somebody is late or silent; a coordinator that the month's pushes run out."""
    OVERDUE = 3
    """A department whose day has passed."""
    DUE = 4
    """A department whose day comes, and what else a coordinator is to decide in working hours."""
    PICTURE = 5
    """How the week was."""
    ANNOUNCED = 6
    """What is said to everybody and asks nothing of anybody."""
