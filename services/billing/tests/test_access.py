import pytest

from services.billing.tests.front_desk import FrontDesk
from shared.service.app import ServiceApp
from shared.testing.access import (
    ROLES,
    PermissionTests,
    ask,
    overwriting,
    user_endpoints,
)
from shared.testing.kit import Client, ClinicStub, PeersStub


class TestPermissions(PermissionTests):
    pass


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
