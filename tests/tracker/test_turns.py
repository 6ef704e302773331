"""Writers of one SQLite file take turns: in order, over threads and processes, and nobody waits for ever."""

import multiprocessing
import threading
import time
from pathlib import Path

import pytest

from tracker.errors import StorageUnavailable
from tracker.store.turns import Turns


def hold_often(path: Path, name: str, notes: Path, times: int) -> None:
    turns = Turns(path)
    for _ in range(times):
        with turns.turn(20):
            before = notes.read_text("utf-8")
            time.sleep(0.002)
            notes.write_text(before + name, "utf-8")


def test_threads_come_in_the_order_they_asked(tmp_path: Path) -> None:
    turns, order, threads = Turns(tmp_path / "x.db"), list[int](), list[threading.Thread]()

    def come(number: int) -> None:
        with turns.turn(10):
            order.append(number)

    with turns.turn(10):
        for number in range(20):
            threads.append(threading.Thread(target=come, args=(number,)))
            threads[-1].start()
            while len(turns._waiting) <= number:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert order == list(range(20))
    turns.close()


@pytest.mark.parametrize("how", ["fork", "spawn"])
def test_processes_never_have_the_turn_together_and_none_is_kept_out(tmp_path: Path, how: str) -> None:
    notes, database = tmp_path / "notes", tmp_path / "x.db"
    notes.write_text("", "utf-8")
    context = multiprocessing.get_context(how)
    turns = Turns(database)
    with turns.turn(5):  # its files are open when the fork comes
        pass
    processes = [context.Process(target=hold_often, args=(database, name, notes, 40)) for name in "abc"]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    written = notes.read_text("utf-8")
    assert sorted(written) == sorted("abc" * 40)
    turns.close()


def test_whose_turn_does_not_come_gives_up_in_time_and_the_next_is_not_harmed(tmp_path: Path) -> None:
    mine, another = Turns(tmp_path / "x.db"), Turns(tmp_path / "x.db")
    with mine.turn(1):
        with pytest.raises(StorageUnavailable, match="locked"), another.turn(0.05):
            raise AssertionError("two had the turn")
        late: list[str] = []
        impatient = threading.Thread(target=give_up, args=(mine, late))
        impatient.start()
        impatient.join()
        assert late == ["locked"]
    with another.turn(1), pytest.raises(StorageUnavailable), mine.turn(0.05):
        pass
    with mine.turn(1):
        pass
    mine.close()
    another.close()


def come_back_often(turns: Turns, times: int) -> None:
    for _ in range(times):
        with turns.turn(20):
            pass


def test_a_forked_process_is_woken_when_the_turn_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a server's processes are: by the bell, for nobody looks again here before the test would fail."""
    monkeypatch.setattr("tracker.store.turns.LOOK_AGAIN", 30)
    turns, context = Turns(tmp_path / "x.db"), multiprocessing.get_context("fork")
    workers = [context.Process(target=come_back_often, args=(turns, 300)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(20)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    turns.close()


def test_rings_that_nobody_hears_harm_nothing(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "x.db")
    come_back_often(turns, 70_000)  # more than a pipe holds
    turns.close()


def give_up(turns: Turns, late: list[str]) -> None:
    try:
        with turns.turn(0.05):
            late.append("came")
    except StorageUnavailable:
        late.append("locked")


def test_where_no_file_can_be_made_the_turn_is_the_processs_own(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "nowhere" / "x.db")
    with turns.turn(1):
        pass
