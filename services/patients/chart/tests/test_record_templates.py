from typing import Any

import pytest

from services.patients.tests.examples import made
from shared.service.app import ServiceApp
from shared.testing.kit import Client, ClinicStub

TEMPLATE: dict[str, Any] = {"name": "Ear", "recordType": "treatment", "symptoms": "S", "treatment": "P"}


async def new_template(client: Client, **fields: Any) -> dict[str, Any]:
    return await made(client, "/api/record-templates", TEMPLATE | fields)


class TestTemplates:
    async def test_hold_what_a_record_begins_with(self, client: Client) -> None:
        template = await new_template(client)
        assert template | TEMPLATE == template
        assert (template["diagnosis"], template["version"]) == ("", 1)
        assert (await client.get(f"/api/record-templates/{template['id']}")).json() == template

    @pytest.mark.parametrize("fields", [{"name": " "}, {"recordType": "x"}, {"notes": 5}])
    async def test_name_the_field_that_is_wrong(self, client: Client, fields: dict[str, Any]) -> None:
        refused = await client.post("/api/record-templates", json=TEMPLATE | fields)
        assert [fault["path"] for fault in refused.json()["errors"]] == list(fields)

    async def test_change_with_the_version_they_were_read_at(self, client: Client) -> None:
        template = await new_template(client)
        url = f"/api/record-templates/{template['id']}"
        seen = {"If-Match": (await client.get(url)).headers["ETag"]}
        changed = (await client.put(url, json={"notes": "N"}, headers=seen)).json()
        assert (changed["notes"], changed["symptoms"], changed["version"]) == ("N", "S", 2)
        assert (await client.put(url, json={"notes": "M"}, headers=seen)).status_code == 412

    async def test_archived_come_back(self, client: Client) -> None:
        url = f"/api/record-templates/{(await new_template(client))['id']}"
        assert (await client.delete(url)).json() == {"message": "Template archived."}
        assert (await client.get("/api/record-templates")).json() == []
        assert len((await client.get("/api/record-templates?archived=true")).json()) == 1
        assert (await client.post(f"{url}/restore")).json()["archivedAt"] is None

    async def test_are_for_those_who_write_records(self, client: Client, app: ServiceApp, clinic: ClinicStub) -> None:
        template = await new_template(client)
        async with Client(app, clinic.user("staff")) as staff:
            assert (await staff.get("/api/record-templates")).json() == [template]
            assert (await staff.post("/api/record-templates", json=TEMPLATE)).status_code == 403

    async def test_are_the_clinics_own(self, client: Client, stranger: Client) -> None:
        url = f"/api/record-templates/{(await new_template(client))['id']}"
        assert (await stranger.get("/api/record-templates")).json() == []
        answers = [await stranger.get(url), await stranger.put(url, json={"name": "x"}), await stranger.delete(url)]
        assert {answer.status_code for answer in answers} == {404}

    async def test_changes_stand_in_the_audit(self, client: Client) -> None:
        template = await new_template(client)
        await client.delete(f"/api/record-templates/{template['id']}")
        entries = (await client.get(f"/api/audit?subject={template['id']}")).json()
        assert [entry["action"] for entry in entries] == ["record_template.archived", "record_template.created"]
