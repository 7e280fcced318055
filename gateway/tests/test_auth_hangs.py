"""An auth that takes connections and says nothing from the start: refusals in time, then at once, until it speaks."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest

from gateway.tests.conftest import Start, Suite
from gateway.tests.stubs import Stub, auth_stub

KEYS = "/api/auth/.well-known/jwks.json"


@pytest.fixture
async def hung() -> AsyncIterator[Stub]:
    stub = auth_stub()
    stub.handle = Stub.never
    await stub.start()
    yield stub
    await stub.stop()


async def ask(suite: Suite) -> tuple[int, float]:
    started = time.monotonic()
    answer = await suite.client.get("/api/owners")
    assert answer.status_code == 200 or answer.headers["Retry-After"]
    return answer.status_code, time.monotonic() - started


async def until(suite: Suite, good: Callable[[int, float], bool]) -> None:
    async with asyncio.timeout(15):
        while not good(*await ask(suite)):
            await asyncio.sleep(0.05)


async def test_auth_that_hangs_from_the_start(start: Start, hung: Stub) -> None:
    suite = await start(auth_url=hung.url)
    answers = await asyncio.gather(*(ask(suite) for _ in range(20)))
    assert {status for status, _ in answers} == {503}
    assert max(seconds for _, seconds in answers) < 3
    assert hung.count(KEYS) == 1
    await until(suite, lambda status, seconds: status == 503 and seconds < 0.2)
    hung.handle = hung._say
    await until(suite, lambda status, _: status == 200)
