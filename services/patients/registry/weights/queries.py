"""SQL of weights: inserted only; one that was wrong is voided, with a reason."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Text, Uuid, bindparam, cast, func, insert, select, update

from services.patients.registry.weights.rules import kilograms
from services.patients.tables.registry import weights
from shared.data.db import Statement, Transaction, json_object
from shared.data.idempotency import READERS
from shared.data.paging import Listing
from shared.values.ids import new_id
from shared.wire.documents import Document, Name
from shared.wire.errors import NotFound

weight_document = json_object(
    id=weights.c.id,
    patientId=weights.c.patient_id,
    at=weights.c.at,
    weight=weights.c.weight,
    weightUnit=weights.c.weight_unit,
    weightKg=weights.c.weight_kg,
    voidedAt=weights.c.voided_at,
    voidedBy=weights.c.voided_by,
    voidReason=weights.c.void_reason,
)
_id, _patient = bindparam("id", type_=Uuid), bindparam("patient_id", type_=Uuid)
_one = weights.c.clinic_id == bindparam("clinic_id", type_=Uuid), weights.c.id == _id
LIST = Listing(
    "select weights",
    weight_document,
    weights,
    cached=True,
    order=(weights.c.at, weights.c.id),
    where={
        "patient_id": weights.c.patient_id == _patient,
        "voided": weights.c.voided_at.is_not(None),
        "counted": weights.c.voided_at.is_(None),
    },
)
# Each writer waits for the patient's lock, and then is the later one; now() would be when it began to wait.
_clock = func.clock_timestamp()
_INSERT = Statement(
    "insert weight",
    insert(weights).values(
        at=func.least(func.coalesce(bindparam("when", type_=DateTime(timezone=True)), _clock), _clock)
    ),
    ["clinic_id", "id", "patient_id", "weight", "weight_unit", "weight_kg"],
)
_GET = Statement("select weight", select(cast(weight_document, Text)).where(*_one))
_OF = Statement(
    "select patient's weight", select(cast(weight_document, Text)).where(*_one, weights.c.patient_id == _patient)
)
_voided = update(weights).where(*_one).values(voided_at=func.statement_timestamp())
_VOID = Statement("void weight", _voided, ["voided_by", "void_reason"])
_LATEST = Statement(
    "select latest weight",
    select(weights.c.weight, weights.c.weight_unit)
    .where(_one[0], weights.c.patient_id == _patient, weights.c.voided_at.is_(None))
    .order_by(weights.c.at.desc(), weights.c.id.desc())
    .limit(1),
)


async def insert_weight(
    tx: Transaction, patient_id: UUID, weight: Decimal, unit: str, at: datetime | None = None
) -> UUID:
    """Where no time is named, or one that a clock ahead of ours tells, it is now."""
    weight_id, kg = new_id(), kilograms(weight, unit)
    await tx.execute(
        _INSERT, id=weight_id, patient_id=patient_id, weight=weight, weight_unit=unit, weight_kg=kg, when=at
    )
    return weight_id


async def get(tx: Transaction, weight_id: UUID, **_: Any) -> Document:
    return _document(await tx.value(_GET, id=weight_id), weight_id)


async def of_patient(tx: Transaction, patient_id: UUID, weight_id: UUID) -> Document:
    """Raises NotFound, also for another patient's."""
    return _document(await tx.value(_OF, id=weight_id, patient_id=patient_id), weight_id)


async def void(tx: Transaction, weight_id: UUID, user_id: UUID | None, reason: str) -> None:
    await tx.execute(_VOID, id=weight_id, voided_by=user_id, void_reason=reason)


async def latest(tx: Transaction, patient_id: UUID) -> dict[str, Any]:
    """As the patient's columns; of those weighed at one time the one written last."""
    row = await tx.row(_LATEST, patient_id=patient_id)
    return dict(row) if row else {"weight": None}


def _document(body: str | None, weight_id: UUID) -> Document:
    if body is None:
        raise NotFound
    return Document(body, name=Name("weight", weight_id))


READERS["weight"] = get
