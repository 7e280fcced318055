"""Who writes over what somebody else has changed is told by whom it was."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.patients.tests.examples import OWNER, PATIENT, RECORD, made, new_owner, new_patient
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub, PeersStub

STALE = {"If-Match": '"0-0"'}
BODIES: dict[str, dict[str, Any]] = {
    "owners": OWNER,
    "patients": PATIENT,
    "records": RECORD,
    "record-templates": {"name": "Check-up"},
}


async def test_all_that_is_changed_is_looked_at(app: ServiceApp) -> None:
    changed = {each.path for each in app.endpoints if each.method == "PUT"} - {"/drafts/{id}"}  # one's own alone
    assert changed == {f"/{path}/{{id}}" for path in BODIES}


@pytest.fixture
async def ann(app: ServiceApp, clinic: ClinicStub, peers: PeersStub) -> AsyncIterator[Client]:
    user = clinic.user("veterinarian")
    peers.put(clinic, "user", {"id": str(user.id), "firstName": "Ann", "lastName": "Lee"})
    async with Client(app, user) as client:
        yield client


@pytest.mark.parametrize("path", BODIES)
async def test_412_names_who_changed_it(client: Client, ann: Client, path: str) -> None:
    named = {"ownerId": (await new_owner(client))["id"]} if path == "patients" else {}
    named |= {"patientId": (await new_patient(client))["id"]} if path == "records" else {}
    thing = await made(client, f"/api/{path}", BODIES[path] | named)
    url, who = f"/api/{path}/{thing['id']}", {"id": str(ann.user_id), "name": "Ann Lee"}
    current = {"If-Match": f'"{thing["version"]}-0"'}
    assert (await ann.put(url, json=thing, headers=current)).status_code == 200
    calls = [("PUT", url), *([("DELETE", url), ("POST", f"{url}/restore")] if path != "records" else [])]
    for method, target in calls:
        answer = await client.request(method, target, headers=STALE, json={} if method == "PUT" else None)
        assert (answer.status_code, answer.json()["changedBy"]) == (412, who)


async def test_412_of_what_is_signed_meanwhile_names_its_signer(client: Client, ann: Client) -> None:
    patient = await new_patient(client)
    record = await made(ann, "/api/records", {**RECORD, "patientId": patient["id"]})
    answer = await client.post(f"/api/records/{record['id']}/sign", headers=STALE)
    assert (answer.status_code, answer.json()["changedBy"]["name"]) == (412, "Ann Lee")


async def test_412_has_no_name_where_nobody_knows_it(client: Client) -> None:
    owner = await new_owner(client)
    answer = await client.put(f"/api/owners/{owner['id']}", json={}, headers=STALE)
    assert answer.json()["changedBy"] == {"id": str(client.user_id), "name": ""}
