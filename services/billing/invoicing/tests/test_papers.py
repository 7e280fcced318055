"""What is issued is a document: its paper stays what it was, whatever happens to whom it shows."""

from typing import Any
from uuid import UUID

import msgspec
import pytest

from services.billing.tests.front_desk import VISIT, FrontDesk, Json
from shared.feed.copies import upsert_clinic, upsert_copy
from shared.service.app import ServiceApp
from shared.testing.kit import PeersStub
from shared.testing.pdf import pages
from shared.values.ids import new_id

CHANGES: list[tuple[str, Json]] = [
    ("owner", {"firstName": "Bo", "lastName": "Kim"}),
    ("owner", {"phone": "555-0199"}),
    ("owner", {"address": "9 New Street"}),
    ("patient", {"name": "Max"}),
    ("patient", {"ownerId": str(new_id())}),
]


async def text_of(desk: FrontDesk, bill: Json) -> list[str]:
    return pages(await desk.client.get(f"/api/bills/{bill['id']}/pdf?lang=en"))


async def change(app: ServiceApp, desk: FrontDesk, kind: str, **fields: Any) -> None:
    """As the feed tells of it."""
    document = {**(desk.owner if kind == "owner" else desk.patient), **fields}
    async with app.service.db.transaction(desk.clinic.id) as tx:
        await upsert_copy(tx, kind, UUID(document["id"]), 9, msgspec.json.encode(document).decode())


class TestAnIssuedBillsPaper:
    @pytest.mark.parametrize(("kind", "fields"), CHANGES)
    async def test_stays_after_a_change_of_owner_or_patient(
        self, app: ServiceApp, desk: FrontDesk, kind: str, fields: Json
    ) -> None:
        bill = await desk.sent(VISIT)
        before = await text_of(desk, bill)
        await change(app, desk, kind, **fields)
        assert await text_of(desk, bill) == before

    async def test_stays_after_a_change_of_the_clinic(self, app: ServiceApp, desk: FrontDesk) -> None:
        bill = await desk.sent(VISIT)
        await desk.pay(bill, 20)
        before = await text_of(desk, bill)
        async with app.service.db.system_transaction() as tx:
            await upsert_clinic(tx, 2, desk.clinic.told(name="Moved", timeZone="Asia/Seoul"))
        app.service.directory._clinics.pop(desk.clinic.id)
        assert await text_of(desk, bill) == before
        assert "Moved" in (await text_of(desk, await desk.bill(VISIT)))[0]

    async def test_shows_what_is_true_when_it_is_issued_and_not_when_it_was_written(
        self, app: ServiceApp, desk: FrontDesk
    ) -> None:
        bill = await desk.bill(VISIT)
        await change(app, desk, "owner", address="2 Second Street")
        assert "2 Second Street" in (await text_of(desk, bill))[0]
        await desk.issue(bill)
        await change(app, desk, "owner", address="3 Third Street")
        assert "2 Second Street" in (await text_of(desk, bill))[0]

    async def test_shows_what_the_feed_has_not_told_yet(self, desk: FrontDesk, peers: PeersStub) -> None:
        bill = await desk.bill(VISIT)
        peers.put(desk.clinic, "owner", {**desk.owner, "address": "2 Second Street"}, revision=2)
        await desk.issue(bill)
        assert "2 Second Street" in (await text_of(desk, bill))[0]

    async def test_is_made_where_the_patients_service_is_away(self, desk: FrontDesk, peers: PeersStub) -> None:
        bill = await desk.bill(VISIT)
        for kind, each in (("owner", desk.owner), ("patient", desk.patient)):
            del peers.objects[(str(desk.clinic.id), kind, each["id"])]
        assert (await desk.issue(bill)).status_code == 200
        assert "Ann Lee" in (await text_of(desk, bill))[0]


async def test_a_credit_note_keeps_what_it_shows(app: ServiceApp, desk: FrontDesk) -> None:
    note = (await desk.credit(await desk.sent(VISIT))).json()
    async with app.service.db.transaction(desk.clinic.id) as tx:
        sql = "SELECT document::text FROM papers WHERE clinic_id = $1 AND id = $2"
        kept = msgspec.json.decode(await tx.connection.fetchval(sql, desk.clinic.id, UUID(note["id"])))
    assert (kept["owner"]["firstName"], kept["patient"]["name"]) == ("Ann", "Rex")
    assert kept["clinic"]["name"] == "Test clinic"
