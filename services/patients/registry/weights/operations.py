"""Operations on weights; each runs in the one transaction of its request."""

from uuid import UUID

from services.patients.registry.patients.queries import PATIENTS
from services.patients.registry.weights import queries, rules
from services.patients.registry.weights.schemas import VoidIn, Weight, WeightIn
from shared.data.audit import Action, record_change
from shared.feed.desk import Desk
from shared.wire.documents import Document
from shared.wire.preconditions import ANYTHING, Expected


async def create(desk: Desk, patient_id: UUID, weight: WeightIn, expected: Expected = ANYTHING) -> Document:
    """Also where it is the same as before: that it hasn't changed is worth knowing."""
    rules.check(weight)
    (await PATIENTS.lock(desk, patient_id)).check(expected)
    weight_id = await queries.insert_weight(desk, patient_id, weight.weight, weight.weight_unit, weight.at)
    return await _changed(desk, "created", patient_id, weight_id)


async def void(desk: Desk, patient_id: UUID, weight_id: UUID, why: VoidIn, expected: Expected = ANYTHING) -> Document:
    """It stays in the history; the patient's weight is the latest of the others."""
    (await PATIENTS.lock(desk, patient_id)).check(expected)
    rules.voidable((await queries.of_patient(desk, patient_id, weight_id)).read(Weight))
    await queries.void(desk, weight_id, desk.actor.user_id, why.reason.strip())
    return await _changed(desk, "voided", patient_id, weight_id)


async def _changed(desk: Desk, action: Action, patient_id: UUID, weight_id: UUID) -> Document:
    weight = await queries.get(desk, weight_id)
    await record_change(desk, action, "weight", weight_id, weight.body)
    await PATIENTS.change(desk, patient_id, **await queries.latest(desk, patient_id))
    return weight
