"""SQL of users and of the names that they log in with."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, any_, bindparam, delete, literal, not_, select
from sqlalchemy.dialects.postgresql import insert

from services.auth.tables import logins, users
from services.auth.users.schemas import User
from shared.data.db import Statement, SystemTransaction, Transaction, json_object
from shared.data.paging import Listing
from shared.data.resources import Resource
from shared.values.names import full_name

USERS = Resource("user", users, User, read="users:admin", computed={"invited": users.c.password_hash.is_(None)})
LIST = USERS.listing(cached=False)

# For all roles, so that pickers can name people: nothing that logs in.
STAFF = Listing(
    "select staff",
    json_object(id=users.c.id, firstName=users.c.first_name, lastName=users.c.last_name, roles=users.c.roles),
    users,
    order=(users.c.created_at, users.c.id),
    always=(not_(users.c.disabled), users.c.archived_at.is_(None)),
)

_clinic = bindparam("clinic_id", type_=Uuid)
_user = bindparam("user_id", type_=Uuid)

_account = select(
    users.c.id, users.c.password_hash, users.c.roles, users.c.disabled, USERS.plain.label("document")
).where(users.c.clinic_id == _clinic, users.c.id == _user)
_ACCOUNT = Statement("select account", _account)
_LOCK_ACCOUNT = Statement("lock account", _account.with_for_update(read=True))
_LOCK_ADMINS = Statement(
    "lock admins",
    select(users.c.id)
    .where(
        users.c.clinic_id == _clinic,
        literal("admin", Text) == any_(users.c.roles),
        not_(users.c.disabled),
        users.c.password_hash.is_not(None),
    )
    .order_by(users.c.id)
    .with_for_update(),
)
_NAMED = Statement(
    "select login",
    select(logins.c.clinic_id, logins.c.user_id).where(logins.c.name == bindparam("name", type_=Text)),
)
_INSERT = insert(logins).on_conflict_do_nothing()
_INSERT_NAME = Statement("insert login", _INSERT.returning(logins.c.name), ["name", "clinic_id", "user_id"])
_names = bindparam("names", type_=ARRAY(Text))
_OWN_NAMES = Statement(
    "select logins", select(logins.c.name).where(logins.c.clinic_id == _clinic, logins.c.user_id == _user)
)
_DROP_NAMES = Statement(
    "delete logins",
    delete(logins).where(logins.c.clinic_id == _clinic, logins.c.user_id == _user, logins.c.name == any_(_names)),
)


async def account(tx: Transaction, user_id: UUID) -> Any:
    """id, password_hash, roles, disabled, document; None where there is no such user."""
    return await tx.row(_ACCOUNT, user_id=user_id)


async def name_of(tx: Transaction, user_id: UUID) -> str:
    user = (await USERS.get(tx, user_id)).fields()
    return full_name(user["firstName"], user["lastName"])


async def lock_account(tx: Transaction, user_id: UUID) -> Any:
    """The same, held against changes: a new session must not outlive the password or the roles that it came by."""
    return await tx.row(_LOCK_ACCOUNT, user_id=user_id)


async def lock_admins(tx: Transaction) -> set[UUID]:
    """The clinic's admins that can log in, held until the transaction ends, so that two can't remove each other."""
    return {row["id"] for row in await tx.rows(_LOCK_ADMINS)}


async def user_by_name(tx: SystemTransaction, name: str) -> Any:
    """clinic_id, user_id of whoever logs in with this name, in whatever clinic."""
    return await tx.row(_NAMED, name=name)


async def own_names(tx: Transaction, user_id: UUID) -> set[str]:
    return {row["name"] for row in await tx.rows(_OWN_NAMES, user_id=user_id)}


async def insert_name(tx: Transaction, user_id: UUID, name: str) -> bool:
    """False where another user has it, in whatever clinic."""
    return await tx.value(_INSERT_NAME, name=name, user_id=user_id) is not None


async def drop_names(tx: Transaction, user_id: UUID, names: Iterable[str]) -> None:
    await tx.execute(_DROP_NAMES, user_id=user_id, names=list(names))
