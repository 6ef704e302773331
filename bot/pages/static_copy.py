"""A published year as one ZIP: the page with all it needs, for the office's own website or to open from a folder.

The same copy gives the same bytes: nothing of the moment it is asked for is in it.
"""

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import IO

from bot.pages import office_year, opendata
from bot.pages.addresses import in_a_folder
from bot.pages.assets import content
from bot.pages.measures import public_photos
from bot.pages.readme import LICENCE, readme
from tracker.facts import YearFacts

MOST_PHOTOS = 100
"""What a ZIP holds at most, about 20 MB and some seconds of drawing; the page on the web shows them all."""

_ASSETS = {
    "page.css": "page.css",
    "mark.svg": "mark.svg",
    "fonts/sarabun-400.ttf": "sarabun-400.ttf",
    "fonts/sarabun-700.ttf": "sarabun-700.ttf",
}
_LICENCE = (
    f"{LICENCE['name']}\n{LICENCE['url']}legalcode\n\nข้อมูลในโฟลเดอร์นี้ใช้ต่อได้โดยอ้างอิงชื่อหน่วยงาน\n"
    "The data may be used by anybody who names the office.\n\n"
    "Font: Sarabun, SIL Open Font License 1.1, https://openfontlicense.org\n"
)
_SAVED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</)")
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)


def with_photos(found: YearFacts, is_there: Callable[[str], bool]) -> tuple[YearFacts, int]:
    """The year as its ZIP tells it, with the first photos whose content is there, and how many more there are."""
    there = [number for number, sha256 in public_photos(found).items() if is_there(sha256)]
    kept = set(there[:MOST_PHOTOS])
    updates = (
        replace(
            update,
            evidence=tuple(
                each if each.id in kept or each.kind != "photo" else replace(each, sha256=None, small=None)
                for each in update.evidence
            ),
        )
        for update in found.updates
    )
    return replace(found, updates=tuple(updates)), len(there) - len(kept)


def write_copy(
    target: IO[bytes],
    found: YearFacts,
    page: str,
    photo: Callable[[str], bytes],
    papers: Mapping[str, bytes],
) -> None:
    """Write the ZIP of a published year. `page` is its HTML for a folder; `photo` draws one by its SHA-256,
    `papers` are the reports by their names there."""
    slug, year = found.office.slug, found.fiscal_year
    to = in_a_folder(slug, year)
    at = found.published_at or _EPOCH
    names = office_year.indicator_names(year)
    with zipfile.ZipFile(target, "w") as made:
        _put(made, "index.html", page.encode(), at)
        for name, asset in _ASSETS.items():
            _put(made, name, content(asset), at)
        open_data = json.dumps(opendata.as_json(found, at, to), ensure_ascii=False, indent=1)
        _put(made, to.json, open_data.encode(), at)
        _put(made, to.csv, opendata.as_csv(found, names), at)
        _put(made, to.readme, readme(found).encode(), at)
        _put(made, "LICENCE.txt", _LICENCE.encode(), at)
        for name, body in papers.items():
            _put(made, name, _as_of(at, body) if body[:2] == b"PK" else body, at)
        for evidence_id, sha256 in public_photos(found).items():
            _put(made, to.photo(evidence_id), photo(sha256), at, zipfile.ZIP_STORED)


def _put(
    made: zipfile.ZipFile, name: str, body: bytes, at: datetime, how: int = zipfile.ZIP_DEFLATED
) -> None:
    """One file, as of the moment of publication, on whatever machine it is made."""
    moment = max(at.astimezone(UTC), _EPOCH)
    entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
    entry.create_system, entry.external_attr, entry.compress_type = 3, 0o644 << 16, how
    made.writestr(entry, body)


def _as_of(at: datetime, body: bytes) -> bytes:
    """A Word or Excel file as if it had been saved at the moment of publication: its writers note their own clock."""
    kept = io.BytesIO()
    said = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(body)) as given, zipfile.ZipFile(kept, "w") as made:
        for entry in given.infolist():
            part = given.read(entry)
            if entry.filename == "docProps/core.xml":
                part = _SAVED.sub(rb"\g<1>" + said + rb"\g<2>", part)
            _put(made, entry.filename, part, at)
    return kept.getvalue()
