"""The timetable: what runs every few seconds runs at the start too, and what fails says no more than its kind."""

import logging
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot import logs
from scheduler.timetable import BEATS, _guarded, timetable


def test_a_process_that_was_just_started_begins_with_every_beat_of_seconds() -> None:
    beats = timetable({beat.work: lambda: None for beat in BEATS}, ZoneInfo("Asia/Bangkok"))
    at_once = {job.id for job in beats.get_jobs() if getattr(job, "next_run_time", None) is not None}
    assert at_once == {beat.work for beat in BEATS if beat.seconds is not None}
    assert all(
        job.next_run_time < datetime.now(UTC) + timedelta(seconds=1)
        for job in beats.get_jobs()
        if job.id in at_once
    )


def test_the_row_that_a_database_quotes_in_its_error_does_not_reach_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As the processes format it: an error by its kind and path."""

    def work() -> None:
        raise RuntimeError("duplicate key\nDETAIL: Key (line_user_id)=(U123) already exists.")

    with caplog.at_level(logging.ERROR):
        _guarded("remind", work)()
    [line] = map(logs.formatter().format, caplog.records)
    assert "RuntimeError" in line and "test_timetable.py" in line
    assert "U123" not in line and "duplicate" not in line
