"""Who writes over what somebody else has changed is told by whom it was."""

import pytest

from services.patients.tests.examples import BODIES, RECORD, made, new, new_owner, new_patient
from shared.service.app import ServiceApp
from shared.testing.kit import Client

STALE = {"If-Match": '"0-0"'}


async def test_all_that_is_changed_is_looked_at(app: ServiceApp) -> None:
    changed = {each.path for each in app.endpoints if each.method == "PUT"} - {"/drafts/{id}"}  # one's own alone
    assert changed == {f"{path}/{{id}}" for path in BODIES}


@pytest.mark.parametrize("path", BODIES)
async def test_412_names_who_changed_it(client: Client, ann: Client, path: str) -> None:
    thing = await new(client, path)
    url, who = f"/api{path}/{thing['id']}", {"id": str(ann.user_id), "name": "Ann Lee"}
    current = {"If-Match": f'"{thing["version"]}-0"'}
    assert (await ann.put(url, json=thing, headers=current)).status_code == 200
    can_be_archived = path != "/records"
    calls = [("PUT", url), *([("DELETE", url), ("POST", f"{url}/restore")] if can_be_archived else [])]
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
