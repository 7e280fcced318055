import pytest

from services.patients.tests.examples import new_record
from shared.service.app import ServiceApp
from shared.testing.access import (
    ROLES,
    ask,
    may,
    open_to_strangers,
    open_to_users,
    overwriting,
    permission_table,
    user_endpoints,
    wrongly_answered,
)
from shared.testing.kit import Client, ClinicStub

TABLE = """
GET    /analytics/patients               admin
GET    /audit                            admin
GET    /audit/verify                     admin
GET    /db/test-scan                     admin
POST   /db/test-write                    admin
GET    /drafts                           admin veterinarian technician
DELETE /drafts/{id}                      admin veterinarian technician
GET    /drafts/{id}                      admin veterinarian technician
PUT    /drafts/{id}                      admin veterinarian technician
GET    /internal/changes                 services
GET    /internal/dashboard               admin veterinarian technician staff
GET    /internal/events                  services
GET    /internal/owner/{id}              services
GET    /internal/patient/{id}            services
GET    /internal/record/{id}             services
GET    /internal/record_template/{id}    services
GET    /internal/snapshot                services
GET    /owners                           admin veterinarian technician staff
POST   /owners                           admin veterinarian technician staff
DELETE /owners/{id}                      admin veterinarian technician staff
GET    /owners/{id}                      admin veterinarian technician staff
PUT    /owners/{id}                      admin veterinarian technician staff
POST   /owners/{id}/restore              admin veterinarian technician staff
GET    /patients                         admin veterinarian technician staff
POST   /patients                         admin veterinarian technician staff
DELETE /patients/{id}                    admin veterinarian technician staff
GET    /patients/{id}                    admin veterinarian technician staff
PUT    /patients/{id}                    admin veterinarian technician staff
POST   /patients/{id}/restore            admin veterinarian technician staff
GET    /patients/{id}/weights            admin veterinarian technician staff
POST   /patients/{id}/weights            admin veterinarian technician staff
POST   /patients/{id}/weights/{weightId}/void admin veterinarian technician staff
GET    /record-templates                 admin veterinarian technician staff
POST   /record-templates                 admin veterinarian technician
DELETE /record-templates/{id}            admin veterinarian technician
GET    /record-templates/{id}            admin veterinarian technician staff
PUT    /record-templates/{id}            admin veterinarian technician
POST   /record-templates/{id}/restore    admin veterinarian technician
GET    /records                          admin veterinarian technician staff
POST   /records                          admin veterinarian technician
GET    /records/patient/{patientId}      admin veterinarian technician staff
GET    /records/{id}                     admin veterinarian technician staff
PUT    /records/{id}                     admin veterinarian technician
GET    /records/{id}/addenda             admin veterinarian technician staff
POST   /records/{id}/addenda             admin veterinarian technician
GET    /records/{id}/pdf                 admin veterinarian technician staff
POST   /records/{id}/sign                admin veterinarian
GET    /records/{id}/versions            admin veterinarian technician staff
GET    /search                           admin veterinarian technician staff
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


async def test_every_write_is_over_the_version_that_its_client_names(app: ServiceApp, client: Client) -> None:
    record = await new_record(client)
    template = await client.post("/api/record-templates", json={"name": "Otitis", "recordType": "treatment"})
    patient = record["patient"]
    ids = {"records": record["id"], "patients": patient["id"], "owners": patient["owner"]["id"]}
    ids["record-templates"] = template.json()["id"]
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
