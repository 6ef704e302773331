"""`python -m scheduler`: work for ever; `once` does one pass at a moment, `preview` shows what would go."""

import functools
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from tracker import arenas
from tracker.errors import StorageUnavailable, TrackerError
from tracker.settings import tracker_settings
from tracker.store import Store, organisations, schema

if TYPE_CHECKING:
    from scheduler.digest import Digest
    from tracker.store.reminders import Matter

A_DAY = click.DateTime(["%Y-%m-%d"])


def plainly(command: Callable[..., None]) -> Callable[..., None]:
    """Failures as one clear line on stderr and exit status 1; never a traceback."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except TrackerError as error:
            sys.exit(f"prongsai: {error}")
        except OSError as error:
            sys.exit(f"prongsai: {error.filename or ''} {error.strerror or error}")

    return run


@click.group(help=__doc__, invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """The timed process; without a command it works until it is told to stop (SIGTERM, Ctrl-C)."""
    if context.invoked_subcommand is None:
        forever()


@plainly
def forever() -> None:
    """Remind, deliver, download, tidy up, for ever. Any number of these may run at once."""
    from scheduler.life import live
    from scheduler.worker import log_as_a_process, make_worker

    log_as_a_process()
    arenas.keep_few()
    worker = make_worker()
    _ready(worker.store)
    live(worker.beats(), worker.zone)


@main.command()
@click.option("--at", help="the moment, ISO, Thai time when it has no zone; now when left out")
@click.option("--json", "as_json", is_flag=True, help="one JSON object: the moment, messages by state")
@plainly
def once(at: str | None, as_json: bool) -> None:
    """One pass of everything due at a moment, delivered: reminders, what waits in the outbox, evidence.

    The moment stands for the present in everything the pass decides; posts are taken as they are now.
    """
    from scheduler.worker import make_worker

    now = _moment(at)
    worker = make_worker(lambda: now)
    _ready(worker.store)
    states = worker.once()
    worker.store.close()
    if as_json:
        click.echo(json.dumps({"at": now.isoformat(), "messages": dict(sorted(states.items()))}))
        return
    listed = ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
    click.echo(f"{now.isoformat()}: {listed or 'nothing was due'}")


@main.command()
@click.option("--from", "first", type=A_DAY, required=True, help="first day, A.D., as in 2024-04-01")
@click.option("--to", "last", type=A_DAY, required=True, help="last day")
@click.option("--office", "slug", help="only this office")
@click.option("--json", "as_json", is_flag=True, help="one JSON array")
@plainly
def preview(first: datetime, last: datetime, slug: str | None, as_json: bool) -> None:
    """Every message that would go if nobody reported meanwhile: when, to whom, why, its text. Sends nothing."""
    from scheduler.worker import foresee

    if last < first:
        raise click.UsageError("--to is before --from")
    _of_our_time(first, last)
    facts = tracker_settings()
    store = Store(facts.database_url)
    _ready(store)
    if slug is not None:
        with store.read() as tx:
            organisations.office_by_slug(tx, slug)
    found = [_foreseen(*each) for each in foresee(store, facts.zone, first.date(), last.date(), slug)]
    store.close()
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for each in found:
        click.echo(_in_words(each) + "\n")
    click.echo(f"{len(found)} messages from {first.date()} to {last.date()}")


def _foreseen(at: datetime, digest: "Digest", body: list[dict[str, Any]], text: str) -> dict[str, Any]:
    return {
        "at": at.isoformat(),
        "person_id": digest.person_id,
        "to": [
            {"office": each.office.slug, "department": _department(each), "role": each.person.role}
            for each in digest.matters
        ],
        "why": [{"rule": each.rule, "rung": each.rung, **each.facts} for each in digest.matters],
        "text": text,
        "messages": body,
    }


def _department(matter: "Matter") -> str | None:
    """The department a matter is about; None for a line about the service."""
    owed = getattr(matter, "owed", None)
    return owed.department if owed is not None else None


def _in_words(foreseen: dict[str, Any]) -> str:
    people = ", ".join(
        f"{each['role']} of {each['department'] or 'the office'} ({each['office']})"
        for each in foreseen["to"]
    )
    why = ", ".join(
        f"{each['rule']} {each['rung']}"
        + (f": {each['fiscal_year']} {each['round']}, due {each['due']}" if "due" in each else "")
        for each in foreseen["why"]
    )
    text = "\n".join(f"    {line}" for line in foreseen["text"].splitlines())
    return f"{foreseen['at']}  to {people}\n  why: {why}\n{text}"


def _moment(at: str | None) -> datetime:
    if at is None:
        return datetime.now(UTC)
    try:
        given = datetime.fromisoformat(at)
    except ValueError:
        raise click.UsageError(f"--at {at!r} is no ISO date and time, as in 2024-04-23T09:00+07:00") from None
    _of_our_time(given)
    return given if given.tzinfo else given.replace(tzinfo=tracker_settings().zone)


def _of_our_time(*moments: datetime) -> None:
    """Public holidays are known for our time only; a year like 2567 here is a B.E. year taken for A.D."""
    for moment in moments:
        if not 1990 <= moment.year <= 2200:
            raise click.UsageError(f"{moment.year} is no year A.D. of our time")


def _ready(store: Store) -> None:
    """Stop with one line when the database has not been brought up to date."""
    at, wanted = schema.current(store), schema.head()
    if at != wanted:
        raise StorageUnavailable(
            reason=f"the schema is at {at}, the code needs {wanted}; run `python -m tracker migrate`"
        )


if __name__ == "__main__":
    main(prog_name="python -m scheduler")
