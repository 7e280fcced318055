"""Programs under measurement: pinned to a core, and what they and all their children have used of it. Linux only."""

import contextlib
import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CORES = sorted(os.sched_getaffinity(0))
TARGET_CORE, LOAD_CORE = CORES[0], CORES[-1]  # the same where there is only one
TICKS = os.sysconf("SC_CLK_TCK")
START_TIMEOUT = 30  # seconds


@dataclass
class Program:
    """A running one; `url` answers when it is ready."""

    name: str
    url: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while not _answers(self.url):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} did not start:\n{self.log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(
    name: str, command: Sequence[str], url: str, folder: Path, core: int, environment: Mapping[str, str] | None = None
) -> Program:
    log = folder / f"{name.lower()}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # the access lines
            stderr=output,
            cwd=folder,
            env=os.environ | dict(environment or {}),
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        )
    program = Program(name, url, process, log)
    try:
        program.wait_until_ready()
    except BaseException:
        program.stop()
        raise
    return program


def cpu_seconds(*roots: int) -> float:
    """User and system time of the processes and all below them, those included that have ended."""
    return sum(_ticks(pid) for pid in _trees(roots)) / TICKS


def wanted_by_thread(root: int) -> dict[int, float]:
    """Seconds of CPU that each thread of the tree used or waited for."""
    return {thread: wanted for pid in _trees([root]) for thread, wanted in _threads(pid)}


def idle_cost(pid: int, seconds: float = 2) -> float:
    """Milliseconds of CPU in a second in which nobody asks anything."""
    before = cpu_seconds(pid)
    time.sleep(seconds)
    return (cpu_seconds(pid) - before) / seconds * 1000


def _trees(roots: Sequence[int]) -> set[int]:
    children: dict[int, list[int]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdecimal():
            with contextlib.suppress(OSError):
                children.setdefault(int(_stat(int(path.name))[1]), []).append(int(path.name))
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting += children.get(pid, [])
    return found


def _ticks(pid: int) -> int:
    """utime, stime, and those of ended children (proc(5))."""
    with contextlib.suppress(OSError):
        return sum(int(value) for value in _stat(pid)[11:15])
    return 0


def _threads(pid: int) -> Iterator[tuple[int, float]]:
    """The first two fields of schedstat: nanoseconds on the core, and waiting for it."""
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            run, waited, _ = (thread / "schedstat").read_text().split()
            yield int(thread.name), (int(run) + int(waited)) / 1e9


def _stat(pid: int) -> list[str]:
    """From the third field of /proc/PID/stat on: the second may hold spaces."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310  # ours
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500  # it speaks
    except OSError:
        return False
