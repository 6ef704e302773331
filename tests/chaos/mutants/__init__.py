"""The product built the usual, wrong ways: each breaks it in one process at its start. A run is void unless every one
of them fails it, and in its own way: `DAMAGE` says what each does harm to."""

import inspect
from importlib import import_module
from typing import Any

DAMAGE: dict[str, tuple[str, str]] = {
    "tutorial_bot": ("updates", "twice"),
    "ack_first": ("events", "lost"),
    "no_retry_key": ("reminders", "twice"),
    "no_unique_reminders": ("reminders", "twice"),
    "fresh_key_per_try": ("reminders", "twice"),
    "drop_redeliveries": ("events", "lost"),
}
"""Which figure of the verdict a mutant must raise above nought. Every reminder is one push per person and day."""
NAMES = tuple(DAMAGE)

_before: list[tuple[Any, str, Any]] = []


def put(owner: Any, name: str, broken: Any) -> None:
    """Put something broken in the place of a function of a module or class. Raises AttributeError when the product has
    no such name any more, TypeError when it is called otherwise by now: a mutant never does nothing in silence."""
    whole = vars(owner).get(name)
    if whole is None:
        raise AttributeError(f"{owner.__name__} has no {name} of its own: the mutant is out of date")
    if not isinstance(whole, property):
        _callable_alike(whole, broken)
    _before.append((owner, name, whole))
    setattr(owner, name, broken)


def _callable_alike(whole: Any, broken: Any) -> None:
    """What may be called with everything the whole one takes, by position and by name."""
    kinds = [(each.name, each.kind) for each in inspect.signature(whole).parameters.values()]
    named = {name: None for name, kind in kinds if kind is inspect.Parameter.KEYWORD_ONLY}
    placed = [None for _, kind in kinds if kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
    inspect.signature(broken).bind(*placed, **named)


def put_in(name: str) -> None:
    """Break the product of this process in the way named; an empty name leaves it as it is."""
    if name:
        assert name in NAMES, name
        import_module(f"tests.chaos.mutants.{name}").break_it()


def take_out() -> None:
    """Make the product of this process whole again."""
    while _before:
        owner, name, whole = _before.pop()
        setattr(owner, name, whole)


def shows(name: str, found: dict[str, Any]) -> bool:
    """Whether a run's verdict shows the damage a mutant does."""
    about, kind = DAMAGE[name]
    return bool(found[about][kind] > 0)
