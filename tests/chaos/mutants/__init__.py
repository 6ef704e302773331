"""The product built the usual, wrong ways: each breaks it in one process at its start. A run is void unless every one
of them fails it."""

from importlib import import_module

NAMES = (
    "tutorial_bot",
    "ack_first",
    "no_retry_key",
    "no_unique_reminders",
    "fresh_key_per_try",
    "drop_redeliveries",
)


def exists(name: str) -> bool:
    """Whether there is such a mutant."""
    return callable(import_module(f"tests.chaos.mutants.{name}").break_it)


def put_in(name: str) -> None:
    """Break the product of this process in the way named; an empty name leaves it as it is."""
    if name:
        assert name in NAMES, name
        import_module(f"tests.chaos.mutants.{name}").break_it()
