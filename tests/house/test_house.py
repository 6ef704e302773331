"""The map as tests: the house stands as CONTRIBUTING.md draws it."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot import reception
from bot.intents import INTENTS
from bot.settings import WebSettings
from tracker.settings import TrackerSettings

ROOT = Path(__file__).parents[2]
PROMISED = (
    "score_overall grade score_indicator score_instrument score_compare_years strengths weaknesses rank_indicators "
    "gap_to_target what_if measures_list measure_detail measures_by_department measures_overdue progress_report "
    "evidence_attach deadline_query report_export remind_settings register help smalltalk out_of_scope"
).split()


def sources() -> list[Path]:
    """Every Python file of the project."""
    return [
        p for room in ("tracker", "bot", "scheduler", "sandbox", "tests") for p in (ROOT / room).rglob("*.py")
    ]


def test_the_arrows_between_rooms_point_one_way() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_every_promised_intent_is_there_and_no_other() -> None:
    assert sorted(intent.NAME for intent in INTENTS) == sorted(PROMISED)


@pytest.mark.parametrize("intent", INTENTS, ids=lambda intent: intent.NAME)
def test_every_intent_matches_answers_and_has_a_dialogue(intent) -> None:  # type: ignore[no-untyped-def]
    assert callable(intent.matches)
    assert callable(intent.answer)
    assert (ROOT / "tests" / "dialogues" / f"{intent.NAME}.toml").exists()


def test_every_button_has_one_owner() -> None:
    from bot import publishing

    names = [name for part in (*INTENTS, publishing) for name in getattr(part, "BUTTONS", {})]
    assert len(names) == len(set(names))
    assert set(names) <= set(reception.BUTTONS)


def test_every_setting_is_in_the_example_file() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    for name in (*TrackerSettings.model_fields, *WebSettings.model_fields):
        assert re.search(rf"^{name.upper()}=", example, re.M), name


def test_every_path_the_readme_names_exists() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    for path in re.findall(r"\]\((?!https?:|#)([^)]+)\)", text):
        assert (ROOT / path).exists(), path


def test_nothing_names_a_package_index_or_a_path_of_a_machine() -> None:
    for path in [*ROOT.glob("requirements*.txt"), *sources(), ROOT / "Makefile", ROOT / ".ci" / "run"]:
        text = path.read_text("utf-8")
        assert "index-" + "url" not in text, path
        assert "/wor" + "k/" not in text, path


def test_no_module_is_a_drawer_for_everything() -> None:
    assert not [p for p in sources() if p.stem in ("utils", "helpers", "common", "misc")]


def test_only_the_stores_room_speaks_sql() -> None:
    for path in [
        *(ROOT / "bot").rglob("*.py"),
        *(ROOT / "scheduler").rglob("*.py"),
        *(ROOT / "tracker/actions").glob("*.py"),
    ]:
        text = path.read_text("utf-8")
        assert not re.search(r"\b(select|delete|update|insert)\(", text) or "import select" not in text, path


def test_requirements_are_pinned_with_hashes() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        pins = re.findall(r"^[A-Za-z0-9_.\[\]-]+==", text, re.M)
        assert pins
        assert text.count("--hash=sha256:") >= len(pins)
        assert "http" + "s://" not in text


def test_the_packages_our_user_named_are_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    runtime = " ".join(project["project"]["dependencies"])
    assert all(name in runtime for name in ("line-bot-sdk", "flask", "sqlmodel", "apscheduler", "pythainlp"))
    assert any(name.startswith("pytest") for name in project["dependency-groups"]["dev"])
