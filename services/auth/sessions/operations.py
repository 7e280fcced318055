"""Session lifecycle: a login, rotated refresh tokens whose reuse is seen, an end for everybody within seconds."""

import contextlib
import secrets
from dataclasses import dataclass
from uuid import UUID

import msgspec

from services.auth.keys.sealing import Seal, digest
from services.auth.second_factors.queries import state as factor_state
from services.auth.sessions import refresh_queries
from services.auth.sessions.queries import end_session, insert_session, revoke, touch_session
from services.auth.settings import AuthSettings
from services.auth.users.queries import lock_account
from shared.data.audit import Action, record_change
from shared.data.db import SystemTransaction, Transaction
from shared.values.ids import new_id
from shared.wire.errors import NotFound


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that its user may go on with. `user` is their document; `refresh_token` is "" without a cookie."""

    clinic_id: UUID
    user_id: UUID
    session_id: UUID
    roles: list[str]
    user: str
    refresh_token: str = ""


async def begin(
    tx: Transaction, user_id: UUID, password_hash: str, *, user_agent: str, cookie: bool, settings: AuthSettings
) -> Opened | None:
    """None where the account was disabled, or its password changed, since the password was checked."""
    found = await lock_account(tx, user_id)
    if found is None or found["disabled"] or found["password_hash"] != password_hash:
        return None
    tx.actor = tx.actor.as_user(user_id)
    session_id, ttl = new_id(), settings.refresh_token_ttl if cookie else settings.session_token_ttl
    seen = {"user_agent": user_agent, "address": tx.actor.address}
    await insert_session(tx, session_id, user_id, **seen, cookie=cookie, ttl=ttl)
    await note(tx, "logged-in", user_id, session_id)
    token = secrets.token_urlsafe(32) if cookie else ""
    if cookie:
        await refresh_queries.add(tx, digest(token), session_id, settings.refresh_token_ttl)
    return Opened(tx.clinic_id, user_id, session_id, found["roles"], found["document"], token)


async def refresh(suite: SystemTransaction, seal: Seal, token: str, settings: AuthSettings) -> Opened | None:
    """Rotates a refresh token: the session with its next one. None where the token is no (longer) good.

    One that comes again is good while nobody has shown its successor: the answer with that was lost. Afterwards it ends
    its family. It doesn't raise, since what it did must be committed.
    """
    found = await refresh_queries.take(suite, digest(token))
    if found is None:
        return None
    tx = await suite.of(found["clinic_id"])
    session_id = found["session_id"]
    user_id = await touch_session(tx, session_id, settings.refresh_token_ttl)
    if user_id is None:
        return None
    owner = await lock_account(tx, user_id)
    if owner is None or owner["disabled"]:
        return None
    tx.actor = tx.actor.as_user(user_id)
    number, state = await _newest_successor(tx, seal, token)
    if reason := await _over(tx, user_id, found["used"] and state != "unused"):
        await end_session(tx, user_id, session_id, settings.longest_token_ttl)
        await note(tx, reason, user_id, session_id)
        return None
    successor = await _successor(tx, seal, token, number, late=bool(found["late"]))
    await refresh_queries.add(tx, digest(successor), session_id, settings.refresh_token_ttl)
    return Opened(tx.clinic_id, user_id, session_id, owner["roles"], owner["document"], successor)


async def _newest_successor(tx: Transaction, seal: Seal, token: str) -> tuple[int, refresh_queries.State | None]:
    """Its number, and what became of it."""
    number = 0
    while (state := await refresh_queries.state(tx, digest(seal.successor(token, number)))) == "superseded":
        number += 1
    return number, state


async def _successor(tx: Transaction, seal: Seal, token: str, number: int, *, late: bool) -> str:
    """Another where the token comes again late: if the first did arrive somewhere, it shows itself and is seen."""
    await refresh_queries.use(tx, digest(token))
    if late:
        await refresh_queries.supersede(tx, digest(seal.successor(token, number)))
    return seal.successor(token, number + late)


async def _over(tx: Transaction, user_id: UUID, reused: bool) -> Action | None:
    """Why the session ends here; None where it goes on."""
    if reused:
        return "refresh-reused"
    factor = await factor_state(tx, user_id)
    return "second-factor-missing" if factor["required"] and not factor["enabled"] else None


async def end(tx: Transaction, user_id: UUID, session_id: UUID, action: Action, token_ttl: int) -> None:
    """Raises NotFound where the user has no such open session."""
    if not await end_session(tx, user_id, session_id, token_ttl):
        raise NotFound
    await note(tx, action, user_id, session_id)


async def log_out(
    tx: Transaction, user_id: UUID, session_id: UUID, settings: AuthSettings, action: Action = "logged-out"
) -> None:
    """Whoever showed its token: the session is over, also where nothing is known of it."""
    tx.actor = tx.actor.as_user(user_id)
    await revoke(tx, [session_id], settings.longest_token_ttl)
    with contextlib.suppress(NotFound):
        await end(tx, user_id, session_id, action, settings.longest_token_ttl)


async def log_out_by_token(suite: SystemTransaction, token: str, settings: AuthSettings) -> None:
    """Of whoever holds this refresh token, if anybody does."""
    found = await refresh_queries.take(suite, digest(token))
    if found is None:
        return
    tx = await suite.of(found["clinic_id"])
    await revoke(tx, [found["session_id"]], settings.longest_token_ttl)
    if user_id := await touch_session(tx, found["session_id"], settings.refresh_token_ttl):
        await log_out(tx, user_id, found["session_id"], settings)


async def note(tx: Transaction, action: Action, user_id: UUID, session_id: UUID) -> None:
    document = msgspec.json.encode({"sessionId": session_id}).decode()
    await record_change(tx, action, "user", user_id, document)
