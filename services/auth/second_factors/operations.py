"""Second factors (TOTP): begun, confirmed with a code, asked for at each login, and taken away again."""

import time
from uuid import UUID

import structlog

from services.auth.keys.sealing import Seal, SealedByAnother, digest
from services.auth.one_time_tokens.operations import issue
from services.auth.one_time_tokens.queries import drop_token
from services.auth.second_factors import queries, rules
from services.auth.second_factors.schemas import Enrolment
from services.auth.sessions.queries import end_sessions
from services.auth.users.queries import USERS
from shared.data.audit import Action, record_change
from shared.data.db import Transaction
from shared.wire.errors import Conflict, Fault, Invalid, NotFound

log = structlog.get_logger()


def now() -> float:
    return time.time()


async def start(tx: Transaction, seal: Seal, user_id: UUID) -> Enrolment:
    """A new secret, in the place of one that wasn't confirmed. Raises Conflict."""
    username = (await USERS.get(tx, user_id)).fields()["username"]
    secret = rules.new_secret()
    if not await queries.start_factor(tx, user_id, seal.close(_name(user_id), secret.encode())):
        raise Conflict("You have a second factor; remove it before you enrol another.", slug="second-factor-exists")
    await _note(tx, "second-factor-started", user_id)
    return Enrolment(secret=secret, uri=rules.otpauth_uri(secret, username))


async def confirm(tx: Transaction, seal: Seal, user_id: UUID, code: str) -> list[str]:
    """From now on logins ask for a code. Gives the recovery codes. Raises Conflict, Invalid."""
    found = await queries.lock_factor(tx, user_id)
    if found is None or found["confirmed"]:
        raise Conflict("There is no enrolment to confirm; start one.", slug="no-enrolment")
    step = await _step(tx, seal, user_id, found["sealed"], rules.plain_code(code))
    if step is None:
        raise Invalid(Fault("code", "wrong", "is not the code that the app shows now"))
    await queries.confirm_factor(tx, user_id, step)
    await drop_token(tx, user_id, "enrolment")
    await _note(tx, "second-factor-confirmed", user_id)
    return await _new_codes(tx, user_id)


async def accepts(tx: Transaction, seal: Seal, user_id: UUID, code: str) -> bool:
    """Whether it is a code or a recovery code of the user's that wasn't used before; now it is."""
    plain = rules.plain_code(code)
    if rules.is_totp(plain):
        found = await queries.lock_factor(tx, user_id)
        step = await _step(tx, seal, user_id, found["sealed"], plain) if found else None
        return step is not None and await queries.use_step(tx, user_id, step)
    if not await queries.use_code(tx, user_id, digest(plain)):
        return False
    await _note(tx, "recovery-code-used", user_id)
    return True


async def renew_codes(tx: Transaction, user_id: UUID) -> list[str]:
    """The old ones are over. Raises Conflict."""
    found = await queries.lock_factor(tx, user_id)
    if found is None or not found["confirmed"]:
        raise Conflict("You have no second factor.", slug="no-second-factor")
    await _note(tx, "recovery-codes-renewed", user_id)
    return await _new_codes(tx, user_id)


async def remove(tx: Transaction, user_id: UUID) -> None:
    """Raises NotFound where there is none."""
    if not await queries.delete_factor(tx, user_id):
        raise NotFound
    await _note(tx, "second-factor-removed", user_id)


async def remove_for(tx: Transaction, user_id: UUID, token_ttl: int) -> None:
    """By an admin, for another whose phone is lost; ends that user's sessions. Raises Conflict, NotFound."""
    if tx.actor.user_id == user_id:
        raise Conflict("Your own is removed with your password and a code.", slug="own-account")
    await USERS.lock(tx, user_id)
    await remove(tx, user_id)
    await end_sessions(tx, user_id, token_ttl)


async def demand_enrolment(tx: Transaction, user_id: UUID) -> str:
    """The token to enrol with, for a user who must have a second factor and has none; "" for all others."""
    found = await queries.state(tx, user_id)
    if found["enabled"] or not found["required"]:
        return ""
    await _note(tx, "enrolment-demanded", user_id)
    return await issue(tx, user_id, "enrolment")


async def _step(tx: Transaction, seal: Seal, user_id: UUID, sealed: bytes, plain: str) -> int | None:
    """Seals the secret anew where the previous JWT_SECRET did."""
    try:
        secret, current = seal.open(_name(user_id), sealed)
    except SealedByAnother:
        log.warning("second factor can't be opened", error="SealedByAnother")
        return None  # recovery codes still work, and an admin can remove it
    if not current:
        await queries.reseal_factor(tx, user_id, seal.close(_name(user_id), secret))
    return rules.step_of(secret.decode(), plain, now())


async def _new_codes(tx: Transaction, user_id: UUID) -> list[str]:
    codes = rules.new_recovery_codes()
    await queries.replace_codes(tx, user_id, [digest(rules.plain_code(code)) for code in codes])
    return codes


def _name(user_id: UUID) -> str:
    return f"second factor of {user_id}"


async def _note(tx: Transaction, action: Action, user_id: UUID) -> None:
    await record_change(tx, action, "user", user_id, "{}")
