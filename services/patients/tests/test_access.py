import pytest

from services.patients.tests.examples import BODIES, new, new_record
from shared.service.app import ServiceApp
from shared.testing.access import (
    ROLES,
    PermissionTests,
    ask,
    may,
    overwriting,
    user_endpoints,
)
from shared.testing.kit import Client, ClinicStub


class TestPermissions(PermissionTests):
    pass


async def test_every_write_is_over_the_version_that_its_client_names(app: ServiceApp, client: Client) -> None:
    ids = {path.strip("/"): (await new(client, path))["id"] for path in BODIES}
    bodies: dict[str, object] = {"/records/{id}/addenda": {"text": "RIGHT, not left"}}
    bodies["/patients/{id}/weights"] = {"weight": 4, "weightUnit": "kg"}
    bodies["/patients/{id}/weights/{weightId}/void"] = {"reason": "another animal's"}
    assert await overwriting(client, app, ids, bodies) == []


class TestAnotherClinic:
    @pytest.mark.parametrize("role", ROLES)
    async def test_finds_nothing_under_any_id(
        self, app: ServiceApp, client: Client, stranger: Client, role: str
    ) -> None:
        record = await new_record(client)
        patient, owner = record["patientId"], record["patient"]["ownerId"]
        assert stranger.user
        async with Client(app, ClinicStub(id=stranger.clinic_id).user(role)) as other:
            for endpoint in user_endpoints(app):
                for subject in (owner, patient, record["id"]):
                    answer = await ask(other, endpoint, {"id": subject, "patientId": subject})
                    assert "Ann" not in answer.text
                    if "{" in endpoint.path:
                        # An empty body that lacks something is refused before anything is looked up.
                        found_nothing = (404, 422) if endpoint.method == "POST" else (404,)
                        assert answer.status_code in (found_nothing if may(role, endpoint) else (403,)), endpoint.path

    async def test_changes_nothing_under_any_id(self, client: Client, stranger: Client) -> None:
        record = await new_record(client)
        patient = record["patient"]
        for path, body in (("owners", patient["owner"]), ("patients", patient), ("records", record)):
            url = f"/api/{path}/{body['id']}"
            answers = [await stranger.get(url), await stranger.put(url, json=body)]
            if path != "records":
                answers += [await stranger.delete(url), await stranger.post(f"{url}/restore")]
            assert {answer.status_code for answer in answers} == {404}
        assert (await client.get(f"/api/records/{record['id']}")).json() == record
