"""What can be done with weights; each runs in the one transaction of its request."""

from datetime import date
from uuid import UUID

from services.patients.patients.queries import PATIENTS
from services.patients.weights import queries, rules
from services.patients.weights.schemas import VoidIn, WeightIn
from shared.data.audit import Action, record_change
from shared.data.db import SYSTEM, Transaction
from shared.wire.documents import Document
from shared.wire.preconditions import ANYTHING, Expected


async def create(
    tx: Transaction, patient_id: UUID, weight: WeightIn, today: date, expected: Expected = ANYTHING
) -> Document:
    """Also where it is the same as before: that it hasn't changed is worth knowing."""
    rules.check(weight)
    (await PATIENTS.lock(tx, patient_id, today=today)).check(expected)
    weight_id = await queries.keep_weight(tx, patient_id, weight.weight, weight.weight_unit, weight.at)
    return await _changed(tx, "created", patient_id, weight_id)


async def void(
    tx: Transaction, patient_id: UUID, weight_id: UUID, why: VoidIn, today: date, expected: Expected = ANYTHING
) -> Document:
    """It stays in the history; the patient's weight is the latest of the others."""
    (await PATIENTS.lock(tx, patient_id, today=today)).check(expected)
    rules.voidable((await queries.of_patient(tx, patient_id, weight_id)).fields())
    await queries.void(tx, weight_id, (tx.actor or SYSTEM).user_id, why.reason.strip())
    return await _changed(tx, "voided", patient_id, weight_id)


async def _changed(tx: Transaction, action: Action, patient_id: UUID, weight_id: UUID) -> Document:
    weight = await queries.get(tx, weight_id)
    await record_change(tx, action, "weight", weight_id, weight.body)
    await PATIENTS.change(tx, patient_id, **await queries.latest(tx, patient_id))
    return weight
