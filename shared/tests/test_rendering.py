import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import TextIO
from uuid import UUID

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from shared.process.rendering.gone import unless_gone
from shared.process.rendering.renderer import JobBounds, Renderer
from shared.process.rendering.turns import Turns
from shared.values.ids import new_id
from shared.wire.errors import Problem, TooComplex, Unavailable

PLAIN = Path(__file__).with_name("plain.typ")
JOBS = "shared.tests.jobs:"
HANG = f"""
import asyncio, sys
from uuid import uuid4
from shared.process.rendering.renderer import Renderer
asyncio.run(Renderer().run("{JOBS}hang", sys.argv[1].encode(), uuid4()))
"""


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


async def began(pipe: Path) -> tuple[int, TextIO]:
    """The id of a hanging job's process, and the pipe that ends with it."""
    told = await asyncio.to_thread(pipe.open)
    return int(await asyncio.to_thread(told.readline)), told


async def ended(told: TextIO) -> bool:
    with told:
        return await asyncio.to_thread(told.read) == ""


class TestAJob:
    async def test_makes_bytes_of_bytes(self) -> None:
        assert await Renderer().run(JOBS + "echo", b"\0" * 1_000_000, new_id()) == b"\0" * 1_000_000

    @pytest.mark.parametrize("job", ["hog", "abort", "spin"])
    async def test_that_takes_too_much_is_too_complex_and_the_next_is_done(self, job: str) -> None:
        renderer = Renderer(bounds=JobBounds(cpu_seconds=1))
        with pytest.raises(TooComplex):
            await renderer.run(JOBS + job, b"", new_id())
        assert await renderer.run(JOBS + "echo", b"next", new_id()) == b"next"

    async def test_of_typst_that_takes_all_memory_is_too_complex(self) -> None:
        marks = b"%b\n%b" % (bytes(PLAIN), ("a" + "\u0301" * 24_000).encode())
        with pytest.raises(TooComplex):
            await Renderer().run("shared.process.rendering.typeset:pdf", marks, new_id())

    async def test_that_has_no_time_is_to_be_tried_again(self, pipe: Path) -> None:
        doing = asyncio.create_task(Renderer(bounds=JobBounds(seconds=2)).run(JOBS + "hang", bytes(pipe), new_id()))
        _, told = await began(pipe)
        assert await ended(told)
        with pytest.raises(Unavailable):
            await doing

    async def test_whose_process_is_killed_is_to_be_tried_again(self, pipe: Path) -> None:
        renderer = Renderer()
        doing = asyncio.create_task(renderer.run(JOBS + "hang", bytes(pipe), new_id()))
        process, told = await began(pipe)
        os.kill(process, signal.SIGKILL)
        assert await ended(told)
        with pytest.raises(Unavailable):
            await doing
        assert await renderer.run(JOBS + "echo", b"next", new_id()) == b"next"

    async def test_with_a_fault_of_its_own_is_an_error(self) -> None:
        with pytest.raises(RuntimeError, match="fault ended with 1"):
            await Renderer().run(JOBS + "fault", b"", new_id())

    async def test_knows_no_secrets(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("JWT_SECRET", "a secret")
        assert b"JWT_SECRET" not in await Renderer().run(JOBS + "environment", b"", new_id())

    async def test_ends_when_its_client_goes(self, pipe: Path) -> None:
        gone = asyncio.Event()

        async def receive() -> Message:
            await gone.wait()
            return {"type": "http.disconnect"}

        renderer, request = Renderer(Turns(1, 1, 1, 10)), Request({"type": "http"}, receive)
        work = renderer.run(JOBS + "hang", bytes(pipe), new_id())
        doing = asyncio.create_task(unless_gone(request, work))
        _, told = await began(pipe)
        gone.set()
        assert await ended(told)
        with pytest.raises(ClientDisconnect):
            await doing
        assert await renderer.run(JOBS + "echo", b"next", new_id()) == b"next"

    async def test_ends_with_the_service(self, pipe: Path) -> None:
        service = await asyncio.create_subprocess_exec(sys.executable, "-c", HANG, str(pipe))
        _, told = await began(pipe)
        service.kill()
        assert await ended(told)
        await service.wait()


class Printer:
    """Turns, each held until it is let go; it tells in which order they came."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.order: list[UUID] = []
        self.go = asyncio.Event()

    async def print(self, clinic: UUID) -> None:
        async with self.turns.turn(clinic):
            self.order.append(clinic)
            await self.go.wait()

    async def start(self, *clinics: UUID) -> list[asyncio.Task[None]]:
        """All of them, as far as they come by themselves."""
        tasks = [asyncio.create_task(self.print(clinic)) for clinic in clinics]
        for _ in range(5):
            await asyncio.sleep(0)
        return tasks


def refused(tasks: list[asyncio.Task[None]]) -> list[bool]:
    return [task.done() and isinstance(task.exception(), Problem) for task in tasks]


class TestTurns:
    async def test_a_clinic_that_prints_much_holds_up_no_other(self) -> None:
        printer, busy, other = Printer(Turns(2, 16, 4, 10)), new_id(), new_id()
        tasks = await printer.start(*[busy] * 50, other)
        assert refused(tasks) == [False] * 4 + [True] * 46 + [False]
        assert printer.order == [busy, other]
        printer.go.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert printer.order == [busy, other, busy, busy, busy]

    async def test_clinics_come_in_turn(self) -> None:
        printer, a, b, c = Printer(Turns(1, 16, 4, 10)), new_id(), new_id(), new_id()
        tasks = await printer.start(a, a, a, b, b, c)
        printer.go.set()
        await asyncio.gather(*tasks)
        assert printer.order == [a, b, c, a, b, a]

    async def test_past_all_places_is_refused(self) -> None:
        printer = Printer(Turns(1, 3, 2, 10))
        tasks = await printer.start(*[new_id() for _ in range(4)])
        assert refused(tasks) == [False, False, False, True]
        printer.go.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert len(await printer.start(*[new_id() for _ in range(3)])) == 3

    async def test_who_waits_too_long_is_refused_with_retry_after(self) -> None:
        printer, clinic = Printer(Turns(1, 3, 2, 0.01)), new_id()
        first = await printer.start(new_id())
        with pytest.raises(Unavailable) as refusal:
            await printer.print(clinic)
        assert refusal.value.headers == {"Retry-After": "2"}
        printer.go.set()
        await asyncio.gather(*first)
        await printer.print(clinic)
