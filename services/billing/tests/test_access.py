import pytest

from services.billing.tests.front_desk import FrontDesk
from shared.service.app import ServiceApp
from shared.testing.access import (
    ROLES,
    ask,
    open_to_strangers,
    open_to_users,
    overwriting,
    permission_table,
    user_endpoints,
    wrongly_answered,
)
from shared.testing.kit import Client, ClinicStub, PeersStub

TABLE = """
GET    /analytics/revenue                admin
GET    /audit                            admin
GET    /audit/verify                     admin
GET    /bills                            admin veterinarian technician staff
POST   /bills                            admin veterinarian technician staff
GET    /bills/owner/{ownerId}            admin veterinarian technician staff
GET    /bills/patient/{patientId}        admin veterinarian technician staff
DELETE /bills/{id}                       admin veterinarian technician staff
GET    /bills/{id}                       admin veterinarian technician staff
PUT    /bills/{id}                       admin veterinarian technician staff
GET    /bills/{id}/credit-notes          admin veterinarian technician staff
POST   /bills/{id}/credit-notes          admin veterinarian
POST   /bills/{id}/issue                 admin veterinarian technician staff
POST   /bills/{id}/payments              admin veterinarian technician staff
GET    /bills/{id}/pdf                   admin veterinarian technician staff
POST   /bills/{id}/restore               admin veterinarian technician staff
GET    /internal/bill/{id}               services
GET    /internal/changes                 services
GET    /internal/credit_note/{id}        services
GET    /internal/events                  services
GET    /internal/price_item/{id}         services
GET    /internal/snapshot                services
GET    /price-items                      admin veterinarian technician staff
POST   /price-items                      admin
DELETE /price-items/{id}                 admin
GET    /price-items/{id}                 admin veterinarian technician staff
PUT    /price-items/{id}                 admin
POST   /price-items/{id}/restore         admin
"""


class TestPermissions:
    def test_are_these(self, app: ServiceApp) -> None:
        assert permission_table(app) == TABLE.strip()

    @pytest.mark.parametrize("role", ROLES)
    async def test_each_role_may_what_the_table_says(self, app: ServiceApp, clinic: ClinicStub, role: str) -> None:
        async with Client(app, clinic.user(role)) as client:
            assert await wrongly_answered(client, app, role) == []

    async def test_nothing_is_open(self, app: ServiceApp, client: Client) -> None:
        assert await open_to_strangers(app) == []
        assert await open_to_users(client, app) == []


async def test_every_write_is_over_the_version_that_its_client_names(app: ServiceApp, desk: FrontDesk) -> None:
    price = {"name": "Office visit", "unitPrice": 65}
    ids = {
        "bills": (await desk.bill())["id"],
        "price-items": (await desk.client.post("/api/price-items", json=price)).json()["id"],
    }
    bodies = {
        "/bills/{id}/payments": {"amount": 1, "method": "card"},
        "/bills/{id}/credit-notes": {"reason": "Mistake"},
    }
    assert await overwriting(desk.client, app, ids, bodies) == []


class TestAnotherClinic:
    @pytest.mark.parametrize("role", ROLES)
    async def test_finds_and_changes_nothing(self, desk: FrontDesk, peers: PeersStub, role: str) -> None:
        made = await desk.sent()
        clinic = peers.add(ClinicStub())
        async with Client(desk.client.app, clinic.user(role)) as stranger:
            for endpoint in user_endpoints(desk.client.app):
                ids = {name: desk.owner["id"] if name == "ownerId" else made["id"] for name in ("id", "ownerId")}
                answer = await ask(stranger, endpoint, ids | {"patientId": desk.patient["id"]})
                assert "Ann" not in answer.text, endpoint.path
                assert made["billNumber"] not in answer.text, endpoint.path
            theirs = FrontDesk(stranger, clinic, peers)
            answers = [await theirs.put_bill(made, notes="x"), await stranger.get(f"/api/bills/{made['id']}")]
            answers += [await theirs.issue(made), await theirs.pay(made, 1)]
            assert {answer.status_code for answer in answers} == {404}
            assert await theirs.list() == []
        assert await desk.get(made) == made
