"""What can be done with clinics. The first admin is made in the same transaction, by whoever registers the clinic."""

from msgspec.structs import asdict

from services.auth.clinics.queries import insert_clinic, keep_weight_unit, lock_clinic, update_clinic
from services.auth.clinics.rules import check
from services.auth.clinics.schemas import ClinicIn, NewClinic
from services.auth.second_factors.queries import keep_second_factor_roles
from shared.data.audit import Action, record_change
from shared.data.db import Transaction
from shared.values.money import DIGITS
from shared.wire.documents import Change, Document


async def register(tx: Transaction, clinic: NewClinic) -> Document:
    """Makes the transaction's clinic. Raises Invalid."""
    check(clinic)
    await _keep_policy(tx, clinic)
    document = await insert_clinic(tx, **asdict(clinic), currency_digits=DIGITS[clinic.currency])
    return await _changed(tx, "created", document)


async def update(tx: Transaction, change: Change[ClinicIn]) -> Document:
    clinic = change.partly_over(await lock_clinic(tx))
    check(clinic)
    await _keep_policy(tx, clinic)
    return await _changed(tx, "updated", await update_clinic(tx, **asdict(clinic)))


async def _keep_policy(tx: Transaction, clinic: ClinicIn) -> None:
    await keep_second_factor_roles(tx, sorted(set(clinic.second_factor_roles)))
    if clinic.weight_unit:
        await keep_weight_unit(tx, clinic.weight_unit)


async def _changed(tx: Transaction, action: Action, document: Document) -> Document:
    assert document.version is not None
    version = document.version
    await record_change(tx, action, "clinic", tx.clinic_id, document.body, version=version, publish=True)
    return document
