"""The operator's commands about people and the log of what they did: people, end-post, audit verify, audit show."""

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from tracker.operating import opened_store, plainly

if TYPE_CHECKING:
    from tracker.store.people import PostFacts, Seat

ROLES = ("coordinator", "head", "officer", "executive")
ENDINGS = ("transferred", "retired", "ended")


@click.command()
@click.option("--office", "slug", required=True, help="slug of the office")
@click.option("--ever", is_flag=True, help="everybody who ever held a post, with their number")
@click.option("--json", "as_json", is_flag=True, help="one JSON value on stdout")
@plainly
def people(slug: str, ever: bool, as_json: bool) -> None:
    """Who holds which post since when, and which invitations are open. People are shown as their post."""
    from tracker.store import invitations, organisations, personal
    from tracker.store import people as rows

    now = datetime.now(UTC)
    with opened_store().read() as tx:
        office = organisations.office_by_slug(tx, slug)
        if ever:
            _everybody(personal.of_office(tx, office.id), as_json)
            return
        posts = rows.posts(tx, office.id, now)
        waiting = invitations.open_in(tx, office.id, now)
    listed: list[dict[str, Any]] = [_seat(post, seat) for post in posts for seat in post.seats]
    invited: list[dict[str, Any]] = [
        {
            "id": each.invitation_id,
            "role": each.role,
            "department": each.department,
            "uses_left": each.uses_left,
            "expires": each.expires_at.isoformat(),
            "waits_for_approval": each.waits,
        }
        for each in waiting
    ]
    if as_json:
        found = {"office": slug, "posts": listed, "invitations": invited}
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for each in listed:
        until = f" until {each['until'][:10]}" if each["until"] else ""
        click.echo(
            f"{each['tenure']}  {each['role']} {each['department'] or ''}".rstrip()
            + f": {each['state']} since {each['since'][:10]}{until}"
        )
    for code in invited:
        state = "waits for approval" if code["waits_for_approval"] else f"good until {code['expires'][:16]}Z"
        click.echo(f"invitation to {code['role']} {code['department'] or ''}".rstrip() + f": {state}")


def _everybody(found: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for each in found:
        until = f" until {each['until']}" if each["until"] else ""
        post = f"{each['role']} {each['department'] or ''}".rstrip()
        click.echo(f"{each['person_id']}  {post} since {each['since']}{until}")


def _seat(post: "PostFacts", seat: "Seat") -> dict[str, Any]:
    return {
        "tenure": seat.tenure_id,
        "role": post.role,
        "department": post.department,
        "state": seat.state,
        "since": seat.since.isoformat(),
        "until": seat.until.isoformat() if seat.until else None,
        "reachable": seat.following,
    }


@click.command("end-post")
@click.option("--office", "slug", required=True, help="slug of the office")
@click.option("--tenure", "tenure_id", type=int, help="number of the tenure, as `people` lists it")
@click.option("--role", type=click.Choice(ROLES), help="where only one person holds the post")
@click.option("--department", help="full name, with --role head or officer")
@click.option("--as", "ending", default="ended", show_default=True, type=click.Choice(ENDINGS))
@click.option("--on", "day", help="first day out of the post, A.D., as in 2026-10-01; at once when left out")
@plainly
def end_post(
    slug: str, tenure_id: int | None, role: str | None, department: str | None, ending: Any, day: str | None
) -> None:
    """End somebody's post: what they did stays under it, authority and reminders stop."""
    from tracker.actions.end_post import end_post as end
    from tracker.store import organisations

    if (tenure_id is None) == (role is None):
        raise click.UsageError("give either --tenure or --role (with --department for head and officer)")
    try:
        on = datetime.strptime(day, "%Y-%m-%d").date() if day else None  # noqa: DTZ007  (a day has no zone)
    except ValueError:
        raise click.UsageError(f"--on {day!r} is no A.D. date, as in 2026-10-01") from None
    now = datetime.now(UTC)
    with opened_store().begin() as tx:
        office = organisations.office_by_slug(tx, slug)
        if department is not None:
            organisations.department_by_name(tx, office, department)
        found = tenure_id if tenure_id is not None else _only_tenure(tx, office.id, role, department, now)
        ended = end(tx, None, office.id, found, ending, now, on=on)
    click.echo(f"tenure {ended.tenure_id} {ending}, out of the post from {ended.at.isoformat()}")


def _only_tenure(tx: Any, office_id: int, role: str | None, department: str | None, now: datetime) -> int:
    from tracker.errors import PostUnknown
    from tracker.store import people as rows

    held = [
        seat.tenure_id
        for post in rows.posts(tx, office_id, now)
        for seat in post.seats
        if (post.role, post.department) == (role, department)
    ]
    if len(held) > 1:
        raise click.UsageError(
            f"{len(held)} people hold it; name one with --tenure: {', '.join(map(str, held))}"
        )
    if not held:
        raise PostUnknown(post=f"{role} {department or ''}".strip())
    return held[0]


@click.command("day-off")
@click.option("--office", "slug", required=True, help="slug of the office")
@click.option("--day", required=True, help="A.D., as in 2026-12-31")
@click.option("--name", help="what the day off is for")
@click.option("--cancel", is_flag=True, help="take the day off back")
@plainly
def day_off(slug: str, day: str, name: str | None, cancel: bool) -> None:
    """A day an office has off beside the public holidays: nothing is reminded on it."""
    from tracker.actions.change_settings import change_day_off
    from tracker.store import organisations

    if cancel == (name is not None and bool(name.strip())):
        raise click.UsageError("give either --name or --cancel")
    try:
        on = datetime.strptime(day, "%Y-%m-%d").date()  # noqa: DTZ007  (a day has no zone)
    except ValueError:
        raise click.UsageError(f"--day {day!r} is no A.D. date, as in 2026-12-31") from None
    if not 1990 <= on.year <= 2200:
        raise click.UsageError(f"{on.year} is no year A.D. of our time")
    with opened_store().begin() as tx:
        office = organisations.office_by_slug(tx, slug)
        changed = change_day_off(
            tx, None, office.id, on, None if cancel else str(name).strip(), datetime.now(UTC)
        )
    click.echo(f"{on} is {'a working day' if cancel else 'a day off'}" + ("" if changed else ", as before"))


@click.group()
def audit() -> None:
    """The log of who did what, and whether it is what was written."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="one JSON value on stdout")
@plainly
def verify(as_json: bool) -> None:
    """Follow every chain from its first line; exit 1 names the first broken line. Note the newest hashes down
    elsewhere: they prove every line up to them."""
    from tracker.store import audit as chains

    with opened_store().read() as tx:
        found = chains.verify(tx)
    broken = [chain for chain in found if chain.broken]
    if as_json:
        listed = [
            {"office": chain.chain, "lines": chain.lines, "head": chain.head, "broken": chain.broken}
            for chain in found
        ]
        click.echo(json.dumps({"ok": not broken, "chains": listed}))
    else:
        for chain in found:
            click.echo(
                f"office {chain.chain}: {chain.lines} lines, {chain.broken or 'whole'}, head {chain.head}"
            )
    if broken:
        sys.exit(f"prongsai: the audit log of office {broken[0].chain} is broken: {broken[0].broken}")


@audit.command()
@click.option("--office", "slug", required=True, help="slug of the office")
@click.option("--last", default=50, show_default=True, type=click.IntRange(1, 100_000), help="how many lines")
@click.option("--json", "as_json", is_flag=True, help="one JSON value on stdout")
@plainly
def show(slug: str, last: int, as_json: bool) -> None:
    """The newest lines of an office, newest first."""
    from tracker.store import audit as chains
    from tracker.store import organisations

    with opened_store().read() as tx:
        office = organisations.office_by_slug(tx, slug)
        found = [chains.fields_of(line) for line in chains.lines(tx, office.id, last)]
    if as_json:
        click.echo(json.dumps({"office": slug, "lines": found}, ensure_ascii=False))
        return
    for line in found:
        who = f"person {line['person']} post {line['post']}" if line["person"] else "operator"
        detail = json.dumps(line["detail"], ensure_ascii=False)
        click.echo(
            f"{line['number']}  {line['at'][:19]}Z  {line['action']} {line['subject']}  {who}  {detail}"
        )
