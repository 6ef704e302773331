"""`python -m tests.bench.reports`: a progress report of 40 measures with 60 photos of 12 million points, drawn as the
pages have it drawn: seconds from the order to the file, and the most memory of the process that draws. Once from the
small copies that are kept of photos, once as if there were none yet."""

import io
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from PIL import Image

from tracker.actions.fetch_evidence import small_copy
from tracker.facts import EvidenceFacts, OfficeFacts, YearFacts
from tracker.files import Folder
from tracker.reports import content_of, drawing, example
from tracker.reports.drawing import Order

MEASURES, PHOTOS, ROUNDS = 40, 60, 3
AT = datetime(2024, 3, 20, 3, 30, tzinfo=UTC)
DEPARTMENTS = ("สำนักปลัด", "กองช่าง")
OFFICE = OfficeFacts(
    "nadun", "เทศบาลตำบลนาดูน", "municipality", None, None, None, None, Decimal(85), Decimal(95), (4, 30), (10, 31),
    DEPARTMENTS,
)  # fmt: skip
TITLE = "จัดทำคู่มือหรือแนวทางการปฏิบัติงานและการให้บริการประชาชนในทุกกระบวนงานของส่วนราชการ"
NOTE = "จัดประชุมชี้แจงแนวทางแก่ผู้รับผิดชอบทุกงาน เผยแพร่ทางเว็บไซต์และเฟซบุ๊กของหน่วยงาน ติดประกาศ ณ จุดบริการ "


def photograph(number: int) -> bytes:
    """A photo as a phone takes it, full of grain, no two alike."""
    kept = io.BytesIO()
    Image.effect_noise((800 + number, 600), 60).resize((4000, 3000)).convert("RGB").save(
        kept, "JPEG", quality=88
    )
    return kept.getvalue()


def a_year(evidence: Sequence[EvidenceFacts]) -> YearFacts:
    """An invented year of 40 measures, each reported on by two departments, the first with one photo or two."""
    one, left = example.year(OFFICE), list(evidence)
    measures, updates = [], []
    for number in range(1, MEASURES + 1):
        standings = tuple(replace(one.measures[0].standings[0], department=name) for name in DEPARTMENTS)
        steps = tuple(f"{TITLE} ขั้นที่ {step}" for step in range(1, 4))
        measures.append(replace(one.measures[0], id=number, number=number, title=TITLE, steps=steps))
        measures[-1] = replace(measures[-1], standings=standings)
        for place, name in enumerate(DEPARTMENTS):
            shots = tuple(left.pop() for _ in range(1 + number % 2 if place == 0 else 0))
            told = replace(one.updates[0], measure_number=number, department=name, evidence=shots)
            updates.append(replace(told, receipt=f"67-{len(updates) + 1:04d}", note=NOTE * (1 + number % 4)))
    assert not left
    return replace(one, measures=tuple(measures), updates=tuple(updates))


def measure(folder: Path) -> dict[str, Any]:
    """Median seconds by format, and megabytes of memory."""
    files = Folder(folder / "photos")
    kept = [files.put([photograph(number)], 10**8).sha256 for number in range(PHOTOS)]
    figures: dict[str, Any] = {}
    for how, small in (("", {each: small_copy(files, each) for each in kept}), ("_of_originals", {})):
        proofs = [
            EvidenceFacts(
                number, "photo", "ภาพถ่าย", "image/jpeg", 1, sha256, None, AT, True, small.get(sha256)
            )
            for number, sha256 in enumerate(kept)
        ]
        year = a_year(proofs)
        assert len(content_of("progress", year, "6m").photos) == PHOTOS
        for form in ("docx", "pdf"):
            took = []
            for _ in range(ROUNDS):
                begun = time.perf_counter()
                drawing.draw(Order("progress", year, "6m", form), files)
                took.append(time.perf_counter() - begun)
            figures[f"{form}{how}_s"] = round(statistics.median(took), 2)
    # Of Linux in kilobytes: the largest of all that were drawn.
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return figures


def drawn(folder: Path) -> dict[str, Any]:
    """`measure` in a process of its own: the memory of other children would count too."""
    command = [sys.executable, "-m", "tests.bench.reports", str(folder)]
    figures: dict[str, Any] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return figures


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1] if len(sys.argv) > 1 else "var/bench"))))
