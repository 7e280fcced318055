import pytest

from services.billing.tests.front_desk import VISIT, FrontDesk
from shared.testing.hostile import Hostile


@pytest.mark.timeout(300)
async def test_nothing_that_a_client_sends_is_an_error_of_ours(desk: FrontDesk) -> None:
    draft, sent = await desk.bill(), await desk.sent()
    price = {"name": "Visit", "unitPrice": 65}
    price_item = (await desk.client.post("/api/price-items", json=price)).json()
    hostile = Hostile(
        desk.client,
        desk.client.app,
        {
            "/bills": desk.body(),
            "/bills/{id}/payments": {"amount": 1, "method": "cash"},
            "/bills/{id}/credit-notes": {"reason": "Mistake", "items": [{**VISIT, "unitPrice": 0.01}]},
            "/price-items": price,
        },
        {
            "/bills/{id}": draft["id"],
            "/bills/{id}/payments": sent["id"],
            "/bills/{id}/credit-notes": sent["id"],
            "/bills/owner/{ownerId}": desk.owner["id"],
            "/bills/patient/{patientId}": desk.patient["id"],
            "/price-items/{id}": price_item["id"],
        },
    )
    assert await hostile.ask_all() == []
    assert {200, 201, 400, 404, 422} <= hostile.seen.keys()
