"""What the README says there is, and what there is."""

import re
from pathlib import Path

import click
import pytest

from bot.__main__ import main as bot
from scheduler.__main__ import main as scheduler
from tracker.__main__ import main as tracker

README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize(("name", "group"), [("tracker", tracker), ("bot", bot), ("scheduler", scheduler)])
def test_every_command_is_named(name: str, group: click.Group) -> None:
    found = re.findall(rf"`python -m {name} \[?([a-z|\s-]+)\]?`", README.read_text("utf-8"))
    listed = max(found, key=len)  # elsewhere one command is told of alone
    assert {each.strip() for each in listed.split("|")} == group.commands.keys()
