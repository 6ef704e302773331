"""The reading process of `isolation`: limits itself, reads one file, answers in JSON on stdout."""

import sys
from pathlib import Path

from tracker import apart
from tracker.documents import read_document
from tracker.documents.isolation import MEMORY, SECONDS, Answer, too_large
from tracker.errors import DocumentUnreadable


def main() -> None:
    """Answer for the file named by the only argument."""
    apart.limit(MEMORY, SECONDS)
    answer_to, sys.stdout = sys.stdout, sys.stderr
    answer_to.write(_answer(Path(sys.argv[1])).model_dump_json())


def _answer(path: Path) -> Answer:
    try:
        return Answer(draft=read_document(path))
    except MemoryError:
        refused = too_large(path)
    except DocumentUnreadable as error:
        refused = too_large(path) if isinstance(error.__cause__, MemoryError) else error
    return Answer(refused={key: str(value) for key, value in refused.facts.items()})


main()
