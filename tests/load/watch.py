"""What is looked at while load is on: memory, open files, the write-ahead log, and how slow the disk itself is."""

import os
import statistics
import threading
import time
from dataclasses import dataclass, field

from tests.load.machine import Machine


@dataclass(frozen=True)
class Sample:
    """The machine at a moment: seconds since the start, megabytes and open files by process, megabytes of the log."""

    at: float
    memory: dict[str, float]
    open_files: dict[str, int]
    wal: float


@dataclass
class Watch:
    """Looks every `every` seconds, and writes 4 KiB to the same disk each second to see what an fsync takes."""

    machine: Machine
    every: float = 5
    samples: list[Sample] = field(default_factory=list)
    fsyncs: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._stop = threading.Event()
        self._began = time.monotonic()
        self._threads = [threading.Thread(target=each, daemon=True) for each in (self._look, self._probe)]

    def __enter__(self) -> "Watch":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(20)
        self._sample()

    def memory_at(self, seconds: float) -> float:
        """All processes' megabytes at the first look after so many seconds."""
        later = [sample for sample in self.samples if sample.at >= seconds] or self.samples[-1:]
        return round(sum(later[0].memory.values()), 1)

    def memory_at_end(self) -> float:
        """The median of the last looks: one garbage collection more or less is no growth."""
        last = self.samples[-6:]
        return round(statistics.median(sum(sample.memory.values()) for sample in last), 1)

    def fsync_p99_ms(self) -> float:
        """The slowest hundredth of the fsyncs, milliseconds."""
        ordered = sorted(self.fsyncs) or [0.0]
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1000, 1)

    def _look(self) -> None:
        self._sample()
        while not self._stop.wait(self.every):
            self._sample()

    def _sample(self) -> None:
        machine = self.machine
        passed = time.monotonic() - self._began
        self.samples.append(Sample(passed, machine.memory(), machine.open_files(), machine.wal_megabytes()))

    def _probe(self) -> None:
        path = self.machine.folder / ".fsync-probe"
        with path.open("wb") as probe:
            while not self._stop.wait(1):
                begun = time.monotonic()
                probe.write(b"\0" * 4096)
                probe.flush()
                os.fsync(probe.fileno())
                self.fsyncs.append(time.monotonic() - begun)
                probe.seek(0)
