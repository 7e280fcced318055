import asyncio
import resource

import pytest

from gateway.tests.conftest import Start, Suite
from gateway.tests.stubs import Request, Stub, answer, eventually
from shared.process.http1.exchange import GATHERED_BYTES

CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-type: text/event-stream\r\n\r\n"
MIB = 1 << 20


async def until_gone(request: Request) -> None:
    await request.reader.read()


class TestAnswers:
    async def test_head_has_the_length_and_no_body(self, suite: Suite) -> None:
        suite.patients.answers["/api/owners"] = answer(b"", length=1234)
        got = await suite.client.head("/api/owners")
        assert (got.status_code, got.headers["content-length"], got.content) == (200, "1234", b"")

    @pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
    async def test_some_have_no_body(self, suite: Suite, status: str) -> None:
        suite.patients.answers["/api/owners"] = f'HTTP/1.1 {status}\r\nETag: "1"\r\n\r\n'.encode()
        for _ in range(2):  # the connection stays in step
            got = await suite.client.get("/api/owners")
            assert (got.status_code, got.content, got.headers["etag"]) == (int(status[:3]), b"", '"1"')

    async def test_304_may_name_a_length(self, suite: Suite) -> None:
        suite.patients.answers["/api/owners"] = b"HTTP/1.1 304 Not Modified\r\ncontent-length: 500\r\n\r\n"
        assert (await suite.client.get("/api/owners")).status_code == 304

    async def test_errors_of_a_service_are_passed_on(self, suite: Suite) -> None:
        suite.patients.answers["/api/owners"] = answer(b'{"detail":"x"}', "500 Internal Server Error")
        assert (await suite.client.get("/api/owners")).status_code == 500
        assert suite.patients.count("/api/owners") == 1

    async def test_interim_answers_are_swallowed(self, suite: Suite) -> None:
        suite.patients.answers["/api/owners"] = b"HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n" + answer(b"[1]")
        assert (await suite.client.get("/api/owners")).json() == [1]

    async def test_trailers_are_dropped(self, suite: Suite) -> None:
        suite.patients.answers["/api/owners"] = CHUNKED + b"2\r\n[]\r\n0\r\nX-Late: 1\r\n\r\n"
        got = await suite.client.get("/api/owners")
        assert got.json() == []
        assert "x-late" not in got.headers

    async def test_connections_are_used_again(self, suite: Suite) -> None:
        for _ in range(5):
            await suite.client.get("/api/owners")
        assert len(suite.patients.connections) == 1


class TestBodies:
    async def test_a_short_one_goes_on_in_one_piece(self, suite: Suite) -> None:
        await suite.client.post("/api/owners", content=b'{"a":1}')
        assert suite.patients.last.body == b'{"a":1}'
        assert suite.patients.last.all("content-length") == ["7"]

    async def test_post_without_one_says_so(self, suite: Suite) -> None:
        await suite.client.post("/api/bills/1/issue")
        assert suite.billing.last.all("content-length") == ["0"]

    async def test_get_with_a_content_type_and_no_body_is_fine(self, suite: Suite) -> None:
        got = await suite.client.get("/api/owners", headers={"Content-Type": "application/json"})
        assert got.status_code == 200

    async def test_a_long_one_arrives_whole(self, suite: Suite) -> None:
        body = bytes(range(256)) * 4000
        await suite.client.post("/api/owners", content=body)
        assert suite.patients.last.body == body

    async def test_long_ones_go_through_in_both_directions_at_once(self, suite: Suite) -> None:
        async def echo(request: Request) -> None:
            await request.answer(CHUNKED)
            while piece := await request.piece():
                await request.answer(b"%x\r\n%b\r\n" % (len(piece), piece))
            await request.answer(b"0\r\n\r\n")

        suite.patients.reads_bodies, suite.patients.handle = False, echo
        reader, writer = await suite.send("POST /api/owners HTTP/1.1", "Transfer-Encoding: chunked")
        for word in (b"x" * GATHERED_BYTES + b"one", b"two"):
            writer.write(b"%x\r\n%b\r\n" % (len(word), word))
            seen = b""
            while word[-3:] not in seen:
                seen = seen[-3:] + await reader.read(100_000)
        writer.write(b"0\r\n\r\n")
        assert await reader.readuntil(b"0\r\n\r\n")
        writer.close()

    async def test_one_that_says_it_is_too_large_is_413_at_once(self, suite: Suite) -> None:
        got = await suite.client.post("/api/owners", content=b"x" * (MIB + 1))
        assert (got.status_code, got.json()["status"]) == (413, 413)
        assert suite.patients.requests == []

    async def test_one_that_turns_out_too_large_is_413(self, start: Start) -> None:
        async def endless() -> None:
            while not reader.at_eof():
                writer.write(b"2000\r\n" + b"x" * 0x2000 + b"\r\n")
                await writer.drain()

        suite = await start(body_limit=50_000)
        reader, writer = await suite.send("POST /api/owners HTTP/1.1", "Transfer-Encoding: chunked")
        sending = asyncio.create_task(endless())
        assert (await reader.readline()).startswith(b"HTTP/1.1 413")
        assert suite.patients.requests == []  # never whole
        sending.cancel()
        writer.close()

    async def test_an_early_answer_arrives(self, suite: Suite) -> None:
        suite.patients.reads_bodies = False
        suite.patients.handle = lambda request: request.answer(answer(b"no", "415 Unsupported Media Type"))
        reader, writer = await suite.send(
            "POST /api/owners HTTP/1.1", "Content-Length: 100000", body=b"x" * GATHERED_BYTES
        )
        assert (await reader.readline()).startswith(b"HTTP/1.1 415")
        writer.close()


class TestStreams:
    async def test_the_first_event_arrives_before_the_second_is_sent(self, suite: Suite) -> None:
        go_on = asyncio.Event()

        async def events(request: Request) -> None:
            await request.answer(CHUNKED + b"5\r\nfirst\r\n")
            await go_on.wait()
            await request.answer(b"6\r\nsecond\r\n0\r\n\r\n")

        suite.patients.handle = events
        async with suite.client.stream("GET", "/api/owners") as stream:
            pieces = stream.aiter_raw()
            assert await anext(pieces) == b"first"
            go_on.set()
            assert await anext(pieces) == b"second"

    async def test_a_big_answer_takes_no_memory(self, suite: Suite) -> None:
        total, sent = 200 * MIB, 0

        async def flood(request: Request) -> None:
            nonlocal sent
            await request.answer(f"HTTP/1.1 200 OK\r\ncontent-length: {total}\r\n\r\n".encode())
            while sent < total:
                await request.answer(b"x" * MIB)
                sent += MIB

        suite.patients.handle = flood
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        reader, writer = await suite.send("GET /api/owners HTTP/1.1")
        await reader.readuntil(b"\r\n\r\n")
        assert sent < 50 * MIB  # nobody reads, so the service waits
        size = 0
        while size < total:
            size += len(await reader.read(MIB))
        writer.close()
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024  # KiB

    async def test_a_client_that_leaves_ends_the_work(self, suite: Suite) -> None:
        suite.patients.handle = until_gone
        _, writer = await suite.send("GET /api/owners HTTP/1.1")
        await eventually(lambda: suite.patients.requests)
        request = suite.patients.last
        writer.close()
        await eventually(request.reader.at_eof)
        assert suite.app.balancers["patients"].replicas[0].in_flight == 0

    async def test_a_client_that_leaves_its_upload_ends_the_work(self, suite: Suite) -> None:
        suite.patients.reads_bodies, suite.patients.handle = False, until_gone
        body = b"x" * GATHERED_BYTES
        _, writer = await suite.send("POST /api/owners HTTP/1.1", "Content-Length: 100000", body=body)
        await eventually(lambda: suite.patients.requests)
        request = suite.patients.last
        writer.close()
        await eventually(request.reader.at_eof)


class TestABrokenAnswer:
    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"HTTP/1.1 200 OK\r\n",
            b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf",
            b"HTTP/1.1 200 OK\r\n\r\nhow long is this?",
            b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
            b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
            b"what?\r\n\r\n",
        ],
    )
    async def test_is_502(self, suite: Suite, data: bytes) -> None:
        async def broken(request: Request) -> None:
            await request.answer(data)
            request.writer.close()

        suite.patients.handle = broken
        got = await suite.client.post("/api/owners", content=b"{}")
        assert got.status_code == 502
        assert got.headers["content-type"] == "application/problem+json"

    @pytest.mark.parametrize(
        "start_of", [CHUNKED + b"5\r\nfirst\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 9999999\r\n\r\nhalf"]
    )
    async def test_that_has_begun_is_cut_and_never_ended(self, suite: Suite, start_of: bytes) -> None:
        async def broken(request: Request) -> None:
            await request.answer(start_of)
            request.writer.close()

        suite.patients.handle = broken
        got = await suite.raw("GET /api/owners HTTP/1.1")
        assert got.startswith(b"HTTP/1.1 200")
        assert not got.endswith(b"0\r\n\r\n")

    async def test_in_slices_arrives_whole(self, suite: Suite) -> None:
        async def sliced(request: Request) -> None:
            for byte in answer(b'{"a":1}'):
                await request.answer(bytes([byte]))
                await asyncio.sleep(0)

        suite.patients.handle = sliced
        assert (await suite.client.get("/api/owners")).json() == {"a": 1}

    async def test_that_nobody_asked_for_is_thrown_away(self, suite: Suite) -> None:
        suite.patients.answers["/api/owners"] = answer(b"[1]") + answer(b"[2]")
        for _ in range(3):
            assert (await suite.client.get("/api/owners")).json() == [1]

    async def test_that_doesnt_come_is_504(self, start: Start) -> None:
        suite = await start(try_timeout=0.1)
        suite.patients.handle = Stub.never
        assert (await suite.client.post("/api/owners", content=b"{}")).status_code == 504

    async def test_that_is_short_and_stops_half_way_is_504(self, start: Start) -> None:
        async def stops(request: Request) -> None:
            await request.answer(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")
            await Stub.never(request)

        suite = await start(try_timeout=0.1)
        suite.patients.handle = stops
        assert (await suite.client.post("/api/owners", content=b"{}")).status_code == 504

    async def test_that_is_long_and_stops_half_way_is_cut(self, start: Start) -> None:
        async def stops(request: Request) -> None:
            await request.answer(b"HTTP/1.1 200 OK\r\ncontent-length: 9999999\r\n\r\nhalf")
            await Stub.never(request)

        suite = await start(idle_timeout=0.1)
        suite.patients.handle = stops
        got = await suite.raw("GET /api/owners HTTP/1.1")
        assert got.startswith(b"HTTP/1.1 200")
        assert got.endswith(b"half")
