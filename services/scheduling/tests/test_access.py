import pytest

from services.scheduling.tests.examples import Book
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
GET    /analytics/appointments           admin
GET    /appointments                     admin veterinarian technician staff
POST   /appointments                     admin veterinarian technician staff
DELETE /appointments/{id}                admin veterinarian technician staff
GET    /appointments/{id}                admin veterinarian technician staff
PUT    /appointments/{id}                admin veterinarian technician staff
POST   /appointments/{id}/restore        admin veterinarian technician staff
POST   /appointments/{id}/stage          admin veterinarian technician staff
PATCH  /appointments/{id}/status         admin veterinarian technician staff
GET    /audit                            admin
GET    /audit/verify                     admin
GET    /hours                            admin veterinarian technician staff
PUT    /hours                            admin
GET    /internal/appointment/{id}        services
GET    /internal/changes                 services
GET    /internal/dashboard               admin veterinarian technician staff
GET    /internal/events                  services
GET    /internal/snapshot                services
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


async def test_every_write_is_over_the_version_that_its_client_names(app: ServiceApp, book: Book) -> None:
    ids = {"appointments": (await book.made())["id"]}
    bodies = {"/appointments/{id}/stage": {"stage": "arrived"}, "/appointments/{id}/status": {"status": "completed"}}
    assert await overwriting(book.client, app, ids, bodies) == []


class TestAnotherClinic:
    @pytest.mark.parametrize("role", ROLES)
    async def test_finds_and_changes_nothing(self, book: Book, peers: PeersStub, role: str) -> None:
        made = await book.made()
        clinic = peers.add(ClinicStub())
        async with Client(book.client.app, clinic.user(role)) as stranger:
            theirs = Book(stranger, clinic, peers)
            for endpoint in user_endpoints(book.client.app):
                answer = await ask(stranger, endpoint, {"id": made["id"]})
                assert "Ann" not in answer.text, endpoint.path
            answers = [await theirs.put(made, **made), await theirs.delete(made), await theirs.restore(made)]
            answers += [await theirs.move(made, "completed"), await stranger.get(f"/api/appointments/{made['id']}")]
            assert {answer.status_code for answer in answers} == {404}
            assert (await theirs.post(patientId=made["patientId"])).status_code == 422
            assert await theirs.ids() == []
        assert await book.get(made) == made
