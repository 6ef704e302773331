"""`python -m bot desk --operator`, as a process: a link that works, clear lines, right exit codes, no traceback."""

import json
from datetime import UTC, datetime
from pathlib import Path

from bot.settings import WebSettings
from tests.test_commands import run
from tests.town import sampled_database
from tracker.actions import open_desk
from tracker.store import Store


def test_the_operator_is_printed_a_link_that_opens_the_desk_once(tmp_path: Path) -> None:
    (tmp_path / "commands.db").write_bytes(sampled_database().read_bytes())
    done = run(tmp_path, "bot", "desk", "--operator", PUBLIC_URL="https://ita.example.go.th/")
    assert (done.returncode, done.stderr) == (0, "")
    address = done.stdout.strip()
    assert address.startswith("https://ita.example.go.th/desk/in/")
    store, now = Store(f"sqlite:///{tmp_path}/commands.db"), datetime.now(UTC)
    with store.begin() as tx:
        session = open_desk.enter(tx, address.rsplit("/", 1)[1], now)
    with store.read() as tx:
        assert open_desk.viewer_of(tx, session, now).scope is None
    store.close()


def test_as_json_it_prints_one_value(tmp_path: Path) -> None:
    (tmp_path / "commands.db").write_bytes(sampled_database().read_bytes())
    done = run(tmp_path, "bot", "desk", "--operator", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 0 and sorted(told) == ["minutes", "url"] and told["minutes"] == 10
    assert told["url"].startswith(WebSettings.model_fields["public_url"].default)


def test_bad_use_is_2_and_a_failure_is_1_with_one_line(tmp_path: Path) -> None:
    assert (run(tmp_path, "bot", "desk", "--help").returncode, run(tmp_path, "bot", "desk").returncode) == (
        0,
        2,
    )
    done = run(tmp_path, "bot", "desk", "--operator")
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.strip().splitlines()) == 1 and "python -m tracker migrate" in done.stderr
