from starlette.responses import Response

from services.auth.keys.ring import KeyRing
from services.auth.keys.sealing import Seal
from services.auth.sessions import cookies, operations
from services.auth.sessions.answers import NO_STORE, logged_in, me
from services.auth.sessions.queries import open_sessions, revoked_since
from services.auth.sessions.revocations import Revocations
from services.auth.sessions.schemas import LoggedIn, Me, Session, Since
from services.auth.settings import AuthSettings
from services.auth.users.queries import USERS
from shared.api.call import Call, json_answer
from shared.api.endpoints import Endpoint
from shared.identity.tokens import Identity
from shared.wire.errors import Unauthenticated
from shared.wire.shapes import Message


async def get_me(call: Call) -> Response:
    """Whoever asks, and what they may."""
    document = await call.read(USERS.get, call.identity.user_id)
    return json_answer(me(document.body, call.identity.permissions), headers=NO_STORE)


async def refresh(call: Call) -> Response:
    """The next token of a cookie session, and the next cookie. A cookie that comes again ends the session."""
    token = cookies.refresh_token(call.request)
    seal, settings = call.service.resource(Seal), call.service.resource(AuthSettings)
    async with call.service.db.system_transaction(call.actor) as tx:
        opened = await operations.refresh(tx, seal, token, settings)
    if opened is None:
        await _learn_ended(call)
        raise Unauthenticated("The session is over; log in again.")
    return await logged_in(call, opened)


async def log_out(call: Call) -> Response:
    """End the session of the token or of the cookie. Without a session there is nothing to end."""
    settings = call.service.resource(AuthSettings)
    async with call.service.db.system_transaction(call.actor) as tx:
        if identity := await _identity(call):
            clinic = await tx.of(identity.clinic_id)
            await operations.log_out(clinic, identity.user_id, identity.session_id, settings)
        await operations.log_out_by_token(tx, cookies.refresh_token(call.request), settings)
    await _learn_ended(call)
    response = Response(status_code=204, headers=NO_STORE)
    cookies.clear(response)
    return response


async def list_sessions(call: Call) -> Response:
    """One's own open sessions, the last used first."""
    identity = call.identity
    body = await call.read(open_sessions, identity.user_id, identity.session_id)
    return Response(body, headers=NO_STORE, media_type="application/json")


async def end_session(call: Call) -> Response:
    """End one of one's own sessions."""
    settings, identity = call.service.resource(AuthSettings), call.identity
    async with call.service.db.transaction(call.clinic_id, call.actor) as tx:
        if call.id() == identity.session_id:
            await operations.log_out(tx, identity.user_id, identity.session_id, settings, "session-ended")
        else:
            await operations.end(tx, identity.user_id, call.id(), "session-ended", settings.longest_token_ttl)
    await _learn_ended(call)
    return json_answer({"message": "Session ended."}, headers=NO_STORE)


async def list_revocations(call: Call) -> Response:
    """The sessions that ended since a time of this database's clock, and the ids of the keys that verify."""
    since = call.query(Since).since
    async with call.service.db.system_transaction() as tx:
        now, ended = await revoked_since(tx, since)
    kids = await call.service.resource(KeyRing).kids()
    return json_answer({"now": now, "sessions": ended, "keys": sorted(kids)})


async def _identity(call: Call) -> Identity | None:
    """Of a token that is good; another is no reason not to log out."""
    try:
        return await call.service.verifier.user(call.request.headers.get("authorization"))
    except Unauthenticated:
        return None


async def _learn_ended(call: Call) -> None:
    await call.service.resource(Revocations).pull(call.service.db, call.service.verifier)


ENDPOINTS = [
    Endpoint("GET", "/auth/me", get_me, "read", response=Me),
    Endpoint("POST", "/auth/refresh", refresh, None, response=LoggedIn, once=False),
    Endpoint("POST", "/auth/logout", log_out, None, status=204, once=False),
    Endpoint("GET", "/auth/sessions", list_sessions, "read", response=list[Session]),
    Endpoint("DELETE", "/auth/sessions/{id}", end_session, "read", response=Message),
    Endpoint("GET", "/internal/revocations", list_revocations, "service", query=Since),
]
