"""Worker process of the renderer: sets its limits, reads one job's bytes, writes what it makes of them.

python -m shared.process.rendering.worker module:function bytes-of-memory seconds-of-cpu
"""

import ctypes
import importlib
import resource
import signal
import sys
from typing import Final

TOO_MUCH: Final = 70  # sysexits.h: EX_SOFTWARE
PR_SET_PDEATHSIG: Final = 1


def bound(memory: int, seconds: int) -> None:
    """An end by memory leaves no core file, which would hold a patient's record; ^C is the service's to heed.

    At the hard bound of CPU time the kernel kills without a word, at the soft one with SIGXCPU.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def work(job: str) -> None:
    module, _, function = job.partition(":")
    try:
        sys.stdout.buffer.write(getattr(importlib.import_module(module), function)(sys.stdin.buffer.read()))
    except BaseException as error:
        if isinstance(error, Exception) and not isinstance(error, MemoryError):
            raise
        sys.exit(TOO_MUCH)  # no memory, or a panic of native code, which is no Exception


if __name__ == "__main__":
    bound(int(sys.argv[2]), int(sys.argv[3]))
    work(sys.argv[1])
