"""Several machines out of one: each host is a network namespace with an address of its own on a common switch.

The namespace of this very process is the outside world: it holds the switch, the pretend LINE and everybody who
writes. Nothing has a name in the machine's files: a namespace ends with the last process in it.
"""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

NET = "10.77.0"
OUTSIDE = f"{NET}.1"
_SWITCH = "switch"
_APART = "HOSTS_APART"


class NoNamespaces(Exception):
    """This machine lets nobody make network namespaces; the text says what refused."""


def why_not() -> str | None:
    """Why hosts cannot be made here; None where they can."""
    try:
        tried = ["unshare", "--net", "ip", "link", "add", _SWITCH, "type", "bridge"]
        done = subprocess.run(tried, capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    return None if done.returncode == 0 else done.stderr.strip() or "unshare --net failed"


def go_apart() -> None:
    """Begin this program anew in a network namespace of its own, once: the machine's own network is left alone."""
    if os.environ.get(_APART) == "1":
        return
    if problem := why_not():
        raise NoNamespaces(problem)
    os.environ[_APART] = "1"
    os.execvp("unshare", ["unshare", "--net", "--", sys.executable, "-m", "tests.hosts", *sys.argv[1:]])


def _say(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)


@dataclass
class Host:
    """A machine. `holder` is a process that does nothing and keeps the namespace there while no other is in it."""

    name: str
    number: int
    holder: subprocess.Popen[bytes] = field(repr=False)

    @property
    def address(self) -> str:
        """Where the others reach it."""
        return f"{NET}.{self.number}"

    @property
    def inside(self) -> tuple[str, ...]:
        """What stands before a command that is to run on this host."""
        return ("nsenter", f"--net=/proc/{self.holder.pid}/ns/net", "--")

    def cut(self) -> None:
        """Pull its cable: nothing comes in or goes out, and nobody is told."""
        _say("ip", "link", "set", f"to-{self.number}", "down")

    def mend(self) -> None:
        """Plug the cable in again."""
        _say("ip", "link", "set", f"to-{self.number}", "up")

    def kill(self) -> int:
        """Switch it off: no process of it lives on, no connection is closed in good order; how many died."""
        self.cut()
        victims = self.processes()
        for pid in victims:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return len(victims)

    def processes(self) -> list[int]:
        """The ids of everything that runs on it."""
        mine = os.readlink(f"/proc/{self.holder.pid}/ns/net")
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if os.readlink(folder / "ns" / "net") == mine and int(folder.name) != self.holder.pid:
                    found.append(int(folder.name))
        return found


class Network:
    """The switch and the hosts on it."""

    def __init__(self) -> None:
        self.hosts: list[Host] = []
        _say("ip", "link", "set", "lo", "up")
        _say("ip", "link", "add", _SWITCH, "type", "bridge")
        _say("ip", "addr", "add", f"{OUTSIDE}/24", "dev", _SWITCH)
        _say("ip", "link", "set", _SWITCH, "up")

    def host(self, name: str) -> Host:
        """Another machine, with a cable to the switch."""
        number = len(self.hosts) + 10
        holder = subprocess.Popen(
            # Should this process die without a word, the holder does too.
            [
                "unshare",
                "--net",
                "setpriv",
                "--pdeathsig=KILL",
                "sh",
                "-c",
                "echo there; exec sleep infinity",
            ],
            stdout=subprocess.PIPE,
        )
        assert holder.stdout is not None
        holder.stdout.readline()
        host = Host(name, number, holder)
        self.hosts.append(host)
        near, far = f"to-{number}", "eth0"
        _say("ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", str(holder.pid))
        _say("ip", "link", "set", near, "master", _SWITCH, "up")
        _say(*host.inside, "ip", "link", "set", "lo", "up")
        _say(*host.inside, "ip", "addr", "add", f"{host.address}/24", "dev", far)
        _say(*host.inside, "ip", "link", "set", far, "up")
        return host

    def close(self) -> None:
        """End whatever still runs on any host, and the hosts."""
        for host in self.hosts:
            host.kill()
            host.holder.kill()
            host.holder.wait()
            if host.holder.stdout is not None:
                host.holder.stdout.close()
