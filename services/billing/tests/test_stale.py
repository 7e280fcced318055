"""Who writes over a bill or a price that somebody else has changed is told by whom it was."""

from services.billing.tests.front_desk import VISIT, FrontDesk
from shared.testing.kit import Client

STALE = {"If-Match": '"0-0"'}


async def test_412_of_a_bill_names_who_changed_it(desk: FrontDesk, ann: Client) -> None:
    draft, sent = await desk.bill(), await desk.sent()
    for bill in (draft, sent):
        assert (await ann.put(f"/api/bills/{bill['id']}", json={"notes": "x"})).status_code == 200
    url, issued = f"/api/bills/{draft['id']}", f"/api/bills/{sent['id']}"
    note, payment = {"reason": "x", "items": [VISIT]}, {"amount": 1, "method": "card"}
    answers = [
        await desk.client.put(url, json={}, headers=STALE),
        await desk.client.post(f"{url}/issue", headers=STALE),
        await desk.client.delete(url, headers=STALE),
        await desk.client.post(f"{issued}/payments", json=payment, headers=STALE),
        await desk.client.post(f"{issued}/credit-notes", json=note, headers=STALE),
    ]
    who = {"id": str(ann.user_id), "name": "Ann Lee"}
    assert [(answer.status_code, answer.json().get("changedBy")) for answer in answers] == [(412, who)] * 5


async def test_412_of_a_price_names_who_changed_it(client: Client, ann: Client) -> None:
    price = (await ann.post("/api/price-items", json={"name": "Visit", "unitPrice": 65})).json()
    stale = await client.put(f"/api/price-items/{price['id']}", json={}, headers=STALE)
    assert (stale.status_code, stale.json()["changedBy"]["name"]) == (412, "Ann Lee")
