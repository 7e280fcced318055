from uuid import UUID

import msgspec
from starlette.responses import Response

from services.auth.invitations import operations
from services.auth.invitations.schemas import AddedUser
from services.auth.password_resets.schemas import ResetLink
from services.auth.passwords import Passwords
from services.auth.sessions.answers import NO_STORE
from services.auth.users import operations as users
from services.auth.users.schemas import NewUser
from shared.api.call import Call, json_answer
from shared.api.endpoints import Endpoint
from shared.wire.errors import Conflict


async def create_user(call: Call) -> Response:
    """Add a user. Without `password` they are invited: the answer has a link with which they set their own."""
    user = await call.partly(NewUser)
    await call.read(users.check, user)
    if user.password:
        password_hash = await call.service.resource(Passwords).hash(user.password, call.clinic_id)
        return await call.write(201, users.create, user, password_hash)
    return await _with_invitation(call, await call.write(201, users.create, user, None))


async def create_invitation(call: Call) -> Response:
    """Another link for who was invited and has no password yet, for a week; the one before is over."""
    return json_answer(await _invite(call, call.id()), headers=NO_STORE)


async def _with_invitation(call: Call, answer: Response) -> Response:
    """Sent again with its Idempotency-Key, it has a new link: the one of the answer that was lost is over."""
    added = msgspec.json.decode(answer.body)
    try:
        link = await _invite(call, UUID(added["id"]))
    except Conflict:  # accepted since
        return answer
    return json_answer(added | {"invitation": link}, 201, {**NO_STORE, "ETag": answer.headers["ETag"]})


async def _invite(call: Call, user_id: UUID) -> ResetLink:
    # Not by call.write: an answer kept for its Idempotency-Key would keep the token.
    async with call.service.db.transaction(call.clinic_id, call.actor) as tx:
        return await operations.create(tx, user_id)


ENDPOINTS = [
    Endpoint("POST", "/users", create_user, "users:admin", response=AddedUser, body=NewUser, status=201),
    Endpoint("POST", "/users/{id}/invitation", create_invitation, "users:admin", response=ResetLink, once=False),
]
