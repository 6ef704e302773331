"""`python -m tracker`: what an operator does with the data."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker import people_commands
from tracker.operating import opened_store as _store
from tracker.operating import plainly
from tracker.requests_on_paper import add_to
from tracker.settings import tracker_settings
from tracker.store import Store

if TYPE_CHECKING:
    from tracker.actions.import_files import Taken

KINDS = ("analysis", "measures", "progress")


@click.group(help=__doc__)
def main() -> None:
    """The commands of the tracker."""


for command in (
    people_commands.people,
    people_commands.end_post,
    people_commands.day_off,
    people_commands.audit,
):
    main.add_command(command)


@main.command()
@plainly
def migrate() -> None:
    """Bring the database schema up to date."""
    from tracker.store import schema

    click.echo(f"schema is at revision {schema.migrate(_store())}")


@main.command()
@plainly
def sample() -> None:
    """Load the sample offices. A second run changes nothing."""
    from tracker.actions.load_samples import load_samples

    with _store().begin() as tx:
        slugs = load_samples(tx, datetime.now(UTC), tracker_settings().zone)
    click.echo(f"sample offices: {', '.join(slugs)}")


@main.command()
@click.option("--office", "slug", required=True, help="slug of the office")
@click.option("--department", help="full name; may be left out for coordinator and executive")
@click.option("--role", required=True, type=click.Choice(people_commands.ROLES))
@click.option(
    "--uses", default=1, show_default=True, type=click.IntRange(1, 1000), help="how many people may use it"
)
@click.option(
    "--days", default=2, show_default=True, type=click.IntRange(1, 365), help="how long it is good for"
)
@plainly
def invite(slug: str, department: str | None, role: str, uses: int, days: int) -> None:
    """Make an invitation; prints the code alone."""
    from tracker.actions.invite import invite as make
    from tracker.store import organisations

    if role in ("head", "officer") and not department:
        raise click.UsageError(f"--department is needed for the role {role}")
    with _store().begin() as tx:
        office = organisations.office_by_slug(tx, slug)
        found = organisations.department_by_name(tx, office, department) if department else None
        code = make(tx, office, found, role, datetime.now(UTC), uses=uses, days=days)
    click.echo(code)


@main.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--office", "slug", help="slug of the office the papers belong to")
@click.option("--dry-run", is_flag=True, help="read and show only; write nothing")
@click.option("--json", "as_json", is_flag=True, help="one JSON value on stdout")
@plainly
def import_papers(files: tuple[Path, ...], slug: str | None, dry_run: bool, as_json: bool) -> None:
    """Read an office's papers: results, measures, and every mistake in them; write all of it or nothing."""
    from tracker.actions.import_files import foresee, import_files
    from tracker.documents import read_safely
    from tracker.files import open_files

    drafts = [read_safely(path) for path in files]
    now, settings = datetime.now(UTC), tracker_settings()
    if dry_run:
        taken = foresee(_store(), drafts, slug)
    else:
        taken = import_files(_store(), open_files(settings.files_url), files, drafts, slug, now)
    if as_json:
        documents = [each.draft.as_json() for each in taken]
        click.echo(json.dumps({"documents": documents}, ensure_ascii=False))
        return
    for each in taken:
        click.echo("\n".join(_account(each, dry_run)))


def _account(taken: "Taken", dry_run: bool) -> list[str]:
    """What became of a paper, for an operator: what it holds, what it changes, what is wrong in it."""
    from tracker.documents.gaps import nothing_to_keep

    draft = taken.draft
    lines = [
        f"{' '.join(draft.file.split())}: {taken.office or 'no office named'}: {len(draft.results)} results,"
        f" {len(draft.measures)} measures, {len(draft.progress)} reports, {len(draft.findings)} findings"
    ]
    if not draft.kinds:
        lines.append("  no results, measures or reports were found in it; nothing written")
    elif not taken.changes and nothing_to_keep(draft):
        lines.append("  nothing in it can be kept without its fiscal year and its total; nothing written")
    elif taken.changes is None:
        lines.append("  nothing to compare with yet; nothing written")
    elif not any(change.effect != "missing" for change in taken.changes) and dry_run:
        lines.append("  would change nothing")
    elif not taken.changes:
        lines.append("  changed nothing: all of it is known already")
    for result in draft.results:
        scores = " ".join(f"{number}={score}" for number, score in sorted(result.indicators.items()))
        lines.append(
            f"  {result.fiscal_year}: {result.overall} {result.grade or ''} {result.level or ''} {scores}".rstrip()
        )
    for change in taken.changes or ():
        number = "" if change.number is None else f"{change.number} "
        lines.append(
            f"  {'would be ' if dry_run else ''}{change.effect}: {change.fiscal_year} {number}{change.title}"
        )
        lines += [f"    {each.field}: {each.before} → {each.after}" for each in change.fields]
    added = "would be added" if dry_run else "added"
    lines += [f"  {added}: department {name}" for name in taken.departments]
    lines += [f"  {found.severity} {found.code}: {found.message}" for found in draft.findings]
    return lines


@main.command()
@click.argument("path", type=click.Path(path_type=Path))
@plainly
def offices(path: Path) -> None:
    """Load the list of all offices (CSV with name, district, province): names in papers are checked against it."""
    from tracker.actions.check_names import offices_in
    from tracker.store import papers

    found = offices_in(path)
    with _store().begin() as tx:
        count = papers.replace_known_offices(tx, found)
    click.echo(f"{count} offices are known")


@main.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--office", "slug", required=True, help="slug of the office")
@click.option("--year", required=True, type=click.IntRange(2500, 2700), help="fiscal year, B.E.")
@click.option("--round", "round_key", help="6m, 12m, q1…; progress only")
@click.option("--format", "form", required=True, type=click.Choice(("docx", "pdf", "xlsx", "csv")))
@click.option("--out", required=True, type=click.Path(path_type=Path))
@plainly
def export(kind: str, slug: str, year: int, round_key: str | None, form: str, out: Path) -> None:
    """Write an official report to a file."""
    from tracker.actions.edition_of_round import order_of
    from tracker.files import open_files
    from tracker.reports import drawing
    from tracker.store import organisations

    store = _store()
    with store.read() as tx:
        office_id = organisations.office_by_slug(tx, slug).id
    order = order_of(store, office_id, year, kind, round_key, form, datetime.now(UTC))
    _put(out, drawing.draw(order, open_files(tracker_settings().files_url)))


@main.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--office", "slug", required=True, help="slug of the office")
@click.option("--ours", is_flag=True, help="go back to our own layout")
@plainly
def layout(kind: str, path: Path | None, slug: str, ours: bool) -> None:
    """Set an office's own .docx layout of a report; it is tried on a sample first."""
    from tracker.actions.set_layout import set_layout
    from tracker.files import open_files
    from tracker.store import organisations

    if (path is None) != ours:
        raise click.UsageError("name a .docx file, or --ours")
    store = _store()
    with store.read() as tx:
        office_id = organisations.office_by_slug(tx, slug).id
    content = path.read_bytes() if path else None
    files = open_files(tracker_settings().files_url)
    set_layout(store, files, office_id, kind, content, path.name if path else "", datetime.now(UTC))


@main.command()
@click.option("--office", "slug", required=True, help="slug of the office")
@click.option("--out", required=True, type=click.Path(path_type=Path))
@plainly
def workbook(slug: str, out: Path) -> None:
    """Write everything of an office as one .xlsx that may be changed and imported again."""
    from tracker.reports import workbook as book
    from tracker.store import facts, organisations

    with _store().read() as tx:
        office = organisations.office_by_slug(tx, slug)
        departments = [department.name for department in organisations.departments(tx, office.id)]
        content = book.build(facts.office_facts(office, departments), facts.every_year(tx, office.id))
    _put(out, content)


@main.command()
@click.option("--out", required=True, type=click.Path(path_type=Path))
@plainly
def template(out: Path) -> None:
    """Write the same workbook with nothing in it, for an office that has no paper."""
    from tracker.reports import workbook as book

    _put(out, book.template())


def _put(out: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.name}.part")
    part.write_bytes(content)
    part.replace(out)
    click.echo(f"{out}: {len(content)} bytes", err=True)


@main.command()
@click.argument("path", type=click.Path(path_type=Path))
@plainly
def backup(path: Path) -> None:
    """Copy database and files into one archive, by the database's own means."""
    from tracker.backup import back_up

    settings = tracker_settings()
    kept = back_up(Store(settings.database_url), settings.files_url, path, datetime.now(UTC))
    click.echo(f"{kept.path}: {kept.size} bytes, schema at revision {kept.revision}", err=True)
    if not settings.files_url.startswith("file:"):
        click.echo(
            "the files stay where they are, in FILES_URL: this archive holds the database alone", err=True
        )


@main.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="also over a database at work, or one that holds newer data")
@plainly
def restore(path: Path, force: bool) -> None:
    """Put back what `backup` kept. The present database is replaced, whole or not at all; stop web and scheduler
    first. Files that are not there are added; an older schema is brought up to date."""
    from tracker.backup import put_back

    settings = tracker_settings()
    store, now = Store(settings.database_url), datetime.now(UTC)
    click.echo(put_back(store, settings.files_url, path, now, force=force), err=True)


@main.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
@plainly
def rehearse(path: Path | None) -> None:
    """Put the newest backup of BACKUP_DIR (or PATH) back into a database of its own, compare it with the present one,
    and leave on record what was found. Nothing is changed; exit status 1 when the backup would have lost anything."""
    from tracker import rehearsal

    settings = tracker_settings()
    if path is None and not settings.backup_dir:
        sys.exit("prongsai: set BACKUP_DIR, or name a backup")
    beside = settings.files_url.startswith("file:")
    found = rehearsal.rehearse(
        Store(settings.database_url),
        path or rehearsal.newest(Path(settings.backup_dir)),
        datetime.now(UTC),
        files_beside=beside,
    )
    click.echo(json.dumps(asdict(found)))
    sys.exit(0 if found.fine else 1)


add_to(main, plainly)

if __name__ == "__main__":
    main()
