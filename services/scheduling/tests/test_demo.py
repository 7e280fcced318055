from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from services.scheduling import demo
from services.scheduling.demo_data import KOREAN, US, SchedulingDemo
from services.scheduling.tests.examples import owner_document, patient_document
from shared.data.db import SYSTEM
from shared.feed.copies import upsert_copy
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub, PeersStub
from shared.values.ids import demo_id
from shared.wire.errors import Invalid, NotFound, Unavailable

STUBS = {
    "us": ClinicStub(id=demo_id("us", "clinic")),
    "kr": ClinicStub("Asia/Seoul", "KRW", 0.1, True, id=demo_id("kr", "clinic")),
}
USERS = {
    ("us", "admin"): ("J", "Han"),
    ("us", "vet"): ("Sarah", "Wilson"),
    ("kr", "admin"): ("지훈", "한"),
    ("kr", "vet"): ("서연", "박"),
}


async def follow_users(app: ServiceApp) -> None:
    for (clinic, user), (first, last) in USERS.items():
        async with app.service.db.transaction(demo_id(clinic, "clinic"), SYSTEM) as tx:
            document = f'{{"firstName": "{first}", "lastName": "{last}"}}'
            await upsert_copy(tx, "user", demo_id(clinic, "user", user), 1, document)


def add_patients(peers: PeersStub, key: str, count: int) -> None:
    for n in range(1, count + 1):
        owner = peers.put(STUBS[key], "owner", owner_document())
        peers.put(STUBS[key], "patient", patient_document(owner, id=str(demo_id(key, "patient", str(n)))))


async def listed(app: ServiceApp, each: SchedulingDemo) -> list[dict[str, Any]]:
    async with Client(app, STUBS[each.key].user("staff")) as client:
        found: list[dict[str, Any]] = (await client.get("/api/appointments")).json()
        return found


# One test, since the demo clinics are the only ones that tests can't have for themselves.
async def test_the_demo_waits_for_the_others_and_is_then_loaded_once(app: ServiceApp, peers: PeersStub) -> None:
    with pytest.raises(NotFound):
        await demo.load(app.service)
    for stub in STUBS.values():
        peers.add(stub)
    with pytest.raises(Unavailable):
        await demo.load(app.service)
    await follow_users(app)
    with pytest.raises(Invalid):
        await demo.load(app.service)
    add_patients(peers, "us", 20)
    add_patients(peers, "kr", 12)
    for _ in range(2):
        await demo.load(app.service)
    american, korean = await listed(app, US), await listed(app, KOREAN)
    assert (len(american), len(korean)) == (19, 10)
    assert {each["veterinarian"] for each in american if each["veterinarianId"] is None} == {"Michael Brown"}
    assert all(each["veterinarianId"] for each in korean)
    assert not any(each["overbooked"] for each in american + korean)


@pytest.mark.parametrize("each", [US, KOREAN])
def test_the_demo_has_a_day_to_show(each: SchedulingDemo) -> None:
    today = Counter(appointment.status for appointment in each.appointments if appointment.day == 0)
    assert today["scheduled"] >= 3
    assert today["completed"] and today["no-show"]
    assert {appointment.day < 0 for appointment in each.appointments} == {True, False}


@pytest.mark.parametrize("each", [US, KOREAN])
def test_the_demo_lists_appointments_in_the_order_of_their_day(each: SchedulingDemo) -> None:
    assert all(before.day <= after.day for before, after in pairwise(each.appointments) if after.day >= 0)
