"""A connection's ways: several requests on it, slow ones, and what happens to it after a refusal."""

import asyncio
import random
import resource
import socket

import pytest

from gateway.tests.conftest import Start, Suite
from gateway.tests.stubs import Request, eventually
from shared.process.http1.exchange import GATHERED_BYTES

NOTHING = b"HTTP/1.1 200"


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seconds become tenths."""
    for name in ("HEAD_SECONDS", "BODY_GRACE", "LINGER_SECONDS", "IDLE_SECONDS"):
        monkeypatch.setattr(f"shared.process.http1.deadlines.{name}", 0.4)
    monkeypatch.setattr("shared.process.http1.deadlines.TICK", 0.05)
    monkeypatch.setattr("shared.process.http1.taking.TAKING_SECONDS", 0.4)
    monkeypatch.setattr("shared.process.http1.taking.SETTLING_SECONDS", 0.1)


async def talk(suite: Suite, *pieces: bytes) -> bytes:
    """Sends piece by piece; all that comes until the gateway closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", suite.port)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.01)
    try:
        return await asyncio.wait_for(reader.read(), 10)
    finally:
        writer.close()


def get(suite: Suite, path: str = "/api/owners", *fields: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: a", f"Authorization: Bearer {suite.user.token}", *fields]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


class TestRequests:
    async def test_on_one_connection_are_answered_in_order(self, suite: Suite) -> None:
        async def slow_first(request: Request) -> None:
            await asyncio.sleep(0.1 if "first" in request.target else 0)
            await request.answer(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n" + request.target[-6:].encode())

        suite.patients.handle = slow_first
        both = get(suite, "/api/owners?xfirst") + get(suite, "/api/owners?second", "Connection: close")
        answer = await talk(suite, both)
        assert answer.index(b"xfirst") < answer.index(b"second")

    async def test_in_any_pieces_are_whole(self, suite: Suite) -> None:
        data = get(suite, "/api/owners", "Connection: close")
        assert (await talk(suite, *(data[at : at + 50] for at in range(0, len(data), 50)))).startswith(NOTHING)

    async def test_may_follow_an_empty_line(self, suite: Suite) -> None:
        assert (await talk(suite, b"\r\n" + get(suite, "/healthz", "Connection: close"))).startswith(NOTHING)

    async def test_of_http_1_0_get_an_answer_without_chunks(self, suite: Suite) -> None:
        chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
        suite.patients.answers["/api/owners"] = chunked
        token = f"Authorization: Bearer {suite.user.token}\r\n\r\n".encode()
        answer = await talk(suite, b"GET /api/owners HTTP/1.0\r\n" + token)
        assert answer.endswith(b"\r\n\r\n{}")
        assert b"chunked" not in answer

    async def test_that_wait_for_a_word_get_it(self, suite: Suite) -> None:
        reader, writer = await suite.send("POST /api/owners HTTP/1.1", "Content-Length: 2", "Expect: 100-continue")
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(b"{}")
        assert (await reader.readline()).startswith(NOTHING)
        writer.close()

    async def test_that_send_slowly_take_no_place_among_those_in_flight(self, start: Start) -> None:
        suite = await start(max_in_flight=1, replica_in_flight=1)
        slow = [await suite.send("POST /api/owners HTTP/1.1", "Content-Length: 9", body=b"{") for _ in range(5)]
        assert (await suite.client.get("/api/owners")).status_code == 200
        assert [request.method for request in suite.patients.requests] == ["GET"]
        for _, writer in slow:
            writer.close()


class TestARefusal:
    async def test_is_the_only_answer_and_the_last(self, suite: Suite) -> None:
        answer = await talk(suite, b"GET / HTTP/1.1\r\n\r\n" + get(suite))
        assert answer.startswith(b"HTTP/1.1 400")
        assert answer.count(b"HTTP/1.1 ") == 1
        assert b"connection: close" in answer
        assert suite.patients.requests == []

    async def test_arrives_while_the_client_still_sends(self, suite: Suite) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", suite.port)
        writer.write(b"POST /api/owners HTTP/1.1\r\nContent-Length: 9000000\r\n\r\n" + b"x" * 100_000)
        await asyncio.sleep(0.05)
        writer.write(b"x" * 100_000)
        assert (await reader.read()).startswith(b"HTTP/1.1 400")
        writer.close()

    async def test_of_a_bad_first_chunk_reaches_no_service(self, suite: Suite) -> None:
        answer = await suite.raw("POST /api/owners HTTP/1.1", "Transfer-Encoding: chunked", body=b"zz\r\n{}")
        assert answer.startswith(b"HTTP/1.1 400")
        assert suite.patients.requests == []

    async def test_of_a_later_chunk_ends_the_work_for_it(self, suite: Suite) -> None:
        suite.patients.reads_bodies = False
        cut = asyncio.Event()

        async def read_on(request: Request) -> None:
            await request.reader.read()
            cut.set()

        suite.patients.handle = read_on
        first = b"%x\r\n%b\r\n" % (GATHERED_BYTES, b"x" * GATHERED_BYTES)
        reader, writer = await suite.send("POST /api/owners HTTP/1.1", "Transfer-Encoding: chunked", body=first)
        await eventually(lambda: suite.patients.requests)
        writer.write(b"nonsense\r\n")
        assert (await reader.read()).startswith(b"HTTP/1.1 400")
        await asyncio.wait_for(cut.wait(), 5)
        writer.close()


@pytest.mark.usefixtures("hurried")
class TestSlowness:
    async def test_of_a_head_is_408(self, suite: Suite) -> None:
        assert (await talk(suite, b"GET / HTTP/1.1\r\n")).startswith(b"HTTP/1.1 408")

    async def test_without_a_byte_is_closed_in_silence(self, suite: Suite) -> None:
        assert await talk(suite) == b""

    async def test_of_a_second_head_is_408(self, suite: Suite) -> None:
        answer = await talk(suite, get(suite), b"GET /")
        assert [b"200" in part or b"408" in part for part in answer.split(b"HTTP/1.1 ")[1:]] == [True, True]

    async def test_of_a_second_head_counts_from_its_first_byte(self, suite: Suite) -> None:
        """However often another byte comes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", suite.port)
        writer.write(get(suite))
        await reader.readuntil(b"{}")
        answer = asyncio.create_task(reader.read())
        for byte in get(suite)[:-1]:
            if not answer.done():
                writer.write(bytes((byte,)))
                await asyncio.sleep(0.05)
        assert (await answer).startswith(b"HTTP/1.1 408")
        writer.close()

    async def test_of_a_body_is_408_and_the_service_is_left(self, suite: Suite) -> None:
        answer = await suite.raw("POST /api/owners HTTP/1.1", "Content-Length: 9", body=b"{")
        assert answer.startswith(b"HTTP/1.1 408")

    async def test_of_a_body_has_one_answer(self, suite: Suite) -> None:
        head = b"POST /api/owners HTTP/1.1\r\nHost: a\r\nContent-Length: 9000\r\n\r\n"
        answer = await talk(suite, head + b"{")
        assert answer.startswith(b"HTTP/1.1 401")  # at once: the body isn't waited for
        assert answer.count(b"HTTP/1.1 ") == 1

    async def test_between_requests_is_closed(self, suite: Suite) -> None:
        assert (await talk(suite, get(suite))).startswith(NOTHING)


class TestLoad:
    async def test_past_the_bound_is_refused_and_the_connection_stays(self, start: Start) -> None:
        suite = await start(max_in_flight=1)
        suite.patients.handle = suite.patients.never
        _, first = await suite.send("GET /api/owners HTTP/1.1")
        await eventually(lambda: suite.patients.requests)
        reader, second = await suite.send("POST /api/owners HTTP/1.1", "Content-Length: 2", body=b"{}")
        for _ in range(2):
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 503")
            await reader.readuntil(b"}")
            second.write(get(suite))
        assert len(suite.patients.requests) == 1
        for writer in (first, second):
            writer.close()


def malformed(chance: random.Random, good: bytes) -> bytes:
    """A good request with some of its bytes changed, doubled, cut out or put in."""
    data = bytearray(good)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data))
        piece = chance.choice([b"\r", b"\n", b"\x00", b" ", b":", b"\r\n", b"\xff", b"0", b"chunked", bytes(data[:40])])
        data[at : at + chance.randint(0, 3)] = piece
    return bytes(data)


def nonsense(token: str, count: int = 10_000) -> list[bytes]:
    """Always the same messages."""
    chance = random.Random(20_260_101)
    own = f"Host: a\r\nAuthorization: Bearer {token}\r\n".encode()
    seeds = [
        b"GET /api/owners?limit=5 HTTP/1.1\r\n%b\r\n" % own,
        b"POST /api/owners HTTP/1.1\r\nContent-Length: 2\r\n%b\r\n{}" % own,
        b"PUT /api/owners HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\n{}\r\n0\r\nT: 1\r\n\r\n",
    ]
    return [malformed(chance, chance.choice(seeds)) for _ in range(count)]


class TestNonsense:
    async def test_gets_no_5xx_that_is_ours_and_leaves_nothing(self, suite: Suite) -> None:
        messages = nonsense(suite.user.token)
        statuses: set[bytes] = set()
        await self._send(suite, messages[:2000], statuses)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        await self._send(suite, messages[2000:], statuses)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        assert not {each for each in statuses if each.startswith(b"5")} - {b"501", b"505"}
        assert {b"200", b"400", b"401"} <= statuses
        assert grown < 20 * 1024
        await eventually(lambda: suite.app.limits.in_flight == 0)
        assert (await suite.client.get("/api/owners")).status_code == 200

    async def _send(self, suite: Suite, messages: list[bytes], statuses: set[bytes]) -> None:
        waiting = iter(messages)

        async def one_after_another() -> None:
            for message in waiting:
                reader, writer = await asyncio.open_connection("127.0.0.1", suite.port)
                writer.write(message)
                writer.write_eof()
                answer = await asyncio.wait_for(reader.read(), 20)
                statuses.update(part[:3] for part in answer.split(b"HTTP/1.1 ")[1:])
                writer.close()

        await asyncio.gather(*(one_after_another() for _ in range(16)))


class TestAHalfClosedConnection:
    """The client says that it sends no more, and waits for its answer."""

    async def half(self, suite: Suite, data: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", suite.port)
        writer.write(data)
        writer.write_eof()
        try:
            return await asyncio.wait_for(reader.read(), 10)
        finally:
            writer.close()

    async def test_gets_the_answer_to_what_it_sent(self, suite: Suite) -> None:
        async def later(request: Request) -> None:
            await asyncio.sleep(0.1)
            await request.answer(b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}")

        suite.patients.handle = later
        post = get(suite, "/api/owners", "Content-Length: 2").replace(b"GET", b"POST") + b"{}"
        assert (await self.half(suite, post)).startswith(b"HTTP/1.1 201")
        assert (await self.half(suite, get(suite) * 3)).count(b"HTTP/1.1 201") == 3

    @pytest.mark.parametrize("cut", [10, -1])
    async def test_in_the_middle_of_a_request_is_closed(self, suite: Suite, cut: int) -> None:
        post = get(suite, "/api/owners", "Content-Length: 2").replace(b"GET", b"POST") + b"{}"
        assert await self.half(suite, post[:cut]) == b""
        assert suite.patients.requests == []


class TestABody:
    """Isn't waited for by who can be answered without it."""

    @pytest.mark.parametrize(
        ("line", "field", "status"),
        [
            ("POST /api/owners", "Authorization: Bearer a.b.c", 401),
            ("POST /api/nothing", "X: 1", 404),
            ("POST /api//owners", "X: 1", 400),
            ("POST /api/auth/login", "X: 1", 413),
        ],
    )
    async def test_is_not_read_before_its_head_is_judged(
        self, suite: Suite, line: str, field: str, status: int
    ) -> None:
        head = f"{line} HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n{field}\r\n\r\n".encode()
        reader, writer = await asyncio.open_connection("127.0.0.1", suite.port)
        writer.write(head)
        assert (await asyncio.wait_for(reader.readline(), 5)).startswith(b"HTTP/1.1 %d" % status)
        writer.close()

    async def test_of_a_stranger_is_bounded_as_it_comes(self, suite: Suite) -> None:
        head = b"POST /api/auth/login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        reader, writer = await asyncio.open_connection("127.0.0.1", suite.port)
        writer.write(head + b"2400\r\n" + b" " * 0x2400 + b"\r\n")
        assert (await asyncio.wait_for(reader.readline(), 5)).startswith(b"HTTP/1.1 413")
        writer.close()


@pytest.mark.usefixtures("hurried")
class TestWhoTakesNothing:
    """Of an answer: has a connection for a while, and no place among the requests."""

    async def test_holds_no_place_and_is_left(self, start: Start) -> None:
        suite = await start(max_in_flight=2, replica_in_flight=2)
        large = b"x" * (1 << 20)
        suite.patients.answers["/api/owners"] = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(large), large)
        deaf = []
        for _ in range(6):
            deaf.append(await self._ask(suite))
            await eventually(lambda: len(suite.patients.requests) == len(deaf))
            await eventually(lambda: suite.app.limits.in_flight == 0)
        assert (await suite.client.get("/api/bills")).status_code == 200
        await eventually(lambda: len(suite.app.addresses._buffering) == 0)
        for each in deaf:
            each.close()

    async def test_is_left_sooner_where_too_much_waits(self, start: Start) -> None:
        suite = await start(address_waiting_bytes=4 << 20, max_waiting_bytes=4 << 20)
        large = b"x" * (2 << 20)
        suite.patients.answers["/api/owners"] = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(large), large)
        deaf = [await self._ask(suite) for _ in range(8)]
        await eventually(lambda: len(suite.patients.requests) == 8)
        assert suite.app.addresses._all_bytes <= 4 << 20
        for each in deaf:
            each.close()

    async def _ask(self, suite: Suite) -> socket.socket:
        each = socket.socket()
        each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        each.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(each, ("127.0.0.1", suite.port))
        await loop.sock_sendall(each, get(suite))
        return each


class TestConnections:
    async def test_are_bounded_for_each_address_and_come_free(self, start: Start) -> None:
        suite = await start(address_connections=2)
        first = [await asyncio.open_connection("127.0.0.1", suite.port) for _ in range(2)]
        assert (await talk(suite)).startswith(b"HTTP/1.1 503")
        first[0][1].close()
        await eventually(lambda: suite.app.addresses._all_connections == 1)
        assert (await talk(suite, get(suite, "/healthz", "Connection: close"))).startswith(NOTHING)
        first[1][1].close()

    async def test_of_a_trusted_proxy_have_the_bound_of_all(self, start: Start) -> None:
        suite = await start(address_connections=1, max_connections=3, trusted_proxies=["127.0.0.1/32"])
        first = [await asyncio.open_connection("127.0.0.1", suite.port) for _ in range(3)]
        assert (await talk(suite)).startswith(b"HTTP/1.1 503")
        for _, writer in first:
            writer.close()
