"""A report is drawn in a process of its own: a hundred pages with photos take seconds and hundreds of megabytes, which
the process that answers chats has not to spare. It gets what is to be drawn as JSON and sends the file's bytes back.
"""

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from tracker.errors import ReportNotDrawn, TemplateUnusable
from tracker.files import Files
from tracker.model.facts import YearFacts, from_json, to_json
from tracker.reports import content_of
from tracker.reports.editions import Edition

SECONDS = 60
MEMORY = 1536 * 1024 * 1024
"""Address space, of which much is never used: what a drawing really takes is measured in the benchmarks."""

UNUSABLE = 5
"""Exit status of the drawing process when the office's own template cannot be used; stderr says why, in Thai."""

_COMMAND = (sys.executable, "-m", "tracker.reports")
_ROOT = Path(__file__).parents[2]
_ENVIRONMENT = {
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHAINLP_OFFLINE": "1",
    "PYTHAINLP_READ_ONLY": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
_EDITION: TypeAdapter[Edition | None] = TypeAdapter(Edition | None)


@dataclass(frozen=True)
class Order:
    """A report to be drawn: see `reports.build`. `template` is the SHA-256 of the office's own layout, for .docx."""

    kind: str
    facts: YearFacts
    round_key: str | None
    format: str
    edition: Edition | None = None
    template: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The order as JSON-able values."""
        return {
            "kind": self.kind,
            "facts": to_json(self.facts),
            "round_key": self.round_key,
            "format": self.format,
            "edition": _EDITION.dump_python(self.edition, mode="json"),
            "template": self.template,
        }

    @property
    def key(self) -> str:
        """The same for the same file only: a digest of everything that is in it and of the program that draws it."""
        said = json.dumps([program(), self.as_json()], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


def order_from(value: Mapping[str, Any]) -> Order:
    """The inverse of `Order.as_json`."""
    return Order(
        value["kind"],
        from_json(value["facts"]),
        value["round_key"],
        value["format"],
        _EDITION.validate_python(value["edition"]),
        value["template"],
    )


def draw(order: Order, files: Files) -> bytes:
    """The report as a file. Raises what `reports.build` raises, TemplateUnusable, and ReportNotDrawn when it
    took too long, needed too much memory or broke down."""
    report = content_of(order.kind, order.facts, order.round_key, order.edition)
    shows_photos = order.format in ("docx", "pdf")
    photos = dict.fromkeys(photo.sha256 for photo in report.photos if shows_photos)
    small = {
        proof.sha256: proof.small
        for update in order.facts.updates
        for proof in update.evidence
        if proof.small
    }
    paths = {sha256: str(files.path(small.get(sha256, sha256)).absolute()) for sha256 in photos}
    layout = str(files.path(order.template).absolute()) if order.template and order.format == "docx" else None
    return _drawn(json.dumps({**order.as_json(), "photos": paths, "layout": layout}).encode())


def _drawn(order: bytes) -> bytes:
    with subprocess.Popen(
        _COMMAND,
        cwd=_ROOT,
        env={**_ENVIRONMENT, "TMPDIR": os.environ.get("TMPDIR", "/tmp")},  # noqa: S108 (where the system has it)
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            drawn, complaint = process.communicate(order, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise ReportNotDrawn(problem=f"it took more than {SECONDS} seconds") from None
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode == UNUSABLE:
        raise TemplateUnusable(reason=complaint.decode(errors="replace").strip()[:300])
    if process.returncode != 0 or not drawn:
        last = complaint.decode(errors="replace").strip().splitlines()[-1:]
        raise ReportNotDrawn(problem=f"status {process.returncode}: {' '.join(last)[:200]}")
    return drawn


@cache
def program() -> str:
    """A digest of what decides how a report reads: one that another version of the program drew is drawn anew."""
    digest = hashlib.sha256()
    for room in ("reports", "rules", "rubrics", "files", "model"):
        for source in sorted((_ROOT / "tracker" / room).glob("*.*")):
            if source.suffix in (".py", ".typ", ".toml"):
                digest.update(source.read_bytes())
    return digest.hexdigest()
