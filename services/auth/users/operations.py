"""Operations of admins on users. Passwords come in hashed: that takes longer than a transaction should."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import asdict

from services.auth.clinics.queries import get_clinic
from services.auth.logins.operations import Proven
from services.auth.one_time_tokens.queries import drop_tokens
from services.auth.password_rules import check_password
from services.auth.sessions.queries import end_sessions
from services.auth.users import rules
from services.auth.users.queries import USERS, account, drop_names, insert_name, lock_admins, own_names
from services.auth.users.schemas import NewUser, User, UserChange, UserIn
from shared.data.audit import Action, record_change
from shared.data.db import Transaction
from shared.wire.documents import Change, Document
from shared.wire.errors import Conflict
from shared.wire.faults import Faults


async def create(tx: Transaction, user: NewUser, password_hash: str | None, user_id: UUID | None = None) -> Document:
    saved = await USERS.create(tx, user_id, **_columns(user), password_hash=password_hash)
    await _change_names(tx, saved.id, user)
    return saved.answer()


async def update(
    tx: Transaction, user_id: UUID, change: Change[UserChange], password_hash: str | None, token_ttl: int
) -> Document:
    """Ends the user's sessions where what their tokens say is no longer so. Raises Conflict."""
    admins = await lock_admins(tx)
    current = await USERS.lock(tx, user_id)
    user = change.partly_over(current)
    await check(tx, user)
    rules.check_change(user_id, user, tx.actor.user_id, admins)
    await _change_names(tx, user_id, user)
    saved = await USERS.change(tx, user_id, **_columns(user), **_password(password_hash))
    if password_hash:
        await record_change(tx, "password-reset", "user", user_id, saved.document)
    if rules.ends_sessions(_stored(current), user, password_hash is not None):
        await end_sessions(tx, user_id, token_ttl)
    if user.disabled or password_hash:
        await drop_tokens(tx, user_id)
    return saved.answer()


async def check(tx: Transaction, user: NewUser | UserChange) -> None:
    """Raises Invalid with every fault, before a new password's hash is worked out."""
    faults = Faults(user)
    with faults.gather():
        if user.password:
            await check_new_password(tx, user, user.password)
    faults.settle()


async def check_new_password(tx: Transaction, user: UserIn, password: str, field: str = "password") -> None:
    """Raises Invalid for one that others would try first."""
    clinic = (await get_clinic(tx)).fields()["name"]
    check_password(password, rules.known_of(user, clinic), field)


async def check_password_of(tx: Transaction, user_id: UUID, password: str, field: str = "password") -> None:
    await check_new_password(tx, _stored(await USERS.get(tx, user_id)), password, field)


def _stored(user: Document) -> User:
    """Not checked again: it may be from before a rule."""
    return msgspec.json.decode(user.body, type=User)


async def change_password(tx: Transaction, proven: Proven, new_hash: str, session_id: UUID, token_ttl: int) -> None:
    """The user's own; their other sessions end. Raises Conflict where the proven password isn't theirs any more."""
    await USERS.lock(tx, proven.user_id)
    found = await account(tx, proven.user_id)
    if found["password_hash"] != proven.password_hash:
        raise Conflict("The password was changed a moment ago.")
    await set_password(tx, proven.user_id, "password-changed", new_hash, token_ttl, keep=session_id)


async def set_password(
    tx: Transaction, user_id: UUID, action: Action, password_hash: str, token_ttl: int, keep: UUID | None = None
) -> None:
    """Ends the user's sessions, but for `keep`, and the links that were made for them."""
    await USERS.change(tx, user_id, action, **_password(password_hash))
    await end_sessions(tx, user_id, token_ttl, keep=keep)
    await drop_tokens(tx, user_id)


def _columns(user: UserIn) -> dict[str, Any]:
    values = asdict(user)
    values.pop("password", None)
    values["roles"] = sorted(set(user.roles))
    return values | {"username": rules.plain_name(user.username), "email": rules.plain_name(user.email)}


def _password(password_hash: str | None) -> dict[str, Any]:
    return {"password_hash": password_hash, "password_changed_at": datetime.now(UTC)} if password_hash else {}


async def _change_names(tx: Transaction, user_id: UUID, user: UserIn) -> None:
    before, after = await own_names(tx, user_id), rules.names(user)
    if before - after:
        await drop_names(tx, user_id, before - after)
    for name in sorted(after - before):
        if not await insert_name(tx, user_id, name):
            raise Conflict("This username or e-mail address belongs to another user.", slug="name-taken")
