"""Operations on clinics. The first admin is made in the same transaction, by whoever registers the clinic."""

from msgspec.structs import asdict

from services.auth.clinics.queries import insert_clinic, lock_clinic, update_clinic, upsert_weight_unit
from services.auth.clinics.rules import check
from services.auth.clinics.schemas import ClinicIn, NewClinic
from services.auth.second_factors.queries import upsert_second_factor_roles
from shared.data.audit import Action, record_change
from shared.data.db import Transaction
from shared.values.money import DIGITS
from shared.wire.documents import Change, Document


async def register(tx: Transaction, clinic: NewClinic) -> Document:
    """Makes the transaction's clinic. Raises Invalid."""
    check(clinic)
    await _upsert_settings(tx, clinic)
    document = await insert_clinic(tx, **asdict(clinic), currency_digits=DIGITS[clinic.currency])
    return await _changed(tx, "created", document)


async def update(tx: Transaction, change: Change[ClinicIn]) -> Document:
    clinic = change.partly_over(await lock_clinic(tx))
    check(clinic)
    await _upsert_settings(tx, clinic)
    return await _changed(tx, "updated", await update_clinic(tx, **asdict(clinic)))


async def _upsert_settings(tx: Transaction, clinic: ClinicIn) -> None:
    await upsert_second_factor_roles(tx, sorted(set(clinic.second_factor_roles)))
    if clinic.weight_unit:
        await upsert_weight_unit(tx, clinic.weight_unit)


async def _changed(tx: Transaction, action: Action, document: Document) -> Document:
    assert document.version is not None
    version = document.version
    await record_change(tx, action, "clinic", tx.clinic_id, document.body, version=version, publish=True)
    return document
