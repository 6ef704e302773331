"""A measure told in headed paragraphs, while they are read."""

from dataclasses import dataclass, field

from tracker.documents.extract.done import Done, done_behind
from tracker.documents.extract.entry import Entry
from tracker.documents.paper import Cell

PLANNED = {"steps", "responsible", "period", "follow_up"}
"""Roles of what is planned; labels of a report have none of them."""
_STEPS = ("steps", "activity", "doing", "approach")


@dataclass
class Open:
    """A measure while its paragraphs are read; `role` is what the lines are about, `inline` that its label had text
    beside it; `labelled` are the roles that a label names, `beside` those whose labels had text beside them here or
    in a measure before."""

    at: int
    place: str
    title: list[str]
    number: tuple[int, ...]
    subject: str
    lines: dict[str, list[str]] = field(default_factory=dict)
    role: str | None = None
    inline: bool = False
    labelled: set[str] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)

    def entry(self) -> Entry:
        cells = {role: Cell(tuple(lines)) for role, lines in self.lines.items()}
        timing = " ".join(self.lines.get("period", []))
        roles: tuple[str, ...] = _STEPS
        title, told = tuple(self.title), self.done
        if told:
            title = (told.head,)
            cells[told.role] = Cell((told.text, *self.lines.get(told.role, ())))
        if "results" in cells:
            done = next((role for role in ("doing", "activity") if role in cells), None)
            roles = ("steps", "approach")
            if done:
                cells["actions"] = Cell((*cells.get("actions", Cell()).lines, *cells[done].lines))
        steps = next((cells[role].lines for role in roles if role in cells), ())
        return Entry(self.place, title, (), steps, cells, self.subject, [timing] if timing else [])

    @property
    def done(self) -> Done | None:
        """What its heading tells of a measure instead of naming it, above labels of a report."""
        reported = not (PLANNED & self.labelled)
        return done_behind(" ".join(self.title)) if reported else None
