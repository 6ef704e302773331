"""The same year for machines."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from page_samples import BUENGCHAROEN, MEASURE, standing

from tracker.facts import YearFacts


def rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    """A CSV as Excel would read it."""
    return list(csv.DictReader(io.StringIO(client.get(path).data.decode("utf-8-sig"))))


def keys(value: Any) -> set[str]:
    """Every key anywhere in a JSON value."""
    if isinstance(value, dict):
        return set(value) | {key for each in value.values() for key in keys(each)}
    return {key for each in value for key in keys(each)} if isinstance(value, list) else set()


def test_the_json_holds_the_published_figures_with_their_licence(client: FlaskClient, sample: None) -> None:
    answer = client.get("/o/buengcharoen/2567.json")
    found = json.loads(answer.data)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert [result["overall"] for result in found["history"]] == ["91.80", "88.93"]
    assert found["history"][1]["indicators"]["7"] == "73.81"
    assert found["history"][1]["level"] == "ผ่าน"
    assert found["licence"]["url"].startswith("https://creativecommons.org/")
    assert found["published_at"].startswith("2024-04-23T03:00:00") and found["generated_at"]
    assert found["measures"][0]["standings"][0]["percent"] == 60
    assert found["updates"][0]["evidence_count"] == 2


def test_no_person_no_file_name_and_no_internal_number_is_in_the_open_data(
    client: FlaskClient, sample: None
) -> None:
    text = client.get("/o/buengcharoen/2567.json").text
    for private in ("นายสมชาย", "67-0012", "770001", "880001", "990001", "660001", "abab"):
        assert private not in text
    private_keys = {"id", "department_id", "version", "receipt", "sha256", "evidence", "person_id", "post_id"}
    assert keys(json.loads(text)) & private_keys == set()
    assert "นายสมชาย" not in client.get("/o/buengcharoen/2567").text


def test_the_csv_has_a_row_per_total_indicator_and_measure_of_a_department(
    client: FlaskClient, sample: None
) -> None:
    assert client.get("/o/buengcharoen/2567.csv").data.startswith(b"\xef\xbb\xbf")
    found = rows(client, "/o/buengcharoen/2567.csv")
    counted = {kind: sum(row["row"] == kind for row in found) for kind in ("total", "indicator", "measure")}
    assert counted == {"total": 2, "indicator": 20, "measure": 8}
    total = next(row for row in found if (row["row"], row["fiscal_year"]) == ("total", "2566"))
    assert (total["score"], total["earlier_score"], total["change_points"]) == ("88.93", "91.80", "-2.87")
    assert total["change_percent"] == "-3.13"
    first = next(row for row in found if row["row"] == "measure")
    assert (first["department"], first["percent"], first["evidence_count"]) == ("สำนักปลัด", "60", "2")
    assert first["last_event_date"] == "2024-03-14" and first["note"].startswith("แต่งตั้งคณะทำงานแล้ว")


def test_unproved_scores_are_marked_in_the_csv(client: FlaskClient, sample: None) -> None:
    found = rows(client, "/o/phanchana/2564.csv")
    assert [row["certain"] for row in found] == ["yes"] + ["no"] * 8 + ["yes"] * 2


@pytest.mark.parametrize("note", ["=HYPERLINK(1)", "+1", "-1+1", "@SUM(A1)", " \t=1", "＝1+1"])
def test_a_note_that_begins_like_a_formula_stays_text(
    client: FlaskClient, publish: Callable[[YearFacts], int], note: str
) -> None:
    measure = replace(MEASURE, title=note, standings=(standing(note, "in_progress", 5, note=note),))
    publish(replace(BUENGCHAROEN, measures=(measure,)))
    row = rows(client, "/o/buengcharoen/2567.csv")[-1]
    for column in ("name", "department", "note"):
        assert not re.match(r"\s*[=+\-@＝]", row[column])


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_open_data_of_an_unpublished_year_is_404(client: FlaskClient, sample: None, ending: str) -> None:
    answer = client.get(f"/o/buengcharoen/2599.{ending}")
    assert answer.status_code == 404
    if ending == "json":
        assert answer.json == {
            "error": "not published",
            "office": "buengcharoen",
            "fiscal_years": [2566, 2567],
        }


def test_text_that_no_file_can_carry_does_not_stop_the_open_data(
    client: FlaskClient, publish: Callable[[YearFacts], int]
) -> None:
    measure = replace(
        MEASURE, standings=(standing("กองคลัง", "in_progress", 5, note="ก\x00\x0b\x1b\ufffe\u202eข"),)
    )
    publish(replace(BUENGCHAROEN, measures=(measure,)))
    assert rows(client, "/o/buengcharoen/2567.csv")[-1]["note"] == "กข"
    assert client.get("/o/buengcharoen/2567.json").status_code == 200
    assert client.get("/o/buengcharoen/2567").status_code == 200
