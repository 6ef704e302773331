"""What an operator does for people who ask on paper, and the records the law asks of an office (PDPA s. 30, 33, 39)."""

import csv
import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from tracker.errors import UnknownPerson
from tracker.model import Person
from tracker.settings import tracker_settings
from tracker.store import Store

# Heading of a column of the records of processing, its field.
RECORD = (
    ("ประเภทข้อมูล", "category"),
    ("วัตถุประสงค์", "purpose"),
    ("ผู้รับหรือผู้เข้าถึง", "recipients"),
    ("ระยะเวลาเก็บ", "retention"),
    ("เมื่อมีคำขอลบ", "erasure"),
    ("จำนวนรายการของหน่วยงาน", "rows"),
)
PERSON = click.option(
    "--person", "person_id", required=True, type=int, help="number of the person, as `people --ever` lists it"
)
OFFICE = click.option("--office", "slug", required=True, help="slug of the office")


@dataclass(frozen=True)
class _Ground:
    store: Store
    now: datetime


def _ground() -> _Ground:
    return _Ground(Store(tracker_settings().database_url), datetime.now(UTC))


@click.command("export-person")
@PERSON
@click.option("--out", required=True, type=click.Path(path_type=Path), help="a .json file")
def export_person(person_id: int, out: Path) -> None:
    """Write everything that is kept of a person to a file, as they would get it in the chat."""
    from tracker.actions.own_data import own_copy

    ground = _ground()
    with ground.store.begin() as tx:
        person = _known(tx, person_id)
        copy = own_copy(tx, person, ground.now, tracker_settings().retention, "paper")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(copy, ensure_ascii=False, indent=2) + "\n", "utf-8")
    click.echo(f"{out}: {sum(len(part['rows']) for part in copy['parts'])} rows", err=True)


@click.command()
@PERSON
@click.option("--yes", is_flag=True, help="do it; without it only what would go is said")
def erase(person_id: int, yes: bool) -> None:
    """Erase a person who asked on paper. Confirmed reports stay under their post."""
    from tracker.actions.erase_person import erase_person, look_at_erasure
    from tracker.files import open_files

    ground = _ground()
    with ground.store.begin() as tx:
        person = _known(tx, person_id)
        prospect = look_at_erasure(tx, person, ground.now)
        if yes:
            erase_person(tx, open_files(tracker_settings().files_url), person, ground.now, "paper")
    for office in prospect.last_of:
        click.echo(f"warning: this was the only coordinator of {office}", err=True)
    counts = prospect.counts
    click.echo(
        f"{'erased' if yes else 'would erase'} person {person_id}: {counts.waiting} waiting,"
        f" {counts.messages} messages, {counts.doubts} doubts;"
        f" {counts.updates} reports and their evidence stay under the post"
        + ("" if yes else "; add --yes to do it")
    )


@click.command()
@OFFICE
@click.option("--format", "form", default="json", show_default=True, type=click.Choice(("json", "csv")))
@click.option("--out", type=click.Path(path_type=Path), help="a file; stdout when left out")
def records(slug: str, form: str, out: Path | None) -> None:
    """The records of processing of an office (PDPA s. 39): what is kept of people, why, who gets it, for how long."""
    from tracker.rules.personal_data import KEPT
    from tracker.store import organisations, personal

    keep = tracker_settings().retention
    with _ground().store.read() as tx:
        office = organisations.office_by_slug(tx, slug)
        rows: list[dict[str, Any]] = [
            {
                "category": kept.heading,
                "purpose": kept.why,
                "recipients": kept.who,
                "retention": kept.how_long(keep),
                "erasure": kept.erased,
                "rows": personal.rows_of_office(tx, office.id, kept.tables),
            }
            for kept in KEPT
        ]
        name = office.name
    text = _as_csv(rows) if form == "csv" else _as_json(name, rows)
    if out is None:
        sys.stdout.write(text)
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, "utf-8-sig" if form == "csv" else "utf-8")
    click.echo(f"{out}: {len(rows)} records", err=True)


def _as_json(office: str, rows: list[dict[str, Any]]) -> str:
    found = {
        "controller": office,
        "legal_basis": "PDPA s. 24(4)",
        "made_at": datetime.now(UTC).isoformat(),
        "records": rows,
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _as_csv(rows: list[dict[str, Any]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([heading for heading, _ in RECORD])
    writer.writerows([[row[field] for _, field in RECORD] for row in rows])
    return stream.getvalue()


def _known(tx: Any, person_id: int) -> Person:
    from tracker.store import personal

    person = personal.by_id(tx, person_id)
    if person is None:
        raise UnknownPerson(person_id=person_id)
    return person


def add_to(group: click.Group, plainly: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Put these commands beside the others, failing as plainly as they do."""
    for command in (export_person, erase, records):
        assert command.callback is not None
        command.callback = plainly(command.callback)
        group.add_command(command)
