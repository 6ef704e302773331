"""Who owes a report in a round: the departments whose measures due in it have no update in it yet."""

from collections.abc import Callable

from tracker.model.facts import RoundFacts, Standing, YearFacts


def owed_measures(
    known: YearFacts, found: RoundFacts, asked_about: Callable[[Standing], bool] = lambda _: True
) -> dict[str, list[int]]:
    """The departments that owe a report in a round, each with the numbers of the measures still without one.

    `asked_about` leaves out standings that are not to be told of.
    """
    owed: dict[str, list[int]] = {}
    for measure in known.measures:
        if found.key not in measure.rounds:
            continue
        for standing in measure.standings:
            done = found.key in standing.reported or standing.status == "cancelled"
            one_department = found.key.startswith("completion:")
            theirs = not one_department or found.key.endswith(f":{standing.department_id}")
            if theirs and not done and asked_about(standing):
                owed.setdefault(standing.department, []).append(measure.number)
    return owed
