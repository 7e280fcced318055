"""Invitations: who was added without a password sets their own, by an admin's link (password_resets)."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec

from services.auth.one_time_tokens.operations import LIFETIMES, issue
from services.auth.password_resets.schemas import ResetLink
from services.auth.users.queries import USERS, account
from shared.data.audit import record_change
from shared.data.db import Transaction
from shared.wire.errors import Conflict


async def create(tx: Transaction, user_id: UUID) -> ResetLink:
    """The link before it is over. Raises NotFound, Conflict."""
    await USERS.lock(tx, user_id)
    if (await account(tx, user_id))["password_hash"]:
        raise Conflict("This user has a password already; make a link for a new one instead.", slug="not-invited")
    token = await issue(tx, user_id, "invitation")
    expires_at = datetime.now(UTC) + LIFETIMES["invitation"]
    document = msgspec.json.encode({"expiresAt": expires_at}).decode()
    await record_change(tx, "invited", "user", user_id, document)
    return ResetLink(token=token, path=f"/invitation#token={token}", expires_at=expires_at)
