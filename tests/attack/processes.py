"""What the suite's processes cost, as Linux tells of them in /proc: CPU time, memory, connections held."""

import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from deploy.local.suite import Suite
from tests.chaos.table import Figures

PROCESS_MIB = 256
BACKEND_MIB = 64  # more than a fresh one
LOOK = 0.1  # seconds


def cpu_seconds(pid: int) -> float:
    """Of the process's CPU clock, to the nanosecond (clock_getcpuclockid(3)); /proc/PID/stat counts hundredths."""
    return time.clock_gettime((~pid << 3) | 2)


def resident_mib(pid: int, name: str = "VmRSS") -> float:
    """`name`: a line of /proc/PID/status, VmHWM for the most there ever was. 0 once it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024
    return 0.0


def held(url: str, network: str) -> int:
    """Connections from there, as 127.0.4, that the process at `url` holds open. What it has closed has no inode: of
    that the kernel may still send the rest."""
    port = f":{urlsplit(url).port:04X}"
    octets = "".join(f"{int(octet):02X}" for octet in reversed(network.split(".")))  # a.b.c.d is DDCCBBAA there
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[1].endswith(port) and row[2][2:8] == octets and row[9] != "0" for row in rows)


class Watch(threading.Thread):
    """`with Watch(suite) as watch:` looks at every process of the suite and at what they started."""

    def __init__(self, suite: Suite) -> None:
        super().__init__(name="watch", daemon=True)
        assert suite.postgres
        self._postmaster = suite.postgres.process.pid
        self._names = {process.pid: name for name, process in suite.processes.items()}
        self._end = threading.Event()
        self._before = {name: resident_mib(pid) for pid, name in self._names.items()}
        self._peaks: dict[str, float] = {}
        self._backend = self._backend_before = 0.0

    def __enter__(self) -> Self:
        self._look()
        self._backend_before = self._backend
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self.join()

    def run(self) -> None:
        while not self._end.wait(LOOK):
            self._look()

    def tell(self, figures: Figures) -> None:
        ended = [name for pid, name in self._names.items() if not resident_mib(pid)]
        figures.none("processes that ended", ended, len(self._names))
        for name, peak in sorted(self._peaks.items()):
            figures.at_most(f"{name}: most memory (before: {self._before.get(name, 0):.0f})", peak, PROCESS_MIB, "MiB")
        figures.at_most("PostgreSQL's largest backend grew by", self.backend_growth, BACKEND_MIB, "MiB")

    @property
    def backend_growth(self) -> float:
        """In memory of its own: shared buffers are everybody's."""
        return self._backend - self._backend_before

    def _look(self) -> None:
        parents = _parents()
        for pid, name in self._names.items():
            self._note(name, pid)
        for pid, parent in parents.items():
            if parent == self._postmaster and _is_backend(pid):
                self._backend = max(self._backend, resident_mib(pid, "RssAnon"))
            elif pid not in self._names and (owner := self._owner(pid, parents)):
                self._note(f"{owner}, a process it started", pid)

    def _note(self, name: str, pid: int) -> None:
        self._peaks[name] = max(self._peaks.get(name, 0.0), resident_mib(pid, "VmHWM"))

    def _owner(self, pid: int, parents: Mapping[int, int]) -> str:
        while pid in parents and pid not in self._names:
            pid = parents[pid]
        return self._names.get(pid, "")


def _parents() -> dict[int, int]:
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            found[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    return found


def _is_backend(pid: int) -> bool:
    with suppress(OSError):
        return b"_svc " in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False
