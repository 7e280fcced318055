"""Password resets: who forgot theirs sets a new one by an admin's link; who is invited, the first."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec

from services.auth.one_time_tokens.operations import LIFETIMES, issue, redeem
from services.auth.password_resets.schemas import ResetLink
from services.auth.password_rules import check_password
from services.auth.users.operations import check_password_of, set_password
from services.auth.users.queries import USERS, account
from shared.data.audit import Action, record_change
from shared.data.db import SystemTransaction, Transaction
from shared.wire.faults import Faults


async def create(tx: Transaction, user_id: UUID) -> ResetLink:
    """The link before it is over. Raises NotFound."""
    await USERS.lock(tx, user_id)
    token = await issue(tx, user_id, "password-reset")
    expires_at = datetime.now(UTC) + LIFETIMES["password-reset"]
    document = msgspec.json.encode({"expiresAt": expires_at}).decode()
    await record_change(tx, "password-reset-issued", "user", user_id, document)
    return ResetLink(token=token, path=f"/reset#token={token}", expires_at=expires_at)


async def check(tx: SystemTransaction, token: str, password: str) -> None:
    """Raises Invalid: before the new password's hash is worked out, which takes a core for a while."""
    faults = Faults(password)
    with faults.gather():
        check_password(password, ())
    with faults.gather():
        await check_password_of(*await _redeem(tx, token), password)
    faults.settle()


async def use(tx: SystemTransaction, token: str, password_hash: str, token_ttl: int) -> None:
    """Ends all of the user's sessions, and the token with them. Raises Invalid."""
    clinic, user_id = await _redeem(tx, token)
    has_one = (await account(clinic, user_id))["password_hash"]
    action: Action = "password-reset" if has_one else "invitation-accepted"
    await set_password(clinic, user_id, action, password_hash, token_ttl)


async def _redeem(tx: SystemTransaction, token: str) -> tuple[Transaction, UUID]:
    return await redeem(tx, token, "password-reset", "invitation")
