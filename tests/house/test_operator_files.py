"""What the operator guide hands out works: units, nginx site, alarm rules; every alarm and metric is a real one."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from bot.pages import drawn, health
from bot.pages.desk import papers
from scheduler.timetable import BEATS
from tests.house.advisories import NOT_RUN, reaches
from tracker.__main__ import main as tracker
from tracker.settings import TrackerSettings

ROOT = Path(__file__).parents[2]
FILES = ROOT / "docs" / "operator"
GUIDE = (ROOT / "docs" / "operator-guide.md").read_text("utf-8")
UNITS = sorted(FILES.glob("*.service"))
RULES = yaml.safe_load((FILES / "alerts.yml").read_text("utf-8"))["groups"][0]["rules"]
ELSEWHERE = ("node_filesystem_avail_bytes", "node_filesystem_size_bytes")


def lines_of(unit: Path) -> dict[str, str]:
    return dict(re.findall(r"^(\w+)=(.*)$", unit.read_text("utf-8"), re.M))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_is_confined(unit: Path) -> None:
    told = lines_of(unit)
    assert (told["User"], told["NoNewPrivileges"], told["ProtectSystem"]) == ("prongsai", "yes", "strict")


@pytest.mark.parametrize("name", ["web", "scheduler"])
def test_a_service_migrates_first_runs_a_module_that_exists_and_comes_back(name: str) -> None:
    told = lines_of(FILES / f"prongsai-{name}.service")
    assert told["ExecStartPre"].endswith("-m tracker migrate")
    assert told["ExecStart"].split(" -m ")[1].split()[0] in ("gunicorn", "scheduler")
    assert told["Restart"] == "always"


def test_the_weekly_proof_runs_commands_that_exist_and_has_its_hour() -> None:
    unit = (FILES / "prongsai-weekly.service").read_text("utf-8")
    commands = re.findall(r"^ExecStart=\S+ -m tracker (.+)$", unit, re.M)
    assert commands == ["rehearse", "audit verify"]
    for command in commands:
        assert CliRunner().invoke(tracker, [*command.split(), "--help"]).exit_code == 0, command
    assert "OnCalendar=Mon 05:30 Asia/Bangkok" in (FILES / "prongsai-weekly.timer").read_text("utf-8")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_finds_nothing_wrong_with_a_unit(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine")
    text = unit.read_text("utf-8").replace("/opt/prongsai/.venv/bin/python", "/bin/true")
    (tmp_path / unit.name).write_text(text, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    complaints = [line for line in done.stderr.splitlines() if unit.name in line]
    assert complaints == []


def test_the_nginx_site_is_balanced_and_passes_bodies_unaltered() -> None:
    text = re.sub(r"#.*", "", (FILES / "nginx.conf").read_text("utf-8"))
    assert text.count("{") == text.count("}") > 4
    for statement in re.split(r"[{}]", text):
        assert all(
            line.strip().endswith(";") for line in statement.strip().splitlines()[:-1] if line.strip()
        ), statement
    assert "proxy_request_buffering on;" in text and "sub_filter" not in text


def test_nginx_waits_longer_for_a_download_than_the_download_for_its_drawing() -> None:
    text = (FILES / "nginx.conf").read_text("utf-8")
    links = next(part for part in text.split("location ")[1:] if part.startswith("~ ^/(desk/in|d|"))
    found = re.search(r"proxy_read_timeout (\d+)s;", links)
    assert found is not None and int(found[1]) > drawn.PATIENCE_OF_A_PROGRAM + 15
    others = re.search(r"location / \{[^}]*proxy_read_timeout (\d+)s;", text.split("listen 443", 1)[1])
    assert others is not None and int(others[1]) > papers.PATIENCE + 15


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alarm_watches_a_metric_that_exists_and_the_guide_says_what_to_do(rule: dict[str, str]) -> None:
    source = Path(health.__file__).read_text("utf-8")
    for name in re.findall(r"\b((?:prongsai|node)_\w+)", rule["expr"]):
        bare = re.sub(r"_(bucket|count|total)$", "", name.removeprefix("prongsai_"))
        assert name in ELSEWHERE or f'"{bare}' in source or f"_{bare}" in source, name
    assert rule["alert"] in GUIDE


def test_the_guide_names_files_that_exist_and_speaks_of_every_setting_of_backup() -> None:
    for path in re.findall(r"\]\((?!https?:|#)([^)]+)\)", GUIDE):
        assert (ROOT / "docs" / path).exists(), path
    assert {"backup_dir", "backup_keep"} <= set(TrackerSettings.model_fields)
    assert "BACKUP_DIR" in GUIDE and "BACKUP_KEEP" in GUIDE
    assert any(beat.work == "backup" for beat in BEATS)


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ("", False),
        ("[]", False),
        ('{"dependencies": []}', False),
        ('{"dependencies": [{"name": "flask", "skip_reason": "could not be audited"}]}', False),
        ('{"dependencies": [{"name": "flask", "vulns": []}]}', False),
        ('{"dependencies": [{"name": "flask", "vulns": [{"id": "X"}]}]}', True),
    ],
)
def test_an_audit_counts_only_where_it_finds_what_is_known_to_be_bad(said: str, counts: bool) -> None:
    assert reaches(subprocess.CompletedProcess([], 0, said, "")) is counts
    assert "NOT RUN" in NOT_RUN
