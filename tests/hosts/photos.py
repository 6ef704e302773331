"""People who send a photo after what they reported, and what became of the photos."""

from collections import Counter
from io import BytesIO
from random import Random
from typing import Any

from PIL import Image
from sqlmodel import col, select

from tests.chaos.people import Intention, Someone
from tests.chaos.verdict import Count
from tracker.files import Files
from tracker.model import Evidence
from tracker.store import Store


class Photographer(Someone):
    """Somebody whose last report has a photo. `sent` is its message id, once LINE has taken it."""

    sent: str | None = None

    def run(self) -> None:
        """Go through the plan, then send the photo."""
        super().run()
        mine = [each for each in self.plan if isinstance(each, Intention) and each.alone and each.done]
        if mine and not self.over.is_set():
            self.sent = str(self.random.getrandbits(58))
            self.webhooks.line.photos[self.sent] = photo(self.random)
            provider = {"type": "line"}
            self._send(
                {
                    "type": "message",
                    "message": {"type": "image", "id": self.sent, "contentProvider": provider},
                }
            )


def photo(random: Random) -> bytes:
    """A small picture that no other is like."""
    content = BytesIO()
    Image.frombytes("RGB", (48, 48), random.randbytes(48 * 48 * 3)).save(content, "JPEG")
    return content.getvalue()


def anything_on_its_way(store: Store) -> bool:
    """Whether a photo still waits to be fetched."""
    with store.read() as tx:
        return tx.exec(select(Evidence.id).where(Evidence.state == "received").limit(1)).first() is not None


def count(store: Store, files: Files, sent: list[str]) -> Count:
    """How often each photo is evidence of an update, with its content in the files that all hosts share."""
    with store.read() as tx:
        rows: list[Any] = list(tx.exec(select(Evidence).where(col(Evidence.line_message_id).in_(sent))).all())
    kept = Counter(row.line_message_id for row in rows if row.entry_id and _is_there(files, row.sha256))
    return Count().of(kept[each] for each in sent)


def _is_there(files: Files, sha256: str | None) -> bool:
    return sha256 is not None and files.path(sha256).is_file()
