"""Jobs of the renderer's tests."""

import signal
from pathlib import Path


def echo(data: bytes) -> bytes:
    return data


def hog(_: bytes) -> bytes:
    return b"x" * (1 << 30)


def spin(_: bytes) -> bytes:
    while True:
        pass


def abort(_: bytes) -> bytes:
    signal.raise_signal(signal.SIGABRT)
    return b""


def fault(_: bytes) -> bytes:
    raise ValueError


def hang(pipe: bytes) -> bytes:
    """Says its process's id into a pipe, which ends when the process does."""
    with Path(pipe.decode()).open("w") as told:
        print(Path("/proc/self").resolve().name, file=told, flush=True)
        signal.pause()
    return b""


def environment(_: bytes) -> bytes:
    return Path("/proc/self/environ").read_bytes()
