from starlette.responses import Response

from services.auth.keys.sealing import Seal
from services.auth.logins.proofs import prove_own
from services.auth.one_time_tokens.operations import redeem
from services.auth.second_factors import operations
from services.auth.second_factors.queries import state
from services.auth.second_factors.schemas import (
    Confirmation,
    Enrolment,
    EnrolmentStart,
    Proof,
    RecoveryCodes,
    SecondFactor,
    TokenConfirmation,
    TokenStart,
)
from services.auth.sessions.answers import NO_STORE
from services.auth.sessions.revocations import Revocations
from services.auth.settings import AuthSettings
from shared.api.call import Call, json_answer
from shared.api.endpoints import Endpoint
from shared.wire.shapes import Message


async def get_second_factor(call: Call) -> Response:
    """Whether one's own logins ask for a second factor."""
    enabled, required, left = await call.read(state, call.identity.user_id)
    return _answer(SecondFactor(enabled=enabled, required=required, recovery_codes_left=left))


async def start_enrolment(call: Call) -> Response:
    """Begin to enrol a second factor: a secret for an authenticator app."""
    await prove_own(call, (await call.body(EnrolmentStart)).password)
    async with call.service.db.transaction(call.clinic_id, call.actor) as tx:
        started = await operations.start(tx, call.service.resource(Seal), call.identity.user_id)
    return _answer(started)


async def confirm_enrolment(call: Call) -> Response:
    """Confirm the enrolment with a code of the app; from then on logins ask for one."""
    code = (await call.body(Confirmation)).code
    async with call.service.db.transaction(call.clinic_id, call.actor) as tx:
        codes = await operations.confirm(tx, call.service.resource(Seal), call.identity.user_id, code)
    return _answer(RecoveryCodes(recovery_codes=codes))


async def renew_recovery_codes(call: Call) -> Response:
    """New recovery codes; the old ones are over."""
    proof = await call.body(Proof)
    await prove_own(call, proof.password, proof.code)
    async with call.service.db.transaction(call.clinic_id, call.actor) as tx:
        codes = await operations.renew_codes(tx, call.identity.user_id)
    return _answer(RecoveryCodes(recovery_codes=codes))


async def remove_second_factor(call: Call) -> Response:
    """Remove one's own second factor."""
    proof = await call.body(Proof)
    await prove_own(call, proof.password, proof.code)
    async with call.service.db.transaction(call.clinic_id, call.actor) as tx:
        await operations.remove(tx, call.identity.user_id)
    return _answer(Message(message="Second factor removed."))


async def start_with_token(call: Call) -> Response:
    """Begin to enrol, as a login demanded it, before there is a session."""
    token = (await call.body(TokenStart)).token
    async with call.service.db.system_transaction(call.actor) as tx:
        clinic, user_id = await redeem(tx, token, "enrolment")
        started = await operations.start(clinic, call.service.resource(Seal), user_id)
    return _answer(started)


async def confirm_with_token(call: Call) -> Response:
    """Confirm what a login demanded; then log in with the next code."""
    given = await call.body(TokenConfirmation)
    async with call.service.db.system_transaction(call.actor) as tx:
        clinic, user_id = await redeem(tx, given.token, "enrolment")
        codes = await operations.confirm(clinic, call.service.resource(Seal), user_id, given.code)
    return _answer(RecoveryCodes(recovery_codes=codes))


async def remove_users_second_factor(call: Call) -> Response:
    """Remove a user's second factor, whose phone is lost; ends their sessions."""
    ttl = call.service.resource(AuthSettings).longest_token_ttl
    async with call.service.db.transaction(call.clinic_id, call.actor) as tx:
        await operations.remove_for(tx, call.id(), ttl)
    await call.service.resource(Revocations).pull(call.service.db, call.service.verifier)
    return _answer(Message(message="Second factor removed."))


def _answer(value: object) -> Response:
    return json_answer(value, headers=NO_STORE)


ENDPOINTS = [
    Endpoint("GET", "/auth/second-factor", get_second_factor, "read", response=SecondFactor),
    Endpoint(
        "POST", "/auth/second-factor", start_enrolment, "read", response=Enrolment, body=EnrolmentStart, once=False
    ),
    Endpoint(
        "POST",
        "/auth/second-factor/confirm",
        confirm_enrolment,
        "read",
        response=RecoveryCodes,
        body=Confirmation,
        once=False,
    ),
    Endpoint(
        "POST",
        "/auth/second-factor/recovery-codes",
        renew_recovery_codes,
        "read",
        response=RecoveryCodes,
        body=Proof,
        once=False,
    ),
    Endpoint(
        "POST", "/auth/second-factor/remove", remove_second_factor, "read", response=Message, body=Proof, once=False
    ),
    Endpoint("POST", "/auth/enrolment", start_with_token, None, response=Enrolment, body=TokenStart, once=False),
    Endpoint(
        "POST",
        "/auth/enrolment/confirm",
        confirm_with_token,
        None,
        response=RecoveryCodes,
        body=TokenConfirmation,
        once=False,
    ),
    Endpoint("DELETE", "/users/{id}/second-factor", remove_users_second_factor, "users:admin", response=Message),
]
