from collections import Counter

import pytest

from services.billing import demo
from services.billing.demo_data import KOREAN, US, BillingDemo
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub, PeersStub
from shared.values.ids import demo_id
from shared.wire.errors import Invalid, NotFound

STUBS = {
    "us": ClinicStub(id=demo_id("us", "clinic")),
    "kr": ClinicStub("Asia/Seoul", "KRW", 0.1, True, id=demo_id("kr", "clinic")),
}


def publish_others(peers: PeersStub, each: BillingDemo) -> None:
    """What patients and scheduling have of a demo clinic."""
    for n in range(1, 21):
        owner = str(demo_id(each.key, "owner", str((n - 1) % each.owners + 1)))
        peers.put(STUBS[each.key], "owner", {"id": owner})
        for kind in ("patient", "record", "appointment"):
            subject = str(demo_id(each.key, kind, str(n)))
            peers.put(STUBS[each.key], kind, {"id": subject, "ownerId": owner})


# One test, since the demo clinics are the only ones that tests can't have for themselves.
async def test_the_demo_waits_for_the_others_and_is_then_loaded_once(app: ServiceApp, peers: PeersStub) -> None:
    with pytest.raises(NotFound):
        await demo.load(app.service)
    for stub in STUBS.values():
        peers.add(stub)
    with pytest.raises(Invalid):
        await demo.load(app.service)
    for each in (US, KOREAN):
        publish_others(peers, each)
    for _ in range(2):
        await demo.load(app.service)
    for each, prices in ((US, 30), (KOREAN, 15)):
        async with Client(app, STUBS[each.key].user("staff")) as client:
            bills = (await client.get("/api/bills")).json()
            assert len((await client.get("/api/price-items")).json()) == prices
        assert len(bills) == len(each.bills)
        assert set(Counter(bill["status"] for bill in bills)) == {"draft", "sent", "paid", "overdue", "cancelled"}
        assert any(bill["payments"] and bill["balance"] for bill in bills)
