import binascii
import hmac
from base64 import b64decode

from starlette.responses import Response

from services.auth.keys.operations import JWKS_MAX_AGE
from services.auth.keys.ring import KeyRing
from services.auth.keys.schemas import Jwks, ServiceToken
from services.auth.keys.tokens import service_token
from services.auth.settings import AuthSettings
from shared.api.call import Call, json_answer
from shared.api.endpoints import Endpoint
from shared.wire.errors import Unauthenticated


async def get_jwks(call: Call) -> Response:
    """The public keys that tokens are verified with."""
    document = await call.service.resource(KeyRing).jwks()
    return json_answer(document, headers={"Cache-Control": f"public, max-age={JWKS_MAX_AGE}"})


async def create_service_token(call: Call) -> Response:
    """A service shows its secret (HTTP Basic) and gets a token for its calls to the others."""
    name, secret = _basic(call.request.headers.get("authorization", ""))
    known = call.service.resource(AuthSettings).secrets_by_service.get(name, "")
    if not hmac.compare_digest(secret.encode(), known.encode()) or not known:
        raise Unauthenticated("No service has this name and secret.")
    signed = await service_token(call.service.resource(KeyRing), name)
    return json_answer(ServiceToken(token=signed.token, expires=signed.expires), headers={"Cache-Control": "no-store"})


def _basic(authorization: str) -> tuple[str, str]:
    scheme, _, credentials = authorization.partition(" ")
    try:
        name, _, secret = b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return (name, secret) if scheme.lower() == "basic" else ("", "")


ENDPOINTS = [
    Endpoint("GET", "/auth/.well-known/jwks.json", get_jwks, None, response=Jwks),
    Endpoint("POST", "/internal/token", create_service_token, None, response=ServiceToken, once=False),
]
