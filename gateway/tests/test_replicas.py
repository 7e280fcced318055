"""Several replicas of a service, and what is sent again where one fails."""

import asyncio

from gateway.tests.conftest import Start, Suite
from gateway.tests.stubs import Request, Stub, answer, eventually
from shared.wire.errors import BUSY

PDF = "/api/records/01900000-0000-7000-8000-000000000000/pdf"


async def reset(request: Request) -> None:
    request.writer.transport.abort()


class TestReplicas:
    async def test_share_the_work(self, start: Start) -> None:
        other = Stub()
        suite = await start(replicas=(other,))
        for _ in range(60):
            await suite.client.get("/api/owners")
        assert min(len(suite.patients.requests), len(other.requests)) > 10

    async def test_one_that_is_killed_fails_no_get(self, start: Start) -> None:
        other = Stub()
        suite = await start(replicas=(other,))
        for _ in range(20):
            await suite.client.get("/api/owners")
        await other.stop()
        got = [(await suite.client.get("/api/owners")).status_code for _ in range(40)]
        assert set(got) == {200}

    async def test_one_that_comes_back_gets_work_again(self, start: Start) -> None:
        other = Stub()
        suite = await start(replicas=(other,))
        await other.stop()
        for _ in range(20):
            await suite.client.get("/api/owners")
        replica = next(each for each in suite.app.balancers["patients"].replicas if each.port == other.port)
        assert replica.ejected
        await other.start()
        replica.ejected_until = 0.0
        for _ in range(40):
            await suite.client.get("/api/owners")
        assert other.requests

    async def test_one_that_has_gone_is_not_taken_for_its_room(self, start: Start) -> None:
        other = Stub()
        suite = await start(replicas=(other,))
        balancer = suite.app.balancers["patients"]
        gone = next(each for each in balancer.replicas if each.port == other.port)
        gone.ejected_until = float("inf")
        for replica in balancer.replicas:
            replica.in_flight = 0 if replica is gone else int(replica.room)
        assert {balancer.pick() is gone for _ in range(20)} == {False}

    async def test_a_get_is_sent_again_to_another(self, start: Start) -> None:
        other = Stub()
        suite = await start(replicas=(other,))
        other.handle = reset
        assert {(await suite.client.get("/api/owners")).status_code for _ in range(20)} == {200}
        assert other.requests

    async def test_a_hanging_one_costs_one_timeout(self, start: Start) -> None:
        other = Stub()
        suite = await start(replicas=(other,), try_timeout=0.1)
        other.handle = Stub.never
        assert {(await suite.client.get("/api/owners")).status_code for _ in range(20)} == {200}

    async def test_a_write_that_was_sent_is_not_sent_again(self, start: Start) -> None:
        other = Stub()
        suite = await start(replicas=(other,))
        other.handle = suite.patients.handle = reset
        assert (await suite.client.post("/api/owners", content=b"{}")).status_code == 502
        assert len(other.requests) + len(suite.patients.requests) == 1

    async def test_a_document_to_print_that_was_sent_is_not_sent_again(self, start: Start) -> None:
        other = Stub()
        suite = await start(replicas=(other,))
        other.handle = suite.patients.handle = reset
        assert (await suite.client.get(PDF)).status_code == 502
        assert len(other.requests) + len(suite.patients.requests) == 1

    async def test_a_document_to_print_has_more_time(self, start: Start) -> None:
        suite = await start(try_timeout=0.1)
        go, usual = asyncio.Event(), suite.patients.handle

        async def held(request: Request) -> None:
            await go.wait()
            await usual(request)

        suite.patients.handle = held
        printed = asyncio.create_task(suite.client.get(PDF))
        assert (await suite.client.get("/api/owners")).status_code == 504
        go.set()
        assert (await printed).status_code == 200

    async def test_a_write_that_was_not_sent_goes_to_another(self, start: Start) -> None:
        other = Stub()
        suite = await start(replicas=(other,))
        await other.stop()
        got = [(await suite.client.post("/api/owners", content=b"{}")).status_code for _ in range(20)]
        assert set(got) == {200}
        assert len(suite.patients.requests) == 20

    async def test_none_is_503_with_retry_after(self, suite: Suite) -> None:
        await suite.patients.stop()
        got = await suite.client.get("/api/owners")
        assert (got.status_code, got.headers["retry-after"]) == (503, "1")
        assert (await suite.client.get("/api/bills")).status_code == 200

    async def test_retries_are_a_share_of_the_requests(self, suite: Suite) -> None:
        suite.patients.handle = reset
        codes = [(await suite.client.get("/api/owners")).status_code for _ in range(300)]
        assert codes == [502] * 20 + [503] * 280  # then the breaker opens
        assert suite.patients.count("/api/owners") <= 20 + 50 + 0.2 * 20


async def at_once(suite: Suite, count: int, taken: int) -> list[int]:
    """Statuses of so many requests, of which the replica holds `taken` until the rest is answered."""
    go, usual = asyncio.Event(), suite.patients.handle

    async def held(request: Request) -> None:
        await go.wait()
        await usual(request)

    suite.patients.handle = held
    asked = [asyncio.create_task(suite.client.get("/api/owners")) for _ in range(count)]
    await eventually(lambda: sum(each.done() for each in asked) == count - taken)
    go.set()
    suite.patients.handle = usual
    return sorted([(await each).status_code for each in asked])


class TestAReplicaThatRefusesForItsLoad:
    async def test_whose_database_is_away_is_asked_as_much_as_before(self, start: Start) -> None:
        suite = await start(replica_in_flight=20)
        suite.patients.answers["/api/owners"] = answer(b"", "503 Service Unavailable")
        assert {(await suite.client.get("/api/owners")).status_code for _ in range(30)} == {503}
        suite.patients.answers["/api/owners"] = answer()
        assert await at_once(suite, 20, taken=20) == [200] * 20

    async def test_is_asked_less_at_once_until_it_answers_again(self, start: Start) -> None:
        suite = await start(replica_in_flight=20)
        suite.patients.answers["/api/owners"] = answer(b"", "503 Service Unavailable", [(BUSY, "1")])
        got = [await suite.client.get("/api/owners") for _ in range(30)]
        assert {(each.status_code, each.headers.get(BUSY)) for each in got} == {(503, None)}
        suite.patients.answers["/api/owners"] = answer()
        assert await at_once(suite, 20, taken=10) == [200] * 10 + [503] * 10
        for _ in range(200):
            await suite.client.get("/api/owners")
        assert await at_once(suite, 20, taken=20) == [200] * 20
