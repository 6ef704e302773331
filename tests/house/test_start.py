"""What a process does not need it does not load: that, and not a clock, keeps starts short and memory small.

Papers are read, reports, workbooks and pictures drawn in processes of their own that end (tracker.apart); a driver or a
library of one page is loaded when it is first used.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ELSEWHERE = frozenset(
    "openpyxl docx docxtpl lxml PIL typst pypdfium2 pdfplumber pythainlp icalendar boto3 botocore psycopg linebot "
    "numpy tracker.documents.readers tracker.documents.extract tracker.reports.workbook".split()
)
PROCESSES = {
    "web": "from bot.app import warm; warm()",
    "scheduler": "import scheduler.worker, scheduler.life",
    "import of papers": "import tracker.actions.import_files",
    "commands of the tracker": "import tracker.__main__",
    "commands of the bot": "import bot.__main__, bot.doctor",
}
EXTRA = {"commands of the tracker": "alembic bot flask urllib3 holidays", "commands of the bot": "flask"}


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_loads_nothing_that_others_do_for_it(process: str) -> None:
    script = f"{PROCESSES[process]}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    unwanted = ELSEWHERE.union(EXTRA.get(process, "").split())
    assert sorted(unwanted.intersection(done.stdout.split())) == []
