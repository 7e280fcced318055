"""A front desk of a test's own clinic: an owner with a patient, an appointment and a record, and bills for them."""

from typing import Any
from uuid import UUID

import httpx2 as httpx
import msgspec

from shared.contracts.feed import Event
from shared.testing.events import hear
from shared.testing.kit import Client, ClinicStub, PeersStub
from shared.values.ids import new_id

Json = dict[str, Any]
VISIT: Json = {"description": "Office visit", "quantity": 1, "unitPrice": 65}
TABLETS: Json = {"description": "Carprofen", "quantity": 14, "unitPrice": 1.35}
EXEMPT: Json = {"description": "Rabies certificate", "quantity": 1, "unitPrice": 8, "taxable": False}


class FrontDesk:
    def __init__(self, client: Client, clinic: ClinicStub, peers: PeersStub) -> None:
        self.client = client
        self.clinic = clinic
        self._peers = peers
        self.owner = self.put("owner", firstName="Ann", lastName="Lee")
        self.patient = self.put("patient", name="Rex", ownerId=self.owner["id"], birthDate="2020-05-01")
        self.appointment = self.put("appointment", patientId=self.patient["id"], date="2026-01-05", time="09:00")
        self.record = self.put("record", patientId=self.patient["id"], diagnosis="Otitis")

    def put(self, kind: str, **fields: Any) -> Json:
        """An object of another service, which billing can look up."""
        return self._peers.put(self.clinic, kind, {"id": str(new_id()), **fields})

    async def happens(self, kind: str, **fields: Any) -> None:
        """A change of the owner or the patient, as the follower hears of it."""
        document = getattr(self, kind) | fields
        data, subject = msgspec.Raw(msgspec.json.encode(document)), UUID(document["id"])
        event = Event(f"{kind}.updated", kind, subject, 2, data)
        await hear(self.client.app.service.db, self.clinic.id, event)

    def body(self, *items: Json, **fields: Any) -> Json:
        return {"ownerId": self.owner["id"], "patientId": self.patient["id"], "items": list(items or [VISIT]), **fields}

    async def post(self, *items: Json, **fields: Any) -> httpx.Response:
        return await self.client.post("/api/bills", json=self.body(*items, **fields))

    async def bill(self, *items: Json, **fields: Any) -> Json:
        answer = await self.post(*items, **fields)
        assert answer.status_code == 201, answer.text
        bill: Json = answer.json()
        return bill

    async def sent(self, *items: Json, **fields: Any) -> Json:
        return await self.bill(*items, status="sent", **fields)

    async def get(self, bill: Json) -> Json:
        found: Json = (await self.client.get(f"/api/bills/{bill['id']}")).json()
        return found

    async def put_bill(self, bill: Json, **changes: Any) -> httpx.Response:
        return await self.client.put(f"/api/bills/{bill['id']}", json=changes)

    async def list(self, query: str = "") -> list[Json]:
        answer = await self.client.get(f"/api/bills{query}")
        assert answer.status_code == 200, answer.text
        found: list[Json] = answer.json()
        return found

    async def issue(self, bill: Json) -> httpx.Response:
        return await self.client.post(f"/api/bills/{bill['id']}/issue")

    async def pay(self, bill: Json, amount: float | str, method: str = "card", **headers: str) -> httpx.Response:
        payment = {"amount": amount, "method": method}
        return await self.client.post(f"/api/bills/{bill['id']}/payments", json=payment, headers=headers)

    async def credit(self, bill: Json, *items: Json, reason: str = "Mistake") -> httpx.Response:
        note = {"reason": reason, **({"items": list(items)} if items else {})}
        return await self.client.post(f"/api/bills/{bill['id']}/credit-notes", json=note)
