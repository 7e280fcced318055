"""Progress of steps, for the person at the terminal."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

CLEAR_LINE = "\r\x1b[K"


class Terminal:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_live = stream.isatty()
        self._step = ""
        self._started = 0.0
        self._shown = ""

    def line(self, text: str) -> None:
        self._stream.write(f"{CLEAR_LINE if self._is_live else ''}{text}\n")
        self._stream.flush()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Shown while it lasts, and then with how long it took."""
        self._step, self._started, self._shown = name, time.monotonic(), ""
        self.progress("")
        yield
        self.line(f"  {name}: {time.monotonic() - self._started:.1f} s")

    def progress(self, text: str) -> None:
        """What the step is waiting for. A file gets a line for each change, a terminal one line that changes."""
        elapsed = time.monotonic() - self._started
        if self._is_live:
            width = shutil.get_terminal_size().columns + len(CLEAR_LINE) - 1
            self._stream.write(f"{CLEAR_LINE}  {self._step} … {elapsed:.0f} s {text}"[:width])
        elif text not in ("", self._shown) and elapsed > 1:
            self._shown = text
            self._stream.write(f"  {self._step} … {text}\n")
        self._stream.flush()
