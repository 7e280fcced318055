"""Tokens that let somebody do one thing without a login: set a password, or enrol a second factor."""

import secrets
from datetime import timedelta
from typing import Literal
from uuid import UUID

from services.auth.keys.sealing import digest
from services.auth.one_time_tokens.queries import lock_token, upsert_token
from shared.data.db import SystemTransaction, Transaction
from shared.wire.errors import Fault, Invalid

Purpose = Literal["password-reset", "invitation", "enrolment"]
LIFETIMES: dict[Purpose, timedelta] = {
    "password-reset": timedelta(hours=24),
    "invitation": timedelta(days=7),
    "enrolment": timedelta(minutes=10),
}


async def issue(tx: Transaction, user_id: UUID, purpose: Purpose) -> str:
    """The one before is over."""
    token = secrets.token_urlsafe(32)
    await upsert_token(tx, user_id, purpose, digest(token), LIFETIMES[purpose])
    return token


async def redeem(tx: SystemTransaction, token: str, *purposes: Purpose) -> tuple[Transaction, UUID]:
    """Goes on as the token's user, and says who. Raises Invalid, the same for unknown, used and expired ones."""
    found = await lock_token(tx, purposes, digest(token))
    if found is None:
        raise Invalid(Fault("token", "invalid", "is unknown, used or expired; ask for a new one"))
    user_id: UUID = found["user_id"]
    return await tx.of(found["clinic_id"], tx.actor.as_user(user_id)), user_id
