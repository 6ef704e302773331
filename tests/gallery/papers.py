"""`python -m tests.gallery.papers`: pages of the official reports as pictures into docs/pictures/reports.

The reports are those of the sample offices; the photos are drawn here and show nobody.
"""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click
import pypdfium2
from PIL import Image, ImageDraw

from tests.town import MORNING, sampled_database
from tracker import reports
from tracker.facts import EvidenceFacts, YearFacts
from tracker.store import Store, facts, organisations

INTO = Path(__file__).parents[2] / "docs" / "pictures" / "reports"
DOTS = 80
"""Picture points an inch: readable in the guide, and a page stays under 120 KB."""


def photo(number: int) -> bytes:
    """A street with a notice board, another colour each."""
    picture = Image.new("RGB", (900, 640), "#bfe3f5")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 430, 900, 640), fill="#7d8a6b")
    draw.polygon([(380, 430), (520, 430), (760, 640), (140, 640)], fill="#5c5f66")
    board = ("#2a7f62", "#375a9e", "#a8571f", "#7a3b78")[number % 4]
    draw.rectangle((250, 130, 650, 360), fill=board)
    for line in range(4):
        draw.rectangle((290, 170 + 45 * line, 610 - 40 * (line % 3), 190 + 45 * line), fill="#ffffff")
    draw.rectangle((440, 360, 460, 470), fill="#444444")
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return file.getvalue()


def with_photos(year: YearFacts) -> tuple[YearFacts, dict[str, bytes]]:
    """The year with two photos to each report that was made."""
    pictures = {hashlib.sha256(each).hexdigest(): each for each in map(photo, range(4))}
    known = list(pictures)

    def proofs(place: int) -> Iterator[EvidenceFacts]:
        for number in (2 * place, 2 * place + 1):
            sha256 = known[number % len(known)]
            yield EvidenceFacts(
                number, "photo", "ภาพถ่าย", "image/jpeg", 1, sha256, None, MORNING, stored=True
            )

    updates = tuple(replace(each, evidence=tuple(proofs(place))) for place, each in enumerate(year.updates))
    return replace(year, updates=updates), pictures


def year_of(slug: str, fiscal_year: int | None = None) -> YearFacts:
    """A year of a sample office; its newest with measures where none is named."""
    store = Store(f"sqlite:///{sampled_database()}")
    with store.read() as tx:
        office = organisations.office_by_slug(tx, slug)
        found = facts.year_facts(tx, office.id, fiscal_year or facts.measure_years(tx, office.id)[-1])
    store.close()
    return found


def pages(pdf: bytes) -> list[Image.Image]:
    """The pages of a PDF as pictures."""
    paper = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=DOTS / 72).to_pil().convert("RGB") for page in paper]
    finally:
        paper.close()


def drawn() -> Iterator[tuple[str, Image.Image]]:
    """The pictures of the guide by name."""
    analysis = reports.build("analysis", year_of("buengcharoen", 2566), None, "pdf")
    yield "analysis", pages(analysis)[0]
    yield "measures", pages(reports.build("measures", year_of("buengcharoen", 2567), None, "pdf"))[0]
    year, pictures = with_photos(year_of("tuayang"))
    draft = pages(reports.build("progress", year, "6m", "pdf", pictures))
    yield "progress-draft", draft[0]
    yield "progress", draft[1]
    yield "progress-photos", draft[-1]
    closed = replace(year, rounds=tuple(replace(each, closed=True) for each in year.rounds))
    thai = replace(closed, office=replace(closed.office, thai_digits=True))
    yield "progress-thai-digits", pages(reports.build("progress", thai, "6m", "pdf", pictures))[0]


@click.command(help=__doc__)
def main() -> None:
    """Draw everything."""
    INTO.mkdir(parents=True, exist_ok=True)
    for name, picture in drawn():
        picture.quantize(64).save(INTO / f"{name}.png", optimize=True)
        click.echo(f"{name}: {(INTO / f'{name}.png').stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
