"""SQL of failed logins: in PostgreSQL, so that all replicas count together."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Float,
    Interval,
    LargeBinary,
    Text,
    bindparam,
    case,
    cast,
    delete,
    extract,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.sql.selectable import ScalarSelect

from services.auth.tables import failed_logins
from shared.data.db import Statement, SystemTransaction

WINDOW = timedelta(minutes=15)
OF_ACCOUNT = 10  # from one address
OF_ADDRESS = 100  # wrong names, and accounts: a hospital's own mistakes at few accounts don't hold its address off
OF_CODES = 20  # wrong codes of an account from anywhere: only who knows its password can cause them

_window = bindparam("window", WINDOW, type_=Interval)
_address = failed_logins.c.address == bindparam("address", type_=Text)
_account = failed_logins.c.account == bindparam("account", type_=LargeBinary)


def _nth_newest(n: int, *which: Any) -> ScalarSelect[Any]:
    """When the n-th last failure was; null where there were fewer in the window."""
    recent = select(failed_logins.c.at).where(*which, failed_logins.c.at > func.now() - _window)
    return recent.order_by(failed_logins.c.at.desc()).offset(n - 1).limit(1).scalar_subquery()


_wrong_name = case((failed_logins.c.user_id.is_(None), failed_logins.c.id))
_newest_of_address = (
    select(func.max(failed_logins.c.at).label("at"))
    .where(_address, failed_logins.c.at > func.now() - _window)
    .group_by(failed_logins.c.user_id, _wrong_name)
    .subquery()
)
_of_address = select(_newest_of_address.c.at).order_by(_newest_of_address.c.at.desc()).offset(OF_ADDRESS - 1).limit(1)
_limit = func.greatest(
    _nth_newest(OF_ACCOUNT, _address, _account),
    _of_address.scalar_subquery(),
    _nth_newest(OF_CODES, _account, failed_logins.c.wrong_code),
)
_WAIT = Statement("select failed logins", select(cast(extract("epoch", _limit + _window - func.now()), Float)))
_ADD = Statement(
    "insert failed login",
    insert(failed_logins),
    ["address", "account", "request_id", "clinic_id", "user_id", "wrong_code"],
)
_next = (
    select(failed_logins.c.id)
    .where(~failed_logins.c.audited)
    .order_by(failed_logins.c.id)
    .limit(bindparam("limit", type_=BigInteger))
    .with_for_update(skip_locked=True)
)
_TAKE_UNAUDITED = Statement(
    "take failed logins",
    update(failed_logins)
    .where(failed_logins.c.id.in_(_next))
    .values(audited=True)
    .returning(
        failed_logins.c.clinic_id,
        failed_logins.c.user_id,
        failed_logins.c.address,
        failed_logins.c.request_id,
        failed_logins.c.wrong_code,
    ),
)
_FORGET = Statement(
    "delete failed logins",
    delete(failed_logins).where(failed_logins.c.audited, failed_logins.c.at < func.now() - _window),
)


async def seconds_to_wait(tx: SystemTransaction, address: str, account: bytes) -> float | None:
    """None where this address may try to log in to this account now."""
    found: float | None = await tx.value(_WAIT, address=address, account=account)
    return found


async def add_failure(
    tx: SystemTransaction,
    address: str,
    account: bytes,
    request_id: str,
    clinic_id: UUID | None,
    user_id: UUID | None,
    *,
    wrong_code: bool = False,
) -> None:
    who = {"clinic_id": clinic_id, "user_id": user_id, "wrong_code": wrong_code}
    await tx.execute(_ADD, address=address, account=account, request_id=request_id, **who)


async def take_unaudited(tx: SystemTransaction, limit: int) -> list[Any]:
    return await tx.rows(_TAKE_UNAUDITED, limit=limit)


async def forget_failures(tx: SystemTransaction) -> None:
    await tx.execute(_FORGET)
