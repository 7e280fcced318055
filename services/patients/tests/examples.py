"""Objects that tests make, each by the API's own calls."""

from typing import Any

from shared.testing.kit import Client

Json = dict[str, Any]
OWNER: Json = {"firstName": "Ann", "lastName": "Lee", "email": "ann@example.com", "phone": "555-0100"}
PATIENT: Json = {"name": "Rex", "species": "Dog", "breed": "Beagle"}
RECORD: Json = {"recordType": "treatment", "diagnosis": "Otitis", "treatment": "Drops", "veterinarian": "Sarah Wilson"}


async def made(client: Client, path: str, body: Json) -> Json:
    answer = await client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


async def new_owner(client: Client, **fields: Any) -> Json:
    return await made(client, "/api/owners", OWNER | fields)


async def new_patient(client: Client, **fields: Any) -> Json:
    if "ownerId" not in fields:
        fields["ownerId"] = (await new_owner(client))["id"]
    return await made(client, "/api/patients", PATIENT | fields)


async def new_record(client: Client, **fields: Any) -> Json:
    if "patientId" not in fields:
        fields["patientId"] = (await new_patient(client))["id"]
    return await made(client, "/api/records", RECORD | fields)
