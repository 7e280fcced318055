from starlette.responses import Response

from services.auth.logins.operations import Attempt, Proven, prove
from services.auth.logins.schemas import Credentials, PasswordChange
from services.auth.passwords import Passwords
from services.auth.sessions import operations as sessions
from services.auth.sessions.answers import NO_STORE, logged_in
from services.auth.sessions.revocations import Revocations
from services.auth.sessions.schemas import LoggedIn
from services.auth.settings import AuthSettings
from services.auth.users import operations as users
from services.auth.users.queries import USERS
from shared import metrics
from shared.call import Call, json_answer
from shared.endpoints import Endpoint
from shared.errors import Fault, Invalid, TooManyRequests, Unauthenticated
from shared.shapes import Message

USER_AGENT_LENGTH = 300


async def log_in(call: Call) -> Response:
    """Log in by username or e-mail address."""
    credentials = await call.body(Credentials)
    opened = await _open(call, credentials)
    metrics.LOGINS.labels("success" if opened else "wrong").inc()
    if opened is None:
        raise Unauthenticated("Username or password is wrong.", slug="wrong-credentials")
    return await logged_in(call, opened)


async def change_password(call: Call) -> Response:
    """Change one's own password; one's other sessions end."""
    change, identity = await call.body(PasswordChange), call.identity
    me = (await call.read(USERS.get, identity.user_id)).fields()
    proven = await _prove(call, me["username"], change.current)
    if proven is None:
        raise Invalid(Fault("current", "wrong", "is not your password"))
    new_hash = await call.service.resource(Passwords).hash(change.new)
    ttl = call.service.resource(AuthSettings).longest_token_ttl
    async with call.service.db.transaction(call.clinic_id, call.actor) as tx:
        await users.change_password(tx, proven, new_hash, identity.session_id, ttl)
    await call.service.resource(Revocations).pull(call.service.db, call.service.verifier)
    call.service.wake_followers()
    return json_answer({"message": "Password changed."}, headers=NO_STORE)


async def _open(call: Call, credentials: Credentials) -> sessions.Opened | None:
    proven = await _prove(call, credentials.username, credentials.password)
    if proven is None:
        return None
    async with call.service.db.transaction(proven.clinic_id, call.actor) as tx:
        return await sessions.begin(
            tx,
            proven.user_id,
            proven.password_hash,
            user_agent=call.request.headers.get("user-agent", "")[:USER_AGENT_LENGTH],
            cookie=credentials.session == "cookie",
            settings=call.service.resource(AuthSettings),
        )


async def _prove(call: Call, name: str, password: str) -> Proven | None:
    attempt = Attempt(name, password, call.address, call.request_id)
    try:
        return await prove(call.service.db, call.service.resource(Passwords), attempt)
    except TooManyRequests:
        metrics.LOGINS.labels("limited").inc()
        raise


ENDPOINTS = [
    Endpoint("POST", "/auth/login", log_in, None, response=LoggedIn, body=Credentials),
    Endpoint("POST", "/auth/password", change_password, "read", response=Message, body=PasswordChange),
]
