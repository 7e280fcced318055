"""Password authentication: the same answer in the same time for a wrong name and a wrong password."""

from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from math import ceil
from typing import Any
from uuid import UUID

from services.auth.keys.sealing import Seal
from services.auth.logins.queries import add_failure, seconds_to_wait, take_unaudited
from services.auth.passwords import Passwords
from services.auth.second_factors import operations as second_factors
from services.auth.second_factors.queries import state
from services.auth.users.queries import account, user_by_name
from services.auth.users.rules import plain_name
from shared.data.audit import record_change
from shared.data.db import Actor, Database, SystemTransaction
from shared.wire.errors import TooManyRequests

NOBODY = UUID(int=0)
AUDITED_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Attempt:
    """`code` is "" where one might be needed and none was given, None where the password alone will do."""

    name: str
    password: str
    address: str
    request_id: str
    code: str | None = None

    @property
    def account(self) -> bytes:
        return sha256(plain_name(self.name).encode()).digest()


@dataclass(frozen=True, slots=True)
class Proven:
    """Whose password it was, and the hash that it matched."""

    clinic_id: UUID
    user_id: UUID
    password_hash: str


class Refusal(Enum):
    CREDENTIALS = "wrong"  # name or password is wrong, or the account disabled
    CODE_MISSING = "code-missing"
    CODE_WRONG = "code-wrong"  # or used already
    NOT_ENROLLED = "not-enrolled"


async def prove(db: Database, passwords: Passwords, seal: Seal, attempt: Attempt) -> Proven | Refusal:
    """Asks for the second factor once the password was right. Raises TooManyRequests.

    All within the password's turn: attempts at once can't all pass the limit before the first has failed.
    """
    async with passwords.turn(attempt.address):
        clinic_id, user_id, found = await _look_up(db, attempt)
        right = await passwords.match(attempt.password, found["password_hash"] if found else None)
        if right and not found["disabled"]:
            return await _with_code(db, seal, attempt, Proven(clinic_id, user_id, found["password_hash"]))
        async with db.system_transaction() as tx:
            known = (clinic_id, user_id) if found else (None, None)
            await add_failure(tx, attempt.address, attempt.account, attempt.request_id, *known)
    return Refusal.CREDENTIALS


async def _with_code(db: Database, seal: Seal, attempt: Attempt, proven: Proven) -> Proven | Refusal:
    actor = Actor(proven.user_id, attempt.address, attempt.request_id)
    async with db.transaction(proven.clinic_id, actor) as tx:
        if attempt.code is None or not (await state(tx, proven.user_id))["enabled"]:
            return proven
        if not attempt.code:
            return Refusal.CODE_MISSING
        if await second_factors.accepts(tx, seal, proven.user_id, attempt.code):
            return proven
        who = proven.clinic_id, proven.user_id
        await add_failure(tx, attempt.address, attempt.account, attempt.request_id, *who, wrong_code=True)
    return Refusal.CODE_WRONG


async def _look_up(db: Database, attempt: Attempt) -> tuple[UUID, UUID, Any]:
    """Asks the same of the database whether there is such a user or not."""
    async with db.system_transaction() as tx:
        wait = await seconds_to_wait(tx, attempt.address, attempt.account)
        if wait is not None:
            raise TooManyRequests("Too many failed logins; wait, then try again.", ceil(wait))
        named = await user_by_name(tx, plain_name(attempt.name))
        clinic_id, user_id = named or (NOBODY, NOBODY)
        return clinic_id, user_id, await account(await tx.of(clinic_id), user_id)


async def audit_failures(tx: SystemTransaction) -> int:
    """Writes the known accounts' failed logins into their clinics' chains: not at the login itself, which would take
    longer for a name that exists. Says how many it looked at."""
    failures = await take_unaudited(tx, AUDITED_AT_ONCE)
    for failure in sorted((f for f in failures if f["user_id"]), key=lambda each: str(each["clinic_id"])):
        clinic = await tx.of(failure["clinic_id"], Actor(None, failure["address"], failure["request_id"]))
        wrong = "code" if failure["wrong_code"] else "password"
        await record_change(clinic, "login-failed", "user", failure["user_id"], f'{{"wrong": "{wrong}"}}')
    return len(failures)
