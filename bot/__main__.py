"""`python -m bot`: try what the bot would say, check an installation, make the menus, open the desk page."""

import functools
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from sqlmodel import Session

from tracker.errors import TrackerError
from tracker.settings import tracker_settings
from tracker.store import Store


def plainly(command: Callable[..., Any]) -> Callable[..., Any]:
    """Failures as one clear line on stderr and exit status 1; never a traceback."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except TrackerError as error:
            sys.exit(f"prongsai: {error}")
        except OSError as error:
            sys.exit(f"prongsai: {error.filename or ''} {error.strerror or error}")

    return run


@click.group(help=__doc__)
def main() -> None:
    """The commands of the bot."""


@main.command()
@click.argument("text", required=False)
@click.option(
    "--file", "path", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="one message a line"
)
@click.option("--as", "line_user_id", help="answer as this LINE user would be answered")
@click.option("--office", "slug", help="slug; without --as, answer as a coordinator of it")
@click.option("--at", "at", help="the moment of asking, ISO; now when left out")
@click.option("--json", "as_json", is_flag=True, help="one JSON object (a line each with --file)")
@plainly
def ask(
    text: str | None,
    path: Path | None,
    line_user_id: str | None,
    slug: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    """What the bot would understand and answer. Writes nothing."""
    if (text is None) == (path is None):
        raise click.UsageError("give either TEXT or --file LINES.txt")
    now = moment(at)
    if not 1990 <= now.year <= 2157:
        raise click.UsageError(
            f"--at {at!r} is not of our time; give an A.D. date, as in 2024-04-23T09:00+07:00"
        )
    lines = [text] if text is not None else [line for line in _read(path).splitlines() if line.strip()]  # type: ignore[union-attr]
    store = Store(tracker_settings().database_url)
    for line in lines:
        found = asked(store, line, now, line_user_id, slug)
        if as_json or path is not None:
            click.echo(json.dumps(found, ensure_ascii=False, default=float))
        else:
            click.echo(found["reply"])


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise click.UsageError(f"{path.name} is no UTF-8 text") from None


def moment(at: str | None) -> datetime:
    """The moment of asking; an ISO time without a zone is Thai time."""
    if at is None:
        return datetime.now(UTC)
    try:
        given = datetime.fromisoformat(at)
    except ValueError:
        raise click.UsageError(f"--at {at!r} is no ISO date and time, as in 2024-04-23T09:00+07:00") from None
    return given if given.tzinfo else given.replace(tzinfo=tracker_settings().zone)


def asked(
    store: Store, text: str, now: datetime, line_user_id: str | None, slug: str | None
) -> dict[str, Any]:
    """One message understood and answered, in a transaction that is rolled back."""
    from bot import reception
    from bot.scene import Scene
    from bot.voice.limits import fit
    from bot.voice.plain import as_text

    with _rolled_back(store) as tx:
        scene: Scene = _scene(tx, now, line_user_id, slug)
        scene.text = text
        meaning, answer = reception.heard(text, scene)
        messages = fit(answer.messages)
    return {
        "text": text,
        "intent": meaning.intent,
        "slots": meaning.slots,
        "reply": as_text(messages),
        "messages": messages,
        "writes": answer.writes,
        "score": meaning.score,
        "why": list(meaning.why),
    }


class _NothingKept(Exception):
    """Ends a transaction that must leave no trace."""


@contextmanager
def _rolled_back(store: Store) -> Iterator[Session]:
    try:
        with store.begin() as tx:
            yield tx
            raise _NothingKept
    except _NothingKept:
        pass


def _scene(tx: Session, now: datetime, line_user_id: str | None, slug: str | None) -> Any:
    from bot.pages.downloads import links_for
    from bot.scene import Scene
    from bot.settings import link_settings
    from tracker.actions.authority import Authority, authority_of
    from tracker.files import open_files
    from tracker.store import conversation, organisations, people
    from tracker.store.people import Holding

    office = organisations.office_by_slug(tx, slug) if slug else None
    person = people.ensure_person(tx, line_user_id or "U" + "0" * 32, now)
    authority, topic = Authority(person.id), {}
    if line_user_id:
        authority = authority_of(tx, person.id, now)
        topic = conversation.topic(tx, line_user_id, now)
    elif office is not None:
        coordinator = Holding(office.id, office.slug, office.name, 0, "coordinator", None, None)
        authority = Authority(person.id, (coordinator,))
    settings = tracker_settings()
    return Scene(
        tx=tx,
        now=now,
        zone=settings.zone,
        links=links_for(link_settings()),
        files=open_files(settings.files_url),
        line_user_id=person.line_user_id,
        person=person,
        authority=authority,
        topic=topic,
        office_id=_office_id(office, authority, person, topic),
    )


def _office_id(office: Any, authority: Any, person: Any, topic: dict[str, Any]) -> int | None:
    if office is not None:
        found: int | None = office.id
    else:
        found = topic.get("office_id") or (
            authority.holdings[0].office_id if authority.holdings else person.asks_about
        )
    return found


@main.command()
@click.option("--operator", is_flag=True, help="for the operator, who sees every office")
@click.option("--json", "as_json", is_flag=True, help="one JSON value on stdout")
@plainly
def desk(operator: bool, as_json: bool) -> None:
    """Print a one-time link to the desk page, good for ten minutes. Coordinators get theirs in the chat."""
    from bot.pages.downloads import links_for
    from bot.settings import link_settings
    from tracker.actions import open_desk

    if not operator:
        raise click.UsageError("say --operator; coordinators ask for their link in the chat (เปิดหน้าจัดการ)")
    with Store(tracker_settings().database_url).begin() as tx:
        token = open_desk.offer_operator_link(tx, datetime.now(UTC))
    address = links_for(link_settings()).desk(token)
    minutes = int(open_desk.LINK_FOR.total_seconds() // 60)
    click.echo(json.dumps({"url": address, "minutes": minutes}) if as_json else address)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="one JSON value on stdout")
@plainly
def doctor(as_json: bool) -> None:
    """Check an installation line by line; each line says what to do."""
    from bot.doctor import examine

    findings = examine()
    if as_json:
        click.echo(json.dumps({"checks": [finding.as_json() for finding in findings]}, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{'ok  ' if finding.ok else 'BAD '} {finding.name}: {finding.words}")
    sys.exit(0 if all(finding.ok for finding in findings) else 1)


@main.command()
@click.option(
    "--draw", "folder", type=click.Path(path_type=Path, file_okay=False), help="only save the pictures here"
)
@plainly
def richmenu(folder: Path | None) -> None:
    """Bring the menus under the chat up to date at LINE; a second run changes nothing."""
    from bot.line.client import LineClient
    from bot.line.menus import MENUS
    from bot.line.menus.drawing import picture
    from bot.line.richmenu import bring_up_to_date
    from bot.settings import line_settings

    if folder is None:
        for account, client in LineClient(line_settings()).accounts.items():
            for line in bring_up_to_date(client):
                click.echo(f"{account}: {line}" if account else line)
        return
    folder.mkdir(parents=True, exist_ok=True)
    for menu in MENUS:
        (folder / f"{menu.alias}.png").write_bytes(picture(menu))
        click.echo(folder / f"{menu.alias}.png")


if __name__ == "__main__":
    main()
