"""Sandbox for jobs on bytes that may take too much: a process for each, with limits of memory and time.

A job is a function of one module, named as `module:function`, that makes bytes of bytes and knows nothing else.
"""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from shared.process import logging
from shared.process.rendering.turns import Turns
from shared.process.rendering.worker import TOO_MUCH
from shared.wire.errors import TooComplex, Unavailable

ROOT: Final = Path(__file__).parents[3]
AT_ONCE: Final = 2
PLACES: Final = 16
SHARE: Final = 4
PATIENCE: Final = 4.0  # seconds that a job waits for its turn
# None of the service's own environment, which holds its secrets. One arena and one thread: each more would take address
# space that isn't used.
ENVIRONMENT: Final = {
    **{name: os.environ[name] for name in ("PYTHONPATH", "LD_LIBRARY_PATH") if name in os.environ},
    "MALLOC_ARENA_MAX": "1",
    "RAYON_NUM_THREADS": "1",
}
BY_ITSELF: Final = (TOO_MUCH, -signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGXCPU)
TOO_COMPLEX: Final = "This document is too large or too complex to print: shorten its text."

log = logging.get()


class JobBounds(NamedTuple):
    """Limits of one job. CPU time is its own; `seconds` by the clock go on while the machine does something else.

    `memory`: bytes of address space, so that fewer than 256 MB are ever resident: libraries are mapped, mostly unread.
    """

    memory: int = 300 << 20
    cpu_seconds: int = 3
    seconds: float = 12.0


class Renderer:
    def __init__(self, turns: Turns | None = None, bounds: JobBounds = JobBounds()) -> None:  # noqa: B008 - a constant
        self._turns = turns or Turns(AT_ONCE, PLACES, SHARE, PATIENCE)
        self._bounds = bounds

    async def run(self, job: str, data: bytes, clinic: UUID) -> bytes:
        """Raises TooComplex for what is beyond the bounds, Unavailable where it has no turn or no time."""
        async with self._turns.turn(clinic):
            process = await _start(job, self._bounds)
            try:
                async with asyncio.timeout(self._bounds.seconds):
                    made, _ = await process.communicate(data)
            except TimeoutError as error:
                raise Unavailable("The document wasn't ready in time; try again in a moment.", retry_after=2) from error
            finally:
                await _end(process)
        _check(job, await process.wait())
        return made


async def _start(job: str, bounds: JobBounds) -> Process:
    """A process for each job: it is there in 20 ms, and leaves nothing behind, neither memory nor another's text."""
    command = (
        sys.executable,
        "-m",
        "shared.process.rendering.worker",
        job,
        str(bounds.memory),
        str(bounds.cpu_seconds),
    )
    return await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=ROOT, env=ENVIRONMENT
    )


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()


def _check(job: str, code: int) -> None:
    if code == 0:
        return
    log.warning("a job has failed", job=job, code=code)
    if code in BY_ITSELF:
        raise TooComplex(TOO_COMPLEX)
    if code < 0:
        raise Unavailable("The document couldn't be finished; try again in a moment.", retry_after=2)
    raise RuntimeError(f"{job} ended with {code}")
