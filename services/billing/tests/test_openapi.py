from typing import Any

from services.billing.tests.front_desk import FrontDesk
from shared.testing.openapi import explore

# Whole ones, as the patients service gives them: the document says that nothing is left out.
STORED: dict[str, Any] = {
    "version": 1,
    "createdAt": "2026-01-02T03:04:05+00:00",
    "updatedAt": "2026-01-02T03:04:05+00:00",
    "archivedAt": None,
}
OWNER = {**STORED, "firstName": "Ann", "lastName": "Lee", "email": "", "phone": "", "address": "", "notes": ""}
PATIENT = {
    **STORED,
    "name": "Rex",
    "species": "Dog",
    "breed": "",
    "gender": None,
    "status": "active",
    "birthDate": None,
    "estimatedBirthDate": "2020-05-01",
    "deceasedAt": None,
    "weight": 12.3,
    "weightUnit": "kg",
    "assignedDoctor": "",
    "assignedDoctorId": None,
    "handlingDifficulty": None,
    "microchip": "",
    "alerts": [],
}


async def test_every_call_answers_as_its_document_says(desk: FrontDesk) -> None:
    owner = desk.put("owner", **OWNER)
    patient = desk.put("patient", **PATIENT, ownerId=owner["id"])
    await explore(desk.client, frozenset({200, 201, 422}), owners=owner["id"], patients=patient["id"], unitPrice=65)
