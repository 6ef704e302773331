"""Who owes a report in a round: the departments whose measures due in it have no update in it yet."""

from collections.abc import Callable, Iterator

from tracker.facts import MeasureFacts, RoundFacts, Standing, YearFacts


def owed_measures(
    known: YearFacts, found: RoundFacts, asked_about: Callable[[Standing], bool] = lambda _: True
) -> dict[str, list[int]]:
    """The departments that owe a report in a round, each with the numbers of the measures still without one.

    `asked_about` leaves out standings that are not to be told of.
    """
    owed: dict[str, list[int]] = {}
    for measure, standing in _due(known, found):
        if found.key not in standing.reported and asked_about(standing):
            owed.setdefault(standing.department, []).append(measure.number)
    return owed


def due_measures(known: YearFacts, found: RoundFacts) -> dict[str, list[int]]:
    """The departments with something due in a round, reported or not, each with the numbers of those measures."""
    due: dict[str, list[int]] = {}
    for measure, standing in _due(known, found):
        due.setdefault(standing.department, []).append(measure.number)
    return due


def _due(known: YearFacts, found: RoundFacts) -> Iterator[tuple[MeasureFacts, Standing]]:
    """What is due in a round: a completion round is one department's, and what was cancelled is due no more."""
    one_department = found.key.startswith("completion:")
    for measure in known.measures:
        if found.key not in measure.rounds:
            continue
        for standing in measure.standings:
            theirs = not one_department or found.key.endswith(f":{standing.department_id}")
            if theirs and standing.status != "cancelled":
                yield measure, standing
