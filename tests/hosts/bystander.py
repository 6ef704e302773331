"""A host whose cable is pulled in the middle of a transaction, and stays so: the others get its row, and it notices."""

import subprocess
import sys
import time
from datetime import UTC, datetime

from sqlmodel import select

from tests.chaos.processes import ROOT
from tests.hosts.network import Host
from tracker.errors import StorageUnavailable
from tracker.model import Office
from tracker.store import Store

SLUG = "bystander"


class Bystander:
    """The process on that host, seen from outside."""

    def __init__(self, host: Host, store: Store) -> None:
        self.host, self.store = host, store
        with store.begin() as tx:
            tx.add(Office(slug=SLUG, name="เทศบาลตำบลดูอยู่", kind="ทต.", created_at=datetime.now(UTC)))
        command = [*host.inside, sys.executable, "-m", "tests.hosts.bystander", store.url]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def cut(self) -> None:
        """Pull its cable while it holds the row and is about to ask for more."""
        assert self.process.stdin is not None and self.process.stdout is not None
        assert self.process.stdout.readline().strip() == b"held"
        self.host.cut()
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()

    def has_noticed(self) -> bool:
        """Whether its own side has given the transaction up, as unavailable storage."""
        return self.process.poll() == 0

    def row_is_free(self) -> bool:
        """Whether others may work with what it held."""
        try:
            with self.store.begin() as tx:
                tx.exec(select(Office).where(Office.slug == SLUG).with_for_update(nowait=True)).one()
        except StorageUnavailable:
            return False
        return True

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.communicate()


def hold(url: str) -> None:
    """Hold the row; once told so, ask for more, which nobody answers."""
    try:
        with Store(url).begin() as tx:
            tx.exec(select(Office).where(Office.slug == SLUG).with_for_update()).one()
            print("held", flush=True)
            sys.stdin.readline()
            tx.exec(select(Office.id)).all()
            time.sleep(3600)  # it was answered: nobody had pulled anything
    except StorageUnavailable:
        sys.exit(0)


if __name__ == "__main__":
    hold(sys.argv[1])
