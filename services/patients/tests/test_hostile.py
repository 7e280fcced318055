import pytest

from services.patients.tests.examples import BODIES, new, new_body, new_record
from shared.testing.hostile import Hostile
from shared.testing.kit import Client


@pytest.mark.timeout(300)
async def test_nothing_that_a_client_sends_is_an_error_of_ours(client: Client) -> None:
    signed = await new_record(client)
    await client.post(f"/api/records/{signed['id']}/sign")
    made = {path: await new(client, path) for path in BODIES}
    patient, record = made["/patients"]["id"], made["/records"]["id"]
    hostile = Hostile(
        client,
        client.app,
        {
            **{path: await new_body(client, path) for path in BODIES},
            "/patients/{id}/weights": {"weight": 12.3, "weightUnit": "kg"},
            "/records/{id}/addenda": {"text": "More"},
        },
        {
            **{f"{path}/{{id}}": thing["id"] for path, thing in made.items()},
            "/patients/{id}/weights": patient,
            "/records/{id}/addenda": signed["id"],
            "/records/{id}/versions": record,
            "/records/patient/{patientId}": patient,
            "/drafts/{id}": patient,
        },
    )
    assert await hostile.ask_all() == []
    assert {200, 201, 400, 404, 422} <= hostile.seen.keys()
