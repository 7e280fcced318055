"""What a stranger's bytes cost grows with them and no faster, whatever they are and however they come.

Counted in CPU, and compared with a quarter of it: no figure here depends on the machine.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.process.http1.bodies import Body, Chunked
from shared.process.http1.connection import Connection
from shared.process.http1.framing import OUTSIDE, Refused, read_head
from shared.testing.http import CHUNKED, MOST, REQUEST, MessageShape, segments, shapes
from shared.testing.http import requests as requests_of

CORPUS = sorted(Path("tests/corpus/http1").glob("*.bin"))
LITTLE = 0.002  # seconds, in which nothing is compared: with n² they would be far more


def cpu(work: Callable[[], object], repeats: int = 3) -> float:
    """The least of several, since others use the machine, too."""
    times = []
    for _ in range(repeats):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def grows_too_fast(work: Callable[[int], Callable[[], object]], size: int = MOST // 2) -> bool:
    """Whether four times as much costs more than eight times as much."""
    if (most := cpu(work(size), 1)) < LITTLE:
        return False
    return (most := min(most, cpu(work(size)))) > LITTLE and most > 8 * cpu(work(size // 4))


class Outside(Connection):
    """As the gateway's, with nobody at its ends."""

    bounds, outside = OUTSIDE, True

    def __init__(self) -> None:
        config = type("Config", (), {"loaded": True, "loaded_app": None})()
        state = type("State", (), {"connections": set(), "tasks": set(), "total_requests": 0, "default_headers": []})()
        super().__init__(config, state, {}, type("Loop", (), {})())
        self.transport = Transport()
        self.server = self.client = None
        self.scheme = "http"
        self.deadlines = type("Deadlines", (), {"restart": lambda self: None})()

    def begin(self, head: Any, *, answered: bool = False) -> None:
        super().begin(head, answered=True)


class Transport(asyncio.Transport):
    sent = b""

    def write(self, data: Any) -> None:
        self.sent += bytes(data)

    def is_closing(self) -> bool:
        return False

    def can_write_eof(self) -> bool:
        return False

    def get_write_buffer_size(self) -> int:
        return 0


def received(pieces: list[bytes]) -> Outside:
    connection = Outside()
    for piece in pieces:
        connection.data_received(piece)
    return connection


class TestAConnection:
    @given(shapes())
    @settings(max_examples=60, deadline=None)
    def test_costs_no_more_than_its_bytes(self, shape: MessageShape) -> None:
        assert not grows_too_fast(arriving(shape))

    @given(segments(requests_of().map(lambda request: request[0])))
    @settings(max_examples=50, deadline=None)
    def test_lets_in_what_is_well_formed_however_it_comes(self, pieces: list[bytes]) -> None:
        connection = received(pieces)
        assert connection.transport.sent == b""  # type: ignore[attr-defined]
        assert not connection.ending
        assert not connection.in_head

    @pytest.mark.parametrize("every", [1, 2, 3, 1000])
    @pytest.mark.parametrize("file", CORPUS, ids=lambda path: path.stem)
    def test_survives_what_once_hurt(self, file: Path, every: int) -> None:
        data = file.read_bytes()
        assert cpu(lambda: received([data[at : at + every] for at in range(0, len(data), every)])) < 0.5


class TestAHead:
    @pytest.mark.parametrize("ending", [b"\x01\r\n\r\n", b"\r\n\r\n", b"x \r\n\r\n"])
    @pytest.mark.parametrize("piece", [b" ", b"\t", b" \t", b"a", b"a ", b",", b"a:", b"\xff", b"a: b\r\n"])
    def test_costs_no_more_than_its_bytes(self, piece: bytes, ending: bytes) -> None:
        def work(size: int) -> Callable[[], object]:
            data = REQUEST + b"X:" + piece * (size // len(piece)) + ending
            return lambda: tried(lambda: read_head(data, OUTSIDE._replace(head_bytes=1 << 30)))

        assert not grows_too_fast(work)


class TestAChunkedBody:
    @pytest.mark.parametrize("every", [1, 3, 1 << 20])
    @pytest.mark.parametrize(
        "piece", [b"1\r\nx\r\n", b"1;a\r\nx\r\n", b"20\r\n" + b"x" * 32 + b"\r\n", b"0\r\nX:  \r\n"]
    )
    def test_costs_no_more_than_its_bytes(self, piece: bytes, every: int) -> None:
        shape = MessageShape(CHUNKED, (piece,), b"", (every,))
        assert not grows_too_fast(arriving(shape), 4 * MOST)

    def test_of_small_chunks_is_bounded(self) -> None:
        body = Chunked()
        assert refused(body, b"1\r\nx\r\n" * 1000)

    @given(st.lists(st.integers(32, 200), min_size=1, max_size=40))
    @settings(max_examples=30, deadline=None)
    def test_of_chunks_worth_their_line_is_not(self, sizes: list[int]) -> None:
        body = Chunked()
        assert not refused(body, b"".join(b"%x\r\n%b\r\n" % (size, b"x" * size) for size in sizes * 20))


def arriving(shape: MessageShape) -> Callable[[int], Callable[[], object]]:
    return lambda size: partial(received, shape.of(size))


def tried(work: Callable[[], object]) -> None:
    with contextlib.suppress(Refused):
        work()


def refused(body: Body, data: bytes) -> bool:
    try:
        body.feed(data)
    except Refused:
        return True
    return False
