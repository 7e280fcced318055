"""SQL of second factors, recovery codes, and of who must have one."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    LargeBinary,
    Uuid,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from services.auth.tables import login_policies, recovery_codes, second_factors, users
from shared.data.db import Statement, Transaction

_clinic = bindparam("clinic_id", type_=Uuid)
_user = bindparam("user_id", type_=Uuid)
_step = bindparam("step", type_=BigInteger)
_mine = [second_factors.c.clinic_id == _clinic, second_factors.c.user_id == _user]
_my_codes = [recovery_codes.c.clinic_id == _clinic, recovery_codes.c.user_id == _user]
_confirmed = second_factors.c.confirmed_at.is_not(None)

_enabled = exists().where(*_mine, _confirmed)
_required = exists().where(
    users.c.clinic_id == _clinic,
    users.c.id == _user,
    login_policies.c.clinic_id == _clinic,
    login_policies.c.second_factor_roles.bool_op("&&")(users.c.roles),
)
_STATE = Statement(
    "select second factor state",
    select(
        _enabled.label("enabled"),
        _required.label("required"),
        select(func.count()).where(*_my_codes).scalar_subquery().label("codes_left"),
    ),
)
_LOCK = Statement(
    "lock second factor",
    select(second_factors.c.sealed, _confirmed.label("confirmed")).where(*_mine).with_for_update(),
)
_START = upsert(second_factors)
_START_FACTOR = Statement(
    "upsert second factor",
    _START.on_conflict_do_update(
        index_elements=["clinic_id", "user_id"],
        set_={"sealed": _START.excluded.sealed, "started_at": _START.excluded.started_at},
        where=second_factors.c.confirmed_at.is_(None),
    ),
    ["clinic_id", "user_id", "sealed"],
)
_CONFIRM = Statement(
    "confirm second factor", update(second_factors).where(*_mine).values(confirmed_at=func.now(), last_step=_step)
)
_USE_STEP = Statement(
    "use second factor",
    update(second_factors).where(*_mine, _confirmed, second_factors.c.last_step < _step).values(last_step=_step),
)
_RESEAL = Statement(
    "reseal second factor",
    update(second_factors).where(*_mine).values(sealed=bindparam("sealed", type_=LargeBinary)),
)
_DELETE = Statement("delete second factor", delete(second_factors).where(*_mine))
_ADD_CODE = Statement("insert recovery code", insert(recovery_codes), ["clinic_id", "user_id", "hash"])
_USE_CODE = Statement(
    "use recovery code",
    delete(recovery_codes).where(*_my_codes, recovery_codes.c.hash == bindparam("hash", type_=LargeBinary)),
)
_DELETE_CODES = Statement("delete recovery codes", delete(recovery_codes).where(*_my_codes))
_POLICY = upsert(login_policies)
_UPSERT_POLICY = Statement(
    "upsert login policy",
    _POLICY.on_conflict_do_update(
        index_elements=["clinic_id"], set_={"second_factor_roles": _POLICY.excluded.second_factor_roles}
    ),
    ["clinic_id", "second_factor_roles"],
)


# The clinic's setting, as a part of its document.
second_factor_roles = func.coalesce(
    select(login_policies.c.second_factor_roles).where(login_policies.c.clinic_id == _clinic).scalar_subquery(),
    literal_column("'{}'::text[]"),
)


async def upsert_second_factor_roles(tx: Transaction, roles: list[str]) -> None:
    await tx.execute(_UPSERT_POLICY, second_factor_roles=roles)


async def state(tx: Transaction, user_id: UUID) -> Any:
    """enabled, required, codes_left."""
    return await tx.row(_STATE, user_id=user_id)


async def lock_factor(tx: Transaction, user_id: UUID) -> Any:
    """sealed, confirmed; held until the transaction ends. None where there is none, begun or confirmed."""
    return await tx.row(_LOCK, user_id=user_id)


async def start_factor(tx: Transaction, user_id: UUID, sealed: bytes) -> bool:
    """In the place of one that wasn't confirmed. False where there is one that was."""
    return await tx.execute(_START_FACTOR, user_id=user_id, sealed=sealed) > 0


async def confirm_factor(tx: Transaction, user_id: UUID, step: int) -> None:
    await tx.execute(_CONFIRM, user_id=user_id, step=step)


async def use_step(tx: Transaction, user_id: UUID, step: int) -> bool:
    """False where this step's code, or a later one, was used."""
    return await tx.execute(_USE_STEP, user_id=user_id, step=step) > 0


async def reseal_factor(tx: Transaction, user_id: UUID, sealed: bytes) -> None:
    await tx.execute(_RESEAL, user_id=user_id, sealed=sealed)


async def delete_factor(tx: Transaction, user_id: UUID) -> bool:
    """With its recovery codes. False where there was none."""
    await tx.execute(_DELETE_CODES, user_id=user_id)
    return await tx.execute(_DELETE, user_id=user_id) > 0


async def replace_codes(tx: Transaction, user_id: UUID, hashes: list[bytes]) -> None:
    await tx.execute(_DELETE_CODES, user_id=user_id)
    await tx.execute_many(_ADD_CODE, [{"user_id": user_id, "hash": each} for each in hashes])


async def use_code(tx: Transaction, user_id: UUID, code_hash: bytes) -> bool:
    """False where it is none of the user's, or was used."""
    return await tx.execute(_USE_CODE, user_id=user_id, hash=code_hash) > 0
