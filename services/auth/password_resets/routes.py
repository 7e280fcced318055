from starlette.responses import Response

from services.auth.password_resets import operations
from services.auth.password_resets.schemas import PasswordReset, ResetLink
from services.auth.passwords import Passwords
from services.auth.sessions.answers import NO_STORE
from services.auth.sessions.revocations import Revocations
from services.auth.settings import AuthSettings
from shared.api.call import Call, json_answer
from shared.api.endpoints import Endpoint
from shared.wire.shapes import Message


async def create_reset_link(call: Call) -> Response:
    """A link with which the user sets a new password, once, within a day."""
    # Not by call.write: an answer kept for its Idempotency-Key would keep the token.
    async with call.service.db.transaction(call.clinic_id, call.actor) as tx:
        link = await operations.create(tx, call.id())
    return json_answer(link, headers=NO_STORE)


async def reset_password(call: Call) -> Response:
    """Set a password with the token of a link or an invitation; ends all of the user's sessions."""
    given, service = await call.body(PasswordReset), call.service
    async with service.db.system_transaction(call.actor) as tx:
        await operations.check(tx, given.token, given.password)
    new_hash = await service.resource(Passwords).hash(given.password, call.address)
    async with service.db.system_transaction(call.actor) as tx:
        await operations.use(tx, given.token, new_hash, service.resource(AuthSettings).longest_token_ttl)
    await service.resource(Revocations).pull(service.db, service.verifier)
    service.wake_followers()
    return json_answer({"message": "Password changed; log in with the new one."}, headers=NO_STORE)


ENDPOINTS = [
    Endpoint("POST", "/users/{id}/password-reset", create_reset_link, "users:admin", response=ResetLink, once=False),
    Endpoint("POST", "/auth/password-reset", reset_password, None, response=Message, body=PasswordReset, once=False),
]
