import pytest

from services.scheduling.tests.examples import Book
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
