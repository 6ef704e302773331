"""`python -m tests.tracker.documents.written [worked|measured]`: marks per field; misses of the worked part only."""

import json

import click

from tests.tracker.documents.generated.marks import lines_of
from tests.tracker.documents.written.measuring import judged, marks_of, papers
from tracker.documents import read_document


@click.command(help=__doc__)
@click.argument("part", type=click.Choice(("worked", "measured")), default="worked")
@click.option("--misses", help="of papers whose name holds this, or 'all'; of the worked part only")
def main(part: str, misses: str | None) -> None:
    """Print."""
    click.echo("\n".join(lines_of(marks_of(part))))
    for paper, truth in papers("worked") if misses else ():
        if misses in ("all", None) or str(misses) in paper.stem:
            for miss in judged(read_document(paper), json.loads(truth.read_text("utf-8")))[1]:
                click.echo(f"{paper.stem} {miss.kind} {miss.key} | wanted {miss.wanted} | got {miss.got}")


if __name__ == "__main__":
    main(prog_name="python -m tests.tracker.documents.written")
