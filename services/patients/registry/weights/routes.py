from starlette.responses import Response

from services.patients.registry.patients.queries import PATIENTS
from services.patients.registry.weights import operations
from services.patients.registry.weights.queries import LIST
from services.patients.registry.weights.schemas import VoidIn, Weight, WeightFilter, WeightIn
from shared.api.call import Call
from shared.api.endpoints import Endpoint


async def list_weights(call: Call) -> Response:
    """A patient's weights that count, or with `voided` those that don't, newest first."""
    filters, patient = call.query(WeightFilter), call.id()
    await call.read(PATIENTS.get, patient)
    which = {"voided": True} if filters.voided else {"counted": True}
    return await call.page(LIST, filters, patient_id=patient, **which)


async def create_weight(call: Call) -> Response:
    """Write a weight down, also one that is the same as before; the patient's is the latest by `at`."""
    weight = await call.partly(WeightIn)
    return await call.write(201, operations.create, call.id(), weight, call.expected())


async def void_weight(call: Call) -> Response:
    """Void a weight that is wrong: it counts for nothing any more, and stays in the history with the reason."""
    why = await call.body(VoidIn)
    return await call.write(200, operations.void, call.id(), call.id("weightId"), why, call.expected())


ENDPOINTS = [
    Endpoint("GET", "/patients/{id}/weights", list_weights, "read", response=list[Weight], query=WeightFilter),
    Endpoint(
        "POST",
        "/patients/{id}/weights",
        create_weight,
        "patients:write",
        response=Weight,
        body=WeightIn,
        status=201,
    ),
    Endpoint(
        "POST",
        "/patients/{id}/weights/{weightId}/void",
        void_weight,
        "patients:write",
        response=Weight,
        body=VoidIn,
    ),
]
