"""What a message means."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Alternative:
    """Something that may have been meant: what a button says, and the words pressing it sends."""

    label: str
    words: str
    intent: str


@dataclass(frozen=True)
class Meaning:
    """What a message was understood as. `score` 0 to 1, `why` the rules that decided, `hints` what was understood
    beside the interface's slots, `alternatives` what else may have been meant (out_of_scope only)."""

    text: str
    intent: str
    slots: dict[str, Any]
    score: float
    why: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    hints: dict[str, Any] = field(default_factory=dict)
