import pytest

from services.patients.tests.examples import OWNER, PATIENT, RECORD, new_record
from shared.testing.hostile import Hostile
from shared.testing.kit import Client


@pytest.mark.timeout(300)
async def test_nothing_that_a_client_sends_is_an_error_of_ours(client: Client) -> None:
    record, other = await new_record(client), await new_record(client)
    patient, owner = record["patientId"], record["patient"]["ownerId"]
    template = {"name": "Dental", "recordType": "dental"}
    made = (await client.post("/api/record-templates", json=template)).json()
    await client.post(f"/api/records/{other['id']}/sign")
    hostile = Hostile(
        client,
        client.app,
        {
            "/owners": OWNER,
            "/patients": {**PATIENT, "ownerId": owner},
            "/records": {**RECORD, "patientId": patient},
            "/patients/{id}/weights": {"weight": 12.3, "weightUnit": "kg"},
            "/records/{id}/addenda": {"text": "More"},
            "/record-templates": template,
        },
        {
            "/owners/{id}": owner,
            "/patients/{id}": patient,
            "/patients/{id}/weights": patient,
            "/records/{id}": record["id"],
            "/records/{id}/addenda": other["id"],
            "/records/{id}/versions": record["id"],
            "/records/patient/{patientId}": patient,
            "/record-templates/{id}": made["id"],
            "/drafts/{id}": patient,
        },
    )
    assert await hostile.ask_all() == []
    assert {200, 201, 400, 404, 422} <= hostile.seen.keys()
