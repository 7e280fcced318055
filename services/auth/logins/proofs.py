"""Proof of identity: at a login, and again (step-up) before somebody changes what they log in with."""

from services.auth.keys.sealing import Seal
from services.auth.logins.operations import Attempt, Proven, Refusal
from services.auth.logins.operations import prove as prove_attempt
from services.auth.passwords import Passwords
from services.auth.users.queries import USERS
from shared.api.call import Call
from shared.process import metrics
from shared.wire.errors import Fault, Invalid, TooManyRequests


async def prove(call: Call, name: str, password: str, code: str | None) -> Proven | Refusal:
    """Raises TooManyRequests."""
    attempt = Attempt(name, password, call.address, call.request_id, code)
    service = call.service
    try:
        return await prove_attempt(service.db, service.resource(Passwords), service.resource(Seal), attempt)
    except TooManyRequests:
        metrics.LOGINS.labels("limited").inc()
        raise


async def prove_own(call: Call, password: str, code: str | None = None, field: str = "password") -> Proven:
    """Of whoever asks; without `code` the password alone will do. `field` holds it in the body. Raises Invalid."""
    me = (await call.read(USERS.get, call.identity.user_id)).fields()
    found = await prove(call, me["username"], password, code)
    if found is Refusal.CREDENTIALS:
        raise Invalid(Fault(field, "wrong", "is not your password"))
    if isinstance(found, Refusal):
        raise Invalid(Fault("code", "wrong", "is no code of yours, or was used already"))
    return found
