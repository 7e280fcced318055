"""postmaster.pid: which process has a data folder, and how far it has come."""

import os
import subprocess
from pathlib import Path


def lines_of(data: Path) -> list[str]:
    try:
        return [line.strip() for line in (data / "postmaster.pid").read_text().splitlines()]
    except FileNotFoundError:
        return []


def process_id(data: Path) -> int:
    """0 where the file names none."""
    first = next(iter(lines_of(data)), "")
    return int(first) if first.isdecimal() else 0


def command_line(pid: int) -> str:
    """Empty if there's no such process."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_text()
        except OSError:
            return ""
    command = ["ps", "-o", "command=", "-p", str(pid)]
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout


def disown_stranger(data: Path) -> None:
    """After a power cut the id in the file may be another program's by now, or none: PostgreSQL would not start. Its
    parent's id counts as left over, and whether a server's memory is still in use is looked at all the same."""
    pid = process_id(data)
    if not pid:
        (data / "postmaster.pid").unlink(missing_ok=True)
    elif _exists(pid):
        (data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines_of(data)[1:], ""]))


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
