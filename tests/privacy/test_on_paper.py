"""What an operator does for those who ask on paper, through the real commands."""

import csv
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import update

from tests.privacy.people import enrolled, presses, row_of, rows, says
from tests.privacy.processes import ROOT
from tests.town import Town
from tracker.model import Tenure
from tracker.rules.personal_data import KEPT


def run(place: Town, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {
        **os.environ,
        "DATABASE_URL": place.facts.database_url,
        "FILES_URL": place.facts.files_url,
        "RETENTION_EVENTS_DAYS": "120",
    }
    command = [sys.executable, "-m", "tracker", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_a_person_is_found_copied_and_erased_on_paper(place: Town, tmp_path: Path) -> None:
    head = enrolled(place, "ผู้ประสาน", "coordinator", None)
    says(head, "มาตรการ 2 ของกองช่าง ทำแล้ว 60%")
    presses(head, "ยืนยัน")
    found = row_of(place, head)
    assert found is not None
    listed = run(place, "people", "--office", "buengcharoen", "--ever", "--json")
    assert listed.returncode == 0, listed.stderr
    assert found.id in [each["person_id"] for each in json.loads(listed.stdout)]
    assert head.user_id not in listed.stdout

    out = tmp_path / "copy.json"
    assert run(place, "export-person", "--person", str(found.id), "--out", str(out)).returncode == 0
    assert head.user_id in out.read_text("utf-8")

    # The command goes by the real present, in which the post has begun.
    with place.store.begin() as tx:
        tx.exec(update(Tenure).values(valid_from=datetime(2026, 1, 1, tzinfo=UTC)))
    foreseen = run(place, "erase", "--person", str(found.id))
    assert "would erase" in foreseen.stdout and "only coordinator" in foreseen.stderr
    assert row_of(place, head) is not None
    assert run(place, "erase", "--person", str(found.id), "--yes").returncode == 0
    assert row_of(place, head) is None
    assert rows(place, "SELECT percent FROM progressentry WHERE draft_id IS NOT NULL") == [(60,)]
    again = run(place, "erase", "--person", str(found.id), "--yes")
    assert (again.returncode, "no person" in again.stderr, "Traceback" in again.stderr) == (1, True, False)


def test_the_records_of_processing_say_what_the_program_does(place: Town, tmp_path: Path) -> None:
    enrolled(place)
    made = run(place, "records", "--office", "buengcharoen")
    assert made.returncode == 0, made.stderr
    found = json.loads(made.stdout)
    assert found["controller"] == "เทศบาลตำบลบึงเจริญ"
    assert [record["category"] for record in found["records"]] == [kept.heading for kept in KEPT]
    assert all(
        record["purpose"] and record["recipients"] and record["retention"] for record in found["records"]
    )
    assert "120 วัน" in made.stdout
    out = tmp_path / "records.csv"
    assert (
        run(place, "records", "--office", "buengcharoen", "--format", "csv", "--out", str(out)).returncode
        == 0
    )
    table = list(csv.reader(out.read_text("utf-8-sig").splitlines()))
    assert len(table) == len(KEPT) + 1
    assert run(place, "records", "--office", "nowhere").returncode == 1
