import pytest

from services.patients import demo
from services.patients.demo_data import KOREAN, US, PatientsDemo
from shared.data.db import SYSTEM
from shared.feed.copies import upsert_copy
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub, PeersStub
from shared.values.ids import demo_id
from shared.wire.errors import NotFound, Unavailable

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

SEARCHES = [
    (US, "owner", "Muller", ["Mia Müller"]),
    (US, "owner", "518 555 0110", ["Ethan Brooks"]),
    (US, "patient", "max", ["Max", "Max"]),
    (KOREAN, "owner", "10 6789 0123", ["조시우"]),
    (KOREAN, "patient", "ㅊㅋ", ["초코", "초코"]),
]


async def follow_users(app: ServiceApp) -> None:
    for (clinic, user), (first, last) in USERS.items():
        async with app.service.db.transaction(demo_id(clinic, "clinic"), SYSTEM) as tx:
            document = f'{{"firstName": "{first}", "lastName": "{last}"}}'
            await upsert_copy(tx, "user", demo_id(clinic, "user", user), 1, document)


async def read(app: ServiceApp, demo: PatientsDemo, path: str) -> list[dict[str, object]]:
    async with Client(app, STUBS[demo.key].user("staff")) as client:
        found: list[dict[str, object]] = (await client.get(path)).json()
        return found


# One test, since the demo clinics are the only ones that tests can't have for themselves.
async def test_the_demo_waits_for_auth_and_is_then_loaded_once(app: ServiceApp, peers: PeersStub) -> None:
    with pytest.raises(NotFound):
        await demo.load(app.service)
    for stub in STUBS.values():
        peers.add(stub)
    with pytest.raises(Unavailable):
        await demo.load(app.service)
    await follow_users(app)
    for _ in range(2):
        await demo.load(app.service)
    for each, counts in ((US, (12, 20, 14)), (KOREAN, (8, 12, 8))):
        found = [len(await read(app, each, f"/api/{path}")) for path in ("owners", "patients", "records")]
        assert tuple(found) == counts
    for each, kind, typed, titles in SEARCHES:
        assert [hit["title"] for hit in await read(app, each, f"/api/search?kind={kind}&q={typed}")] == titles
    first = f"/api/patients/{demo_id('us', 'patient', '1')}/weights"
    assert [len(await read(app, US, first + query)) for query in ("", "?voided=true")] == [5, 1]
    records = await read(app, US, "/api/records")
    assert {r["veterinarian"] for r in records if r["veterinarianId"] is None} == {"Michael Brown"}
    assert all(r["veterinarianId"] for r in await read(app, KOREAN, "/api/records"))


def test_the_us_demo_has_the_animals_it_promises() -> None:
    assert {p["species"] for p in US.patients} >= {"Dog", "Cat", "Bird", "Fish", "Hamster", "Rabbit", "Reptile"}
    assert len({owner["phone"] for owner in US.owners}) == len(US.owners) - 1
