"""Patients as the patients service would tell of them, and appointments made by the API's own calls."""

from typing import Any
from uuid import UUID

import httpx2 as httpx
import msgspec

from shared.contracts.feed import Event
from shared.data.event import Effect
from shared.testing.events import hear
from shared.testing.kit import Client, ClinicStub, PeersStub
from shared.values.ids import new_id

Json = dict[str, Any]
AT = "2026-01-02T03:04:05+00:00"
LATER = "2031-03-04"  # a day that no test's clock reaches


def owner_document(**fields: Any) -> Json:
    person = {"firstName": "Ann", "lastName": "Lee", "email": "ann@example.com", "phone": "555-0100"}
    rest = {"address": "", "notes": "", "createdAt": AT, "updatedAt": AT, "archivedAt": None}
    return {"id": str(new_id()), "version": 1, **person, **rest, **fields}


def patient_document(owner: Json, **fields: Any) -> Json:
    animal = {"name": "Rex", "species": "Dog", "breed": "Beagle", "gender": "Male", "status": "active"}
    dates = {"birthDate": None, "estimatedBirthDate": "2020-02-03", "deceasedAt": None, "archivedAt": None}
    body = {"weight": 12.3, "weightUnit": "lbs", "handlingDifficulty": "easy", "microchip": "", "alerts": []}
    doctor = {"assignedDoctor": "", "assignedDoctorId": None, "createdAt": AT, "updatedAt": AT}
    return {"id": str(new_id()), "version": 1, "ownerId": owner["id"], **animal, **dates, **body, **doctor, **fields}


class Book:
    """What most tests do: patients that exist, appointments of theirs."""

    def __init__(self, client: Client, clinic: ClinicStub, peers: PeersStub) -> None:
        self.client = client
        self.clinic = clinic
        self.peers = peers

    def patient(self, **fields: Any) -> Json:
        owner = self.peers.put(self.clinic, "owner", owner_document())
        return self.peers.put(self.clinic, "patient", patient_document(owner, **fields))

    async def post(self, **fields: Any) -> httpx.Response:
        body = {"patientId": fields.pop("patientId", None) or self.patient()["id"], "date": LATER, "time": "10:00"}
        return await self.client.post("/api/appointments", json=body | {"veterinarian": "Ann Smith"} | fields)

    async def made(self, **fields: Any) -> Json:
        answer = await self.post(**fields)
        assert answer.status_code == 201, answer.text
        found: Json = answer.json()
        return found

    async def get(self, appointment: Json) -> Json:
        found: Json = (await self.client.get(f"/api/appointments/{appointment['id']}")).json()
        return found

    async def put(self, appointment: Json, **fields: Any) -> httpx.Response:
        return await self.client.put(f"/api/appointments/{appointment['id']}", json=fields)

    async def move(self, appointment: Json, status: str, **fields: Any) -> httpx.Response:
        url = f"/api/appointments/{appointment['id']}/status"
        return await self.client.patch(url, json={"status": status, **fields})

    async def stage(self, appointment: Json, stage: str) -> httpx.Response:
        return await self.client.post(f"/api/appointments/{appointment['id']}/stage", json={"stage": stage})

    async def delete(self, appointment: Json) -> httpx.Response:
        return await self.client.delete(f"/api/appointments/{appointment['id']}")

    async def restore(self, appointment: Json) -> httpx.Response:
        return await self.client.post(f"/api/appointments/{appointment['id']}/restore")

    async def listed(self, query: str = "") -> list[Json]:
        answer = await self.client.get(f"/api/appointments{query}")
        assert answer.status_code == 200, answer.text
        found: list[Json] = answer.json()
        return found

    async def ids(self, query: str = "") -> list[str]:
        return [each["id"] for each in await self.listed(query)]

    async def audited(self, appointment: Json) -> list[str]:
        """The actions on it, oldest first."""
        entries = (await self.client.get(f"/api/audit?subject={appointment['id']}")).json()
        return [entry["action"].removeprefix("appointment.") for entry in reversed(entries)]

    def event(self, kind: str, document: Json, revision: int = 2) -> Event:
        data = msgspec.Raw(msgspec.json.encode(document))
        subject = UUID(document["id"])
        return Event(f"{kind}.updated", kind, subject, revision, data, AT)

    async def happens(self, effect: Effect, event: Event) -> None:
        await hear(self.client.app.service.db, self.clinic.id, event, effect)
