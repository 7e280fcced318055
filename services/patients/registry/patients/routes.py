from starlette.responses import Response

from services.patients.registry.patients import operations
from services.patients.registry.patients.queries import LIST, PATIENTS
from services.patients.registry.patients.schemas import PatientFilter, PatientIn
from shared.api.call import Call
from shared.api.endpoints import Endpoint
from shared.contracts.patient import Patient
from shared.wire.shapes import Message


async def list_patients(call: Call) -> Response:
    """Patients with their owners, newest first or sorted."""
    filters = call.query(PatientFilter)
    return await call.page(LIST, filters, **filters.values())


async def create_patient(call: Call) -> Response:
    """Add a patient to an owner."""
    return await call.write(201, operations.create, await call.partly(PatientIn))


async def get_patient(call: Call) -> Response:
    """One patient with its owner."""
    return call.answer(await call.read(PATIENTS.get, call.id()))


async def update_patient(call: Call) -> Response:
    """Change a patient: what isn't named stays, null erases."""
    return await call.write(200, operations.update, call.id(), await call.change(PatientIn))


async def archive_patient(call: Call) -> Response:
    """Archive a patient that has no medical records."""
    return await call.remove("Patient archived.", operations.archive, call.id(), call.expected())


async def restore_patient(call: Call) -> Response:
    """Bring an archived patient back; 409 where its owner is archived."""
    return await call.write(200, operations.restore, call.id(), call.expected())


ENDPOINTS = [
    Endpoint("GET", "/patients", list_patients, "read", response=list[Patient], query=PatientFilter),
    Endpoint("POST", "/patients", create_patient, "patients:write", response=Patient, body=PatientIn, status=201),
    Endpoint("GET", "/patients/{id}", get_patient, "read", response=Patient),
    Endpoint("PUT", "/patients/{id}", update_patient, "patients:write", response=Patient, body=PatientIn),
    Endpoint("DELETE", "/patients/{id}", archive_patient, "patients:write", response=Message),
    Endpoint("POST", "/patients/{id}/restore", restore_patient, "patients:write", response=Patient),
]
