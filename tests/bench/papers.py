"""How long a paper of 20 pages takes, the whole process counted, and what random damage does to the readers."""

import os
import time
from pathlib import Path
from typing import Any

from tests.tracker.documents.fuzz import fuzz
from tests.tracker.documents.papers import PAPER, WRITERS, Blocks
from tests.tracker.documents.printed import as_typst_pdf

SENTENCE = "หน่วยงานได้นำผลการประเมินมาวิเคราะห์เพื่อปรับปรุงการดำเนินงานให้มีประสิทธิภาพยิ่งขึ้น "
FUZZ_SECONDS = float(os.environ.get("FUZZ_SECONDS", "120"))


def reading(folder: Path) -> dict[str, Any]:
    """Seconds for a paper of about 20 pages, read as a coordinator's upload is read."""
    from tracker.documents import read_safely

    figures = {}
    for name, path in (
        ("docx", WRITERS["docx"][0](_long(), folder / "long.docx")),
        ("pdf", as_typst_pdf(_long(), folder / "long.pdf")),
    ):
        took = []
        for _ in range(3):
            begun = time.perf_counter()
            assert read_safely(path).measures
            took.append(time.perf_counter() - begun)
        figures[f"{name}_20_pages_s"] = round(sorted(took)[1], 2)
    return figures


def fuzzing(folder: Path) -> dict[str, Any]:
    """Damaged files read or refused, by kind; two minutes each."""
    return {
        f"{suffix[1:]}_files": count for suffix, count in fuzz(folder, FUZZ_SECONDS, int(time.time())).items()
    }


def _long() -> Blocks:
    """About 20 pages of A4: prose, scores and sixty measures."""
    heading, *rows = PAPER[-1]
    many = [[str(n), *rows[0][1:]] for n in range(1, 61)]
    return [*PAPER[:4], *[SENTENCE * 20] * 30, PAPER[4], [list(heading), *many]]
