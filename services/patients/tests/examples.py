"""Objects that tests make, each by the API's own calls."""

from typing import Any

from msgspec.structs import fields

from shared.testing.kit import Client

Json = dict[str, Any]
OWNER: Json = {"firstName": "Ann", "lastName": "Lee", "email": "ann@example.com", "phone": "555-0100"}
PATIENT: Json = {"name": "Rex", "species": "Dog", "breed": "Beagle"}
RECORD: Json = {"recordType": "treatment", "diagnosis": "Otitis", "treatment": "Drops", "veterinarian": "Sarah Wilson"}
TEMPLATE: Json = {"name": "Check-up", "recordType": "treatment"}
# A good body of each resource; what it names is made for it (`new`).
BODIES: dict[str, Json] = {"/owners": OWNER, "/patients": PATIENT, "/records": RECORD, "/record-templates": TEMPLATE}


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


NAMED = {"owner_id": new_owner, "patient_id": new_patient}


async def new_body(client: Client, path: str) -> Json:
    """Of a resource's own, with what it must name."""
    takes = next(each.body for each in client.app.endpoints if (each.method, each.path) == ("POST", path))
    assert takes
    named = {field.encode_name: NAMED[field.name] for field in fields(takes) if field.name in NAMED and field.required}
    return BODIES[path] | {name: (await make(client))["id"] for name, make in named.items()}


async def new(client: Client, path: str) -> Json:
    return await made(client, f"/api{path}", await new_body(client, path))
