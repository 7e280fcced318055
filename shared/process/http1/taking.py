"""Minimum rate at which a client takes its answers, against slow reads: below it the connection ends."""

import asyncio
import fcntl
import sys
import termios
from typing import Final

TAKING_SECONDS: Final = 10.0
TAKING_RATE: Final = 1024  # bytes a second, in each ten seconds in which something waits
SETTLING_SECONDS: Final = 1.0  # what the buffers of two kernels take at once isn't the client's taking


class Taking:
    """Looked at now and then with the bytes written so far, and those that wait."""

    def __init__(self, now: float) -> None:
        self._goal = self._taken = 0
        self._since = now

    def is_too_slow(self, now: float, written: int, waiting: int) -> bool:
        taken = written - waiting
        if not waiting or taken >= self._goal:  # nothing waits, or nothing of what did
            self._goal, self._since, self._taken = written, now, taken
            return False
        if now - self._since <= SETTLING_SECONDS:
            self._taken = taken
        if now - self._since < TAKING_SECONDS:
            return False
        since, self._since = self._since, now
        before, self._taken = self._taken, taken
        return taken - before < TAKING_RATE * (now - since - SETTLING_SECONDS)


def waiting(transport: asyncio.Transport) -> int:
    """Bytes that the other end hasn't taken: ours, and those in the kernel's buffer where it tells of them (Linux)."""
    ours: int = transport.get_write_buffer_size()
    try:
        told = fcntl.ioctl(transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, bytes(4))
    except OSError:
        return ours
    return ours + int.from_bytes(told, sys.byteorder)
