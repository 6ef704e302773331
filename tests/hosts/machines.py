"""A host of the product: its own web server and its own scheduler, as the Procfile starts them, on the run's clock."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.processes import GUNICORN, SCHEDULER, Process
from tests.hosts.network import Host

PATIENCE = 120.0  # seconds
PORT = "8000"


@dataclass
class Machine:
    """A host and its two processes."""

    host: Host
    processes: tuple[Process, ...]

    @property
    def server(self) -> str:
        """Where its web server is, as host:port."""
        return f"{self.host.address}:{PORT}"

    def start(self) -> None:
        """Switch it on."""
        self.host.mend()
        for process in self.processes:
            process.start()

    def is_up(self) -> bool:
        """Whether both serve."""
        return all(process.is_up() for process in self.processes)

    def stop(self) -> None:
        """End what still runs, in good order."""
        for process in self.processes:
            process.stop()


def machine(host: Host, folder: Path, settings: dict[str, str]) -> Machine:
    """A machine that is not switched on yet."""
    own = {"HOST": host.address, "PUBLIC_URL": f"http://{host.address}:{PORT}"}
    environment = {name: value for name, value in os.environ.items() if name != "PORT"} | settings | own
    web = Process(f"{host.name}-web", (*host.inside, *GUNICORN), environment | {"PORT": PORT}, folder)
    return Machine(
        host, (web, Process(f"{host.name}-scheduler", (*host.inside, *SCHEDULER), environment, folder))
    )


def wait_for(machines: Sequence[Machine]) -> None:
    """Until all of them serve."""
    until = time.monotonic() + PATIENCE
    while down := [each for each in machines if not each.is_up()]:
        if time.monotonic() > until:
            logs = [process.log for each in down for process in each.processes]
            raise TimeoutError("\n".join(log.read_text("utf-8", "replace")[-1500:] for log in logs))
        time.sleep(0.1)
