"""Streams of events before stubs of the services; tests/test_events.py has the real ones."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import httpx2 as httpx
import pytest

from gateway.streams.streams import MOST_WAITING, RESYNC, ChangeTold, Stream
from gateway.tests.conftest import Start, Suite
from gateway.tests.stubs import Request, Stub, eventually, json_answer
from shared.process.metrics import EVENT_STREAMS
from shared.testing.kit import ClinicStub, UserStub

Json = dict[str, Any]
Event = tuple[str, Json]
NEWEST = 20


class Feed:
    """A service's changes, as a stub gives them out."""

    def __init__(self, stub: Stub) -> None:
        self.changes: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.lost = False
        self._said, self._more = stub.handle, asyncio.Event()
        stub.handle = self.handle

    def add(self, kind: str, clinic: UUID, version: int = 1) -> str:
        self.changes.append({"kind": kind, "id": str(uuid4()), "clinic": str(clinic), "version": version})
        self._more.set()
        found: str = self.changes[-1]["id"]
        return found

    async def handle(self, request: Request) -> None:
        url = urlsplit(request.target)
        if url.path == "/internal/feed/heads":
            return await request.answer(json_answer({"heads": []}))
        if url.path != "/internal/feed/changes":
            return await self._said(request)
        since = parse_qs(url.query).get("since", [""])[0]
        self.asked.append(since)
        if not since:
            return await request.answer(json_answer({"changes": {}, "moment": str(len(self.changes))}))
        while len(self.changes) <= int(since) and not self.lost:
            self._more.clear()
            await self._more.wait()
        if self.lost:
            self.lost = False
            return await request.answer(json_answer({}, "410 Gone"))
        page = {"changes": self._newest(int(since)), "moment": str(len(self.changes))}
        return await request.answer(json_answer(page))

    def _newest(self, since: int) -> Json:
        """Of each clinic that moved the newest NEWEST, numbered through all clinics."""
        numbered = list(enumerate(self.changes, 1))
        moved = {each["clinic"] for each in self.changes[since:]}
        own = {clinic: [(n, each) for n, each in numbered if each["clinic"] == clinic] for clinic in moved}
        return {
            clinic: [len(all_) < NEWEST, [[n, each["kind"], each["id"], each["version"]] for n, each in all_[-NEWEST:]]]
            for clinic, all_ in own.items()
        }

    def lose(self) -> None:
        self.lost = True
        self._more.set()


class Listener:
    """A client's stream, event by event."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()

    async def next(self) -> Event:
        kind = ""
        async with asyncio.timeout(10):
            async for line in self._lines:
                if line.startswith("event: "):
                    kind = line[7:]
                elif line.startswith("data: "):
                    return kind, json.loads(line[6:])
        raise EOFError

    async def change(self) -> Event:
        while (found := await self.next())[0] == "resync":
            pass
        return found

    async def ended(self) -> bool:
        try:
            async with asyncio.timeout(10):
                while True:
                    await self.next()
        except EOFError:
            return True


class Page:
    def __init__(self, suite: Suite, stack: AsyncExitStack) -> None:
        self.suite = suite
        self.feeds = {name: Feed(getattr(suite, name)) for name in ("auth", "patients", "scheduling", "billing")}
        self._stack = stack
        self._open: list[Listener] = []  # one that nobody holds is closed

    async def open(self, user: UserStub | None = None) -> Listener:
        headers = {"Authorization": f"Bearer {(user or self.suite.user).token}"}
        stream = self.suite.client.stream("GET", "/api/events", headers=headers)
        listener = Listener(await self._stack.enter_async_context(stream))
        self._open.append(listener)
        if listener.response.status_code == 200:
            assert await listener.next() == ("resync", {})
            await asyncio.gather(*(self._followed(feed) for feed in self.feeds.values()))
        return listener

    async def _followed(self, feed: Feed) -> None:
        while len(feed.asked) < 2:
            await asyncio.sleep(0.005)


@pytest.fixture
async def page(start: Start) -> AsyncIterator[Page]:
    async with AsyncExitStack() as stack:
        page = Page(await start(user_streams=2, max_streams=3), stack)
        yield page
        for feed in page.feeds.values():
            feed.lose()


class TestAStream:
    async def test_tells_what_changed(self, page: Page) -> None:
        listener = await page.open()
        assert listener.response.headers["content-type"].startswith("text/event-stream")
        changed = page.feeds["scheduling"].add("appointment", page.suite.user.clinic_id, 3)
        assert await listener.change() == ("change", {"kind": "appointment", "id": changed, "version": 3})

    async def test_tells_of_every_service(self, page: Page) -> None:
        listener, clinic = await page.open(), page.suite.user.clinic_id
        kinds = {"patients": "owner", "scheduling": "appointment", "billing": "bill", "auth": "user"}
        for service, kind in kinds.items():
            page.feeds[service].add(kind, clinic)
        assert {(await listener.change())[1]["kind"] for _ in kinds} == set(kinds.values())

    async def test_tells_nothing_of_another_clinic(self, page: Page) -> None:
        listener = await page.open()
        page.feeds["patients"].add("owner", uuid4())
        own = page.feeds["patients"].add("owner", page.suite.user.clinic_id)
        assert (await listener.change())[1]["id"] == own

    async def test_tells_only_of_what_its_user_may_read(self, page: Page) -> None:
        staff = ClinicStub(id=page.suite.user.clinic_id).user("staff")
        listener = await page.open(staff)
        page.feeds["auth"].add("user", staff.clinic_id)
        page.feeds["auth"].add("something new", staff.clinic_id)
        clinic = page.feeds["auth"].add("clinic", staff.clinic_id)
        assert (await listener.change())[1]["id"] == clinic

    async def test_needs_a_token(self, page: Page) -> None:
        answer = await page.suite.client.get("/api/events", headers={"Authorization": ""})
        assert answer.status_code == 401

    async def test_takes_no_place_among_the_requests(self, page: Page) -> None:
        await page.open()
        assert page.suite.app.limits.in_flight == 0

    async def test_of_a_head_has_no_body(self, page: Page) -> None:
        answer = await page.suite.client.head("/api/events")
        assert (answer.status_code, answer.headers["content-type"][:17]) == (200, "text/event-stream")


class TestWhatMayBeMissed:
    async def test_is_told_when_the_feed_is_lost(self, page: Page) -> None:
        listener = await page.open()
        for _ in page.feeds:  # one for the beginning of each
            assert await listener.next() == ("resync", {})
        page.feeds["patients"].lose()
        assert await listener.next() == ("resync", {})

    async def test_goes_on_where_it_was_after_a_failure(self, page: Page) -> None:
        listener, patients = await page.open(), page.suite.patients
        await patients.stop()
        changed = page.feeds["patients"].add("owner", page.suite.user.clinic_id)
        await patients.start()
        assert (await listener.change())[1]["id"] == changed

    def test_is_told_to_who_takes_too_little(self) -> None:
        stream = Stream(identity=None)  # type: ignore[arg-type]  # it isn't looked at
        change = ChangeTold("owner", uuid4(), uuid4(), 1).message()
        for _ in range(MOST_WAITING + 1):
            stream.tell(change)
        assert stream._waiting == [RESYNC, change]


class TestBounds:
    async def test_for_a_user(self, page: Page) -> None:
        for _ in range(2):
            await page.open()
        refused = await page.open()
        assert (refused.response.status_code, refused.response.headers["retry-after"]) == (429, "30")

    async def test_for_a_clinic(self, start: Start) -> None:
        async with AsyncExitStack() as stack:
            page, clinic = Page(await start(clinic_streams=2), stack), ClinicStub()
            for _ in range(2):
                await page.open(clinic.user())
            assert (await page.open(clinic.user())).response.status_code == 429
            assert (await page.open()).response.status_code == 200
            for feed in page.feeds.values():
                feed.lose()

    async def test_for_the_gateway(self, page: Page) -> None:
        for _ in range(3):
            await page.open(ClinicStub().user())
        assert (await page.open(ClinicStub().user())).response.status_code == 503

    async def test_are_given_back_by_who_leaves(self, page: Page) -> None:
        opened = [await page.open() for _ in range(2)]
        await opened[0].response.aclose()
        streams = page.suite.app.streams
        await eventually(lambda: streams._users[page.suite.user.id] == 1)
        assert (await page.open()).response.status_code == 200


class TestTheEnd:
    async def test_comes_with_the_sessions(self, page: Page) -> None:
        listener = await page.open()
        page.suite.app.verifier.revoke(page.suite.user.session_id, 2e10)
        assert await listener.ended()

    async def test_comes_before_the_tokens(self, page: Page) -> None:
        user = UserStub(uuid4(), token_seconds=4)
        assert await (await page.open(user)).ended()

    async def test_comes_when_the_gateway_stops_and_no_other_begins(self, page: Page) -> None:
        listener = await page.open()
        before = EVENT_STREAMS._value.get()
        page.suite.app.drain()
        assert await listener.ended()
        assert (await page.open()).response.status_code == 503
        assert EVENT_STREAMS._value.get() == before - 1
