"""A clinic that asks for much gets its share and 503 beyond it; another one notices nothing."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from gateway.asking import COMPANY, WATCHED, Refusals
from gateway.ingress.edge import REPEATS
from gateway.limits import Limits
from gateway.routes import Routes
from gateway.tests.conftest import Start
from gateway.tests.stubs import Request, Stub, eventually
from gateway.upstreams.balancer import Balancer
from gateway.upstreams.replica import Replica
from gateway.upstreams.shares import LINE, REFUSALS, SPAN, Place, ServiceShares
from shared.process.http1.connection import UNSENT_BYTES
from shared.testing.kit import ClinicStub
from shared.wire.errors import Unavailable

ROOM = 20  # of the replica
PDF = "bills/01900000-0000-7000-8000-000000000000/pdf"


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Service:
    def __init__(self, *, by_time: bool = True) -> None:
        self.clock = Clock()
        balancer = Balancer("patients", [], ROOM)
        balancer.replicas = [Replica("patients", "a", "127.0.0.1", 1, ROOM)]
        self.shares = ServiceShares(balancer, Refusals(self.clock), self.clock, by_time=by_time)
        self.tasks: list[asyncio.Task[Place]] = []

    async def ask(self, who: str, times: int) -> list[bool]:
        """Whether each was let in; who has to wait is neither."""
        new = [asyncio.create_task(self.shares.place(who)) for _ in range(times)]
        self.tasks += new
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return [task.exception() is None for task in new if task.done()]

    async def work(self, who: str, seconds: float) -> None:
        place = await self.shares.place(who)
        self.clock.now += seconds
        place.leave()

    async def flood(self, who: str, beside: str = "other") -> None:
        """200 at once that take 20 ms each, while another one asks."""
        await self.ask(beside, 1)
        await self.work(who, 0.02)
        await self.ask(beside, 1)
        await self.ask(who, 200)
        self.clock.now += 8 * 0.02
        for task in self.tasks:
            if task.done() and not task.exception():
                task.result().leave()
        await asyncio.sleep(0)

    async def give_up(self) -> None:
        waiting = [task for task in self.tasks if not task.done() and task.cancel()]
        await asyncio.gather(*waiting, return_exceptions=True)


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    service = Service()
    yield service
    for task in service.tasks:
        task.cancel()
    ended = await asyncio.gather(*service.tasks, return_exceptions=True)
    assert {type(each) for each in ended} <= {Place, Unavailable, asyncio.CancelledError}


class TestAClinicAlone:
    async def test_gets_all_the_room_and_a_place_to_wait(self, service: Service) -> None:
        assert await service.ask("one", ROOM + LINE + 2) == [True] * ROOM + [False] * 2
        assert service.shares.waiting("one") == LINE

    async def test_is_alone_again_after_a_while(self, service: Service) -> None:
        await service.ask("other", 1)
        await service.ask("one", 1)
        service.clock.now += COMPANY
        assert await service.ask("one", ROOM - 2) == [True] * (ROOM - 2)

    @pytest.mark.parametrize(("seconds", "line"), [(0.005, 50), (0.025, LINE)])
    async def test_waits_in_a_line_as_long_as_its_turn_comes_soon(
        self, service: Service, seconds: float, line: int
    ) -> None:
        await service.work("one", seconds)
        answers = await service.ask("one", ROOM + line + 10)
        assert answers.count(True) == ROOM
        assert service.shares.waiting("one") == pytest.approx(line, abs=1)

    async def test_waits_no_longer_where_the_service_only_refuses(self, service: Service) -> None:
        places = [await service.shares.place("one") for _ in range(ROOM)]
        waiting = asyncio.create_task(service.shares.place("one"))
        await asyncio.sleep(0)
        for place in places[:REFUSALS]:
            place.answered(busy=True)
        with pytest.raises(Unavailable):
            await waiting
        for place in places:
            place.leave()
        assert (service.shares.taken, service.shares.all_waiting) == (0, 0)


class TestInCompany:
    async def test_one_gets_a_share_and_a_place_to_wait(self, service: Service) -> None:
        await service.ask("other", 1)
        assert await service.ask("one", 7 + LINE + 2) == [True] * 7 + [False] * 2
        assert service.shares.waiting("one") == LINE

    async def test_the_line_is_no_longer_for_short_requests(self, service: Service) -> None:
        await service.ask("other", 1)
        await service.work("one", 0.005)
        await service.ask("one", 7 + LINE + 10)
        assert service.shares.waiting("one") == LINE

    async def test_another_is_let_in_where_one_has_taken_all(self, service: Service) -> None:
        await service.ask("one", ROOM)
        assert await service.ask("other", 2) == [True] * 2

    async def test_who_floods_has_less_than_one_at_once(self, service: Service) -> None:
        await service.flood("one")
        assert service.shares.taken == 0
        assert await service.ask("other", 3) == [True] * 3

    async def test_who_asks_for_no_more_has_the_share_again(self, service: Service) -> None:
        await service.flood("one")
        await service.give_up()
        service.clock.now += 5 * SPAN
        await service.ask("other", 1)
        assert await service.ask("one", 7) == [True] * 7

    async def test_who_floods_has_the_share_where_nobody_else_asks(self, service: Service) -> None:
        await service.flood("one")
        await service.give_up()
        service.clock.now += WATCHED
        assert await service.ask("one", 7) == [True] * 7

    async def test_two_that_flood_have_their_shares(self, service: Service) -> None:
        await service.flood("one")
        await service.flood("two", beside="one")
        await service.give_up()
        service.clock.now += WATCHED
        assert await service.ask("two", 7) == [True] * 7

    async def test_a_few_slow_requests_are_no_flood(self, service: Service) -> None:
        for _ in range(5):
            await service.ask("other", 1)
            await service.work("one", 1.0)
        assert await service.ask("one", 7) == [True] * 7

    async def test_a_long_page_of_many_short_requests_is_no_flood(self, service: Service) -> None:
        await service.ask("other", 1)
        for _ in range(100):
            await service.work("one", 0.003)
        assert await service.ask("one", 7) == [True] * 7

    async def test_who_asks_for_a_little_more_waits_for_its_turn(self, service: Service) -> None:
        for _ in range(80):
            service.clock.now += 0.035
            await service.work("other", 0)
            await service.work("one", 0.015)  # 0.3 of the time
        assert await service.ask("one", 5) == []
        assert service.shares.waiting("one") == 5

    async def test_who_asks_one_thing_after_the_other_is_slowed_and_not_refused(self, service: Service) -> None:
        for _ in range(300):
            service.clock.now += 0.015
            await service.work("other", 0)
            await service.work("one", 0.012)  # 0.44 of the time
        assert service.shares._share_of("one") == pytest.approx(0.25 / 0.44, abs=0.1)

    async def test_what_is_slow_for_anothers_flood_is_no_flood(self, service: Service) -> None:
        for _ in range(50):
            await service.ask("modest", 1)
            await service.work("other", 0.02)
        await service.flood("one", beside="modest")
        assert await service.ask("other", 3) == [True] * 3


class TestWhatWaitsForItsTurnOverThere:
    async def test_is_no_flood_however_long_it_takes(self) -> None:
        """As people of one hospital are who log in at eight."""
        logins = Service(by_time=False)
        for _ in range(100):
            await logins.work("an address", 0.2)
            await logins.work("another", 0.01)
        assert await logins.ask("an address", 10) == [True] * 10
        await logins.give_up()

    @pytest.mark.parametrize(
        ("path", "heavy"),
        [("auth/login", True), ("auth/password-reset", True), ("auth/refresh", False), ("auth/me", False), (PDF, True)],
    )
    def test_is_a_login_or_a_document_to_print(self, path: str, heavy: bool) -> None:
        assert Routes().match(f"/api/{path}".encode()).heavy == heavy


class TestAllRequests:
    def test_of_one_clinic_leave_room(self) -> None:
        limits = Limits(200)
        for _ in range(150):
            limits.enter()
            limits.enter_as("one")
        assert limits.full("one")
        assert not limits.full("other")

    def test_of_one_clinic_in_company_are_a_quarter(self) -> None:
        limits, one, other = Limits(200), uuid4(), uuid4()
        limits.enter_as(other)
        for _ in range(50):
            limits.enter()
            limits.enter_as(one)
        assert limits.crowded
        assert limits.full(one)
        assert not limits.full(other)

    async def test_are_counted_until_they_are_answered(self, start: Start) -> None:
        suite = await start(max_in_flight=4)
        go = asyncio.Event()

        async def wait(request: Request) -> None:
            await go.wait()
            await suite.patients._say(request)

        suite.patients.handle = wait
        asked = [asyncio.create_task(suite.client.get("/api/owners")) for _ in range(3)]
        await eventually(lambda: suite.patients.count("/api/owners") == 3)
        assert (await suite.client.get("/api/bills")).status_code == 503
        headers = {"Authorization": f"Bearer {ClinicStub().user().token}"}
        assert (await suite.client.get("/api/auth/login", headers={"Authorization": ""})).status_code == 200
        asked.append(asyncio.create_task(suite.client.get("/api/bills", headers=headers)))
        assert (await asked[-1]).status_code == 200
        go.set()
        assert {(await each).status_code for each in asked} == {200}
        assert (await suite.client.get("/api/bills")).status_code == 200

    async def test_that_come_again_byte_for_byte_are_refused_until_there_is_room(self, start: Start) -> None:
        suite = await start(max_in_flight=4)
        suite.patients.handle = Stub.never
        held = [asyncio.create_task(suite.client.get("/api/owners")) for _ in range(3)]
        await eventually(lambda: suite.patients.count("/api/owners") == 3)
        token = suite.client.headers["Authorization"]
        asked = f"GET /api/bills HTTP/1.1\r\nHost: a\r\nAuthorization: {token}\r\n\r\n".encode()
        reader, writer = await asyncio.open_connection("127.0.0.1", suite.port)

        async def statuses(*segments: bytes) -> list[bytes]:
            found = []
            for segment in segments:
                writer.write(segment)
                for _ in range(segment.count(b"\r\n\r\n")):
                    head = await reader.readuntil(b"\r\n\r\n")
                    found.append(head.split(b" ")[1])
                    await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]))
            return found

        assert await statuses(asked, asked, asked * 2, asked[:40], asked[40:]) == [b"503"] * 5
        assert REPEATS.find(asked)
        writer.write(asked.replace(b"GET", b"HEAD") + asked)
        assert b"content-length" in (await reader.readuntil(b"\r\n\r\n")).lower()
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 503")  # at once: no body stood between them
        await reader.readuntil(b"}")
        assert not REPEATS.find(asked[40:])
        for each in held:
            each.cancel()
        await eventually(lambda: not suite.app.limits.in_flight)
        assert await statuses(asked, asked * 2) == [b"200"] * 3
        writer.close()

    async def test_whose_answers_are_large_hold_no_place_afterwards(self, start: Start) -> None:
        suite = await start(replica_in_flight=4)
        large = b"x" * (3 * UNSENT_BYTES)
        suite.patients.answers["/api/owners"] = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(large), large)
        assert [(await suite.client.get("/api/owners")).status_code for _ in range(6)] == [200] * 6

    async def test_that_find_no_room_at_a_service_take_none_of_the_gateways_own(self, start: Start) -> None:
        suite = await start(replica_in_flight=1)
        suite.patients.handle = Stub.never
        waiting = asyncio.create_task(suite.client.get("/api/owners"))
        await eventually(lambda: suite.patients.count("/api/owners"))
        assert [(await suite.client.get("/api/owners")).status_code for _ in range(2)] == [503] * 2
        assert (await suite.client.get("/api/docs/style.css")).status_code == 200
        waiting.cancel()

    async def test_that_one_of_its_services_has_no_room_for_ask_none(self, start: Start) -> None:
        suite = await start(replica_in_flight=1)
        suite.patients.handle = Stub.never
        waiting = [asyncio.create_task(suite.client.get("/api/owners")) for _ in range(LINE + 2)]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)  # the one that finds the line full
        assert (await suite.client.get("/api/audit/verify")).status_code == 503
        assert suite.auth.count("/api/audit/verify") == 0
        for each in waiting:
            each.cancel()
