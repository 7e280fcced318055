"""Two hundred at once at the gateway: one wins, numbers have no gaps, a key's work is done once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import pytest_asyncio

from deploy.local.suite import Suite

MANY = 200
Json = dict[str, Any]
LogIn = Callable[[str], httpx.Client]


class Crowd:
    """Clients who all ask at once, and ask again where they are told that too many do."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def post(self, path: str, body: Json | None = None, key: str = "") -> httpx.Response:
        headers = {"Idempotency-Key": key or str(uuid4())}
        while True:
            answer = await self._client.post(path, json=body, headers=headers)
            if "Retry-After" not in answer.headers and "in-progress" not in answer.text:
                return answer
            await asyncio.sleep(0.2)

    async def all_post(self, path: str, body: Json | None = None, key: str = "") -> list[httpx.Response]:
        return await asyncio.gather(*(self.post(path, body, key) for _ in range(MANY)))


@pytest_asyncio.fixture
async def crowd(suite: Suite, log_in: LogIn) -> AsyncIterator[Crowd]:
    headers = {"Authorization": log_in("staff@hanbit.example").headers["Authorization"]}
    limits = httpx.Limits(max_connections=MANY)
    async with httpx.AsyncClient(base_url=suite.gateway_url, headers=headers, timeout=60, limits=limits) as client:
        yield Crowd(client)


def _patient(log_in: LogIn) -> Json:
    patient: Json = log_in("staff@hanbit.example").get("/api/patients").json()[0]
    return patient


def codes(answers: list[httpx.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


async def test_one_gets_the_slot(crowd: Crowd, log_in: LogIn) -> None:
    slot = {"patientId": _patient(log_in)["id"], "date": "2034-05-06", "time": "10:00", "veterinarian": "이수진"}
    answers = await crowd.all_post("/api/appointments", slot)
    assert codes(answers) == {201: 1, 409: MANY - 1}


async def test_one_issues_the_bill(crowd: Crowd, log_in: LogIn) -> None:
    draft = await crowd.post("/api/bills", _bill(_patient(log_in)))
    answers = await crowd.all_post(f"/api/bills/{draft.json()['id']}/issue")
    assert codes(answers) == {200: 1, 409: MANY - 1}


async def test_bills_have_numbers_without_gaps(crowd: Crowd, log_in: LogIn) -> None:
    answers = await crowd.all_post("/api/bills", _bill(_patient(log_in)) | {"status": "sent"})
    assert codes(answers) == {201: MANY}
    numbers = sorted(int(answer.json()["billNumber"].removeprefix("BILL-")) for answer in answers)
    assert numbers == list(range(numbers[0], numbers[0] + MANY))


async def test_one_key_is_done_once_and_answered_alike(crowd: Crowd, log_in: LogIn) -> None:
    name = f"Once-{uuid4().hex}"
    answers = await crowd.all_post("/api/owners", {"firstName": "A", "lastName": name}, key=name)
    assert codes(answers) == {201: MANY}
    assert len({(answer.text, answer.headers["ETag"]) for answer in answers}) == 1
    owners = log_in("staff@hanbit.example").get("/api/owners").json()
    assert [owner["lastName"] for owner in owners].count(name) == 1


def _bill(patient: Json) -> Json:
    line = {"description": "진찰", "quantity": 1, "unitPrice": 11000}
    return {"ownerId": patient["ownerId"], "patientId": patient["id"], "items": [line]}
