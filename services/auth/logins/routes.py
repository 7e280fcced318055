from starlette.responses import Response

from services.auth.logins.operations import Proven, Refusal
from services.auth.logins.proofs import prove, prove_own
from services.auth.logins.schemas import Credentials, PasswordChange
from services.auth.passwords import Passwords
from services.auth.second_factors.operations import demand_enrolment
from services.auth.sessions import operations as sessions
from services.auth.sessions.answers import NO_STORE, logged_in
from services.auth.sessions.revocations import Revocations
from services.auth.sessions.schemas import LoggedIn
from services.auth.settings import AuthSettings
from services.auth.users import operations as users
from shared.api.call import Call, json_answer
from shared.api.endpoints import Endpoint
from shared.data.db import Transaction
from shared.process import metrics
from shared.wire.errors import Unauthenticated
from shared.wire.faults import Faults
from shared.wire.shapes import Message

USER_AGENT_LENGTH = 300


class LoginRefused(Unauthenticated):
    """Each with a type of its own, so that a page knows what to ask for next."""

    def __init__(self, reason: Refusal, **extra: str) -> None:
        slug, detail = _REFUSALS[reason]
        self.reason = reason
        super().__init__(detail, slug=slug, **extra)
        self.headers |= NO_STORE


_REFUSALS = {
    Refusal.CREDENTIALS: ("wrong-credentials", "Username or password is wrong."),
    Refusal.CODE_MISSING: ("second-factor-required", "Send the code of your second factor as `code`."),
    Refusal.CODE_WRONG: ("second-factor-wrong", "The code is wrong, or was used already."),
    Refusal.NOT_ENROLLED: (
        "second-factor-enrolment-required",
        "Your clinic asks for a second factor: enrol one with the `enrolmentToken`, then log in with a code.",
    ),
}


async def log_in(call: Call) -> Response:
    """Log in by username or e-mail address, and the code of a second factor where there is one."""
    credentials = await call.body(Credentials)
    try:
        opened = await _open(call, credentials)
    except LoginRefused as refused:
        metrics.LOGINS.labels(refused.reason.value).inc()
        raise
    metrics.LOGINS.labels("success").inc()
    return await logged_in(call, opened)


async def change_password(call: Call) -> Response:
    """Change one's own password; one's other sessions end."""
    change = await call.body(PasswordChange)
    faults = Faults(change)
    with faults.gather():
        proven = await prove_own(call, change.current, field="current")
    with faults.gather():
        await call.read(users.check_password_of, call.identity.user_id, change.new, "new")
    faults.settle()
    new_hash = await call.service.resource(Passwords).hash(change.new, call.clinic_id)
    ttl = call.service.resource(AuthSettings).longest_token_ttl
    async with call.service.db.transaction(call.clinic_id, call.actor) as tx:
        await users.change_password(tx, proven, new_hash, call.identity.session_id, ttl)
    await call.service.resource(Revocations).pull(call.service.db, call.service.verifier)
    call.service.wake_followers()
    return json_answer({"message": "Password changed."}, headers=NO_STORE)


async def _open(call: Call, credentials: Credentials) -> sessions.Opened:
    """Raises LoginRefused."""
    proven = await prove(call, credentials.username, credentials.password, credentials.code)
    if isinstance(proven, Refusal):
        raise LoginRefused(proven)
    async with call.service.db.transaction(proven.clinic_id, call.actor) as tx:
        enrolment = await demand_enrolment(tx, proven.user_id)
        opened = None if enrolment else await _begin(tx, call, credentials, proven)
    if enrolment:
        raise LoginRefused(Refusal.NOT_ENROLLED, enrolmentToken=enrolment)
    if opened is None:
        raise LoginRefused(Refusal.CREDENTIALS)
    return opened


async def _begin(tx: Transaction, call: Call, credentials: Credentials, proven: Proven) -> sessions.Opened | None:
    return await sessions.begin(
        tx,
        proven.user_id,
        proven.password_hash,
        user_agent=call.request.headers.get("user-agent", "")[:USER_AGENT_LENGTH],
        cookie=credentials.session == "cookie",
        settings=call.service.resource(AuthSettings),
    )


ENDPOINTS = [
    Endpoint("POST", "/auth/login", log_in, None, response=LoggedIn, body=Credentials, once=False),
    Endpoint("POST", "/auth/password", change_password, "read", response=Message, body=PasswordChange, once=False),
]
