"""A key of the bench's own, and what is signed with it: the claims are auth's."""

import json
import time
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from shared.identity.tokens import ISSUER, SERVICES, USERS

_KEY = Ed25519PrivateKey.generate()
_DAY = 86_400


def jwk() -> dict[str, Any]:
    key: dict[str, Any] = json.loads(OKPAlgorithm.to_jwk(_KEY.public_key()))
    return {**key, "kid": "bench", "alg": "EdDSA", "use": "sig"}


def user_token() -> str:
    ids = {name: str(uuid4()) for name in ("sub", "sid", "clinic")}
    return _sign({**ids, "aud": USERS, "roles": ["admin"]})


def service_answer() -> dict[str, Any]:
    """As auth answers a service that asks for its own token."""
    return {"token": _sign({"sub": "gateway", "aud": SERVICES}), "expires": time.time() + _DAY}


def _sign(claims: dict[str, Any]) -> str:
    now = int(time.time())
    claims = {"iss": ISSUER, "iat": now, "exp": now + _DAY, **claims}
    return jwt.encode(claims, _KEY, algorithm="EdDSA", headers={"kid": "bench"})
