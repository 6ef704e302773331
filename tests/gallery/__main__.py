"""`python -m tests.gallery`: pictures of every card into docs/pictures/cards, and docs/cards.md that shows them."""

import sys
from pathlib import Path

import click
import structlog
from playwright.sync_api import sync_playwright

from tests.chromium import FLAGS, chromium_path
from tests.gallery.album import album
from tests.gallery.pictures import draw, phone, picture
from tests.gallery.scenes import gallery

DOCS = Path(__file__).parents[2] / "docs"


@click.command(help=__doc__)
@click.option(
    "--scale", default=1.0, help="the reader's text size, as in 1.5; the album is written at 1 only"
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=DOCS / "pictures" / "cards",
    show_default="docs/pictures/cards",
    help="folder of the pictures",
)
def main(scale: float, into: Path) -> None:
    """Draw everything; tell what cannot be read."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    path = chromium_path()
    if path is None:
        sys.exit("Chromium is not installed; on Debian: apt-get install chromium")
    shown = gallery()
    into.mkdir(parents=True, exist_ok=True)
    for old in into.glob("*.png"):
        old.unlink()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        with phone(browser) as page:
            for each in shown:
                for wrong in draw(page, each.messages, scale):
                    print(f"{each.scene.name}: {wrong}", file=sys.stderr)
                (into / f"{each.scene.name}.png").write_bytes(picture(page))
        browser.close()
    if scale == 1:
        (DOCS / "cards.md").write_text(album(shown), "utf-8")
    size = sum(path.stat().st_size for path in into.glob("*.png"))
    print(f"{len(shown)} pictures, {size / 1e6:.2f} MB, in {into}")


if __name__ == "__main__":
    main(prog_name="python -m tests.gallery")
