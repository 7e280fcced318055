"""Tokens: what isn't exactly what auth signs for users is 401 (and nothing else)."""

import asyncio
import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.identity.refreshed import PATIENCE
from shared.identity.tokens import ISSUER, SERVICES, USERS, RemoteKeys, Verifier
from shared.testing import kit as testing
from shared.testing.kit import jwks, service_token, sign
from shared.values.ids import new_id
from shared.wire.errors import Unauthenticated, Unavailable


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    made: dict[str, Any] = {"iss": ISSUER, "aud": USERS, "sub": str(new_id()), "sid": str(new_id())}
    made |= {"clinic": str(new_id()), "roles": ["staff"], "iat": now, "nbf": now, "exp": now + 60}
    return {name: value for name, value in (made | changes).items() if value is not None}


class Auth:
    """Auth's JWKS, counted."""

    def __init__(self) -> None:
        self.fetches = 0
        self.down = False
        self.answers = asyncio.Event()
        self.answers.set()

    async def fetch(self) -> dict[str, Any]:
        self.fetches += 1
        await self.answers.wait()
        if self.down:
            raise ConnectionError
        return jwks()


@pytest.fixture
def auth() -> Auth:
    return Auth()


@pytest.fixture
def verifier(auth: Auth) -> Verifier:
    return Verifier(RemoteKeys(auth.fetch))


def b64(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


def unsigned(header: dict[str, Any], body: dict[str, Any], signature: bytes = b"") -> str:
    return ".".join([b64(json.dumps(header).encode()), b64(json.dumps(body).encode()), b64(signature) or "A"])


def tampered() -> str:
    head, body, signature = sign(claims()).split(".")
    changed = json.loads(urlsafe_b64decode(body + "==")) | {"roles": ["admin"]}
    return ".".join([head, b64(json.dumps(changed).encode()), signature])


def with_public_key_as_hmac_secret() -> str:
    public = urlsafe_b64decode(jwks()["keys"][0]["x"] + "==")
    return jwt.encode(claims(), public, algorithm="HS256", headers={"kid": testing.KID})


def with_header(**header: Any) -> str:
    return jwt.encode(claims(), Ed25519PrivateKey.generate(), algorithm="EdDSA", headers=header)


BAD: dict[str, Callable[[], str]] = {
    "none": lambda: unsigned({"alg": "none", "kid": testing.KID}, claims()),
    "None in another letter case": lambda: unsigned({"alg": "nOnE", "kid": testing.KID}, claims()),
    "HMAC with the public key": with_public_key_as_hmac_secret,
    "another's key under our key id": lambda: with_header(kid=testing.KID),
    "expired": lambda: sign(claims(exp=int(time.time()) - 1)),
    "not yet valid": lambda: sign(claims(nbf=int(time.time()) + 600)),
    "valid in a minute": lambda: sign(claims(nbf=int(time.time()) + 60)),
    "signed in a minute": lambda: sign(claims(iat=int(time.time()) + 60)),
    "over a second ago": lambda: sign(claims(exp=int(time.time()) - 1)),
    "another issuer": lambda: sign(claims(iss="evil")),
    "another audience": lambda: sign(claims(aud=SERVICES)),
    "several audiences": lambda: sign(claims(aud=[USERS, "x"])),
    "no expiry": lambda: sign(claims(exp=None)),
    "no issuer": lambda: sign(claims(iss=None)),
    "no session": lambda: sign(claims(sid=None)),
    "a clinic that is none": lambda: sign(claims(clinic="' OR 1=1")),
    "roles that are none": lambda: sign(claims(roles=5)),
    "tampered": tampered,
    "a service's": service_token,
    "key id with a path": lambda: with_header(kid="../../test"),
    "key id with SQL": lambda: with_header(kid="' UNION SELECT"),
    "no key id": lambda: with_header(),
    "jwk in the header": lambda: with_header(kid=testing.KID, jwk=jwks()["keys"][0]),
    "jku in the header": lambda: with_header(kid=testing.KID, jku="http://evil/jwks.json"),
    "crit in the header": lambda: with_header(kid=testing.KID, crit=["exp"]),
    "with padding": lambda: sign(claims()) + "==",
    "with a second part": lambda: sign(claims()) + ".x",
    "too long": lambda: sign(claims(note="x" * 5000)),
    "empty": lambda: "",
}


class TestToken:
    async def test_of_a_user_gives_who_asks(self, verifier: Verifier) -> None:
        made = claims()
        identity = await verifier.user(f"Bearer {sign(made)}")
        assert (str(identity.user_id), str(identity.clinic_id)) == (made["sub"], made["clinic"])
        assert identity.may("owners:write")
        assert not identity.may("users:admin")

    @pytest.mark.parametrize("claim", ["iat", "nbf"])
    async def test_of_a_clock_that_is_two_seconds_ahead_is_taken(self, verifier: Verifier, claim: str) -> None:
        await verifier.user(f"Bearer {sign(claims(**{claim: int(time.time()) + 2}))}")

    @pytest.mark.parametrize("kind", BAD)
    async def test_that_is_bad_is_401(self, verifier: Verifier, kind: str) -> None:
        with pytest.raises(Unauthenticated):
            await verifier.user(f"Bearer {BAD[kind]()}")

    @pytest.mark.parametrize("header", [None, "", "Basic abc", "Bearer", f"Token {'a.b.c'}", "Bearer a b"])
    async def test_under_another_scheme_is_401(self, verifier: Verifier, header: str | None) -> None:
        with pytest.raises(Unauthenticated):
            await verifier.user(header)

    async def test_of_a_user_is_none_of_a_service(self, verifier: Verifier) -> None:
        with pytest.raises(Unauthenticated):
            await verifier.service(f"Bearer {sign(claims())}")

    async def test_known_from_before_still_expires(self, verifier: Verifier, monkeypatch: pytest.MonkeyPatch) -> None:
        made = claims()
        token = sign(made)
        await verifier.user(f"Bearer {token}")
        monkeypatch.setattr("time.time", lambda: float(made["exp"]))
        with pytest.raises(Unauthenticated):
            await verifier.user(f"Bearer {token}")

    async def test_of_a_revoked_session_is_401(self, verifier: Verifier) -> None:
        token = sign(claims())
        identity = await verifier.user(f"Bearer {token}")
        verifier.revoke(identity.session_id, time.time() + 60)
        with pytest.raises(Unauthenticated):
            await verifier.user(f"Bearer {token}")


class TestKeys:
    async def test_a_flood_of_unknown_ids_is_one_fetch(self, verifier: Verifier, auth: Auth) -> None:
        for _ in range(200):
            with pytest.raises(Unauthenticated):
                await verifier.user(f"Bearer {with_header(kid=str(uuid4()))}")
        assert auth.fetches == 1

    async def test_are_kept_while_auth_is_down(self, auth: Auth) -> None:
        verifier = Verifier(RemoteKeys(auth.fetch, cooldown=0))
        await verifier.user(f"Bearer {sign(claims())}")
        auth.down = True
        with pytest.raises(Unauthenticated):
            await verifier.user(f"Bearer {with_header(kid='unknown')}")
        await verifier.user(f"Bearer {sign(claims())}")

    async def test_that_were_never_read_make_it_unavailable(self, verifier: Verifier, auth: Auth) -> None:
        auth.down = True
        with pytest.raises(Unavailable):
            await verifier.user(f"Bearer {sign(claims())}")

    async def test_that_are_slow_to_come_are_one_fetch_for_all_who_wait(self, verifier: Verifier, auth: Auth) -> None:
        auth.answers.clear()
        waiting = [asyncio.create_task(verifier.user(f"Bearer {sign(claims())}")) for _ in range(50)]
        while not auth.fetches:
            await asyncio.sleep(0)
        auth.answers.set()
        await asyncio.gather(*waiting)
        assert auth.fetches == 1

    async def test_that_failed_to_come_make_nobody_wait_for_the_next_fetch(self, auth: Auth) -> None:
        verifier = Verifier(RemoteKeys(auth.fetch, cooldown=0))
        auth.down = True
        with pytest.raises(Unavailable):
            await verifier.user(f"Bearer {sign(claims())}")
        auth.answers.clear()
        started = time.monotonic()
        for _ in range(50):
            with pytest.raises(Unavailable):
                await verifier.user(f"Bearer {sign(claims())}")
        assert time.monotonic() - started < PATIENCE
        assert auth.fetches <= 2


class TestKeysThatAreGone:
    async def test_end_all_that_they_signed_at_once(self, verifier: Verifier) -> None:
        token = f"Bearer {sign(claims())}"
        identity = await verifier.user(token)
        verifier.trust(frozenset({identity.kid}))
        assert await verifier.user(token) == identity
        verifier.trust(frozenset({"another"}))
        assert identity.session_id in verifier.revoked  # its streams of events end, too
        with pytest.raises(Unauthenticated):
            await verifier.user(token)

    async def test_stay_gone_whoever_asks(self, auth: Auth) -> None:
        verifier = Verifier(RemoteKeys(auth.fetch))
        await verifier.user(f"Bearer {sign(claims())}")
        verifier.trust(frozenset())
        with pytest.raises(Unauthenticated):
            await verifier.user(f"Bearer {sign(claims())}")
        assert auth.fetches == 1

    async def test_make_room_for_a_new_one_without_waiting_for_the_cooldown(self, auth: Auth) -> None:
        verifier = Verifier(RemoteKeys(auth.fetch))
        kid = (await verifier.user(f"Bearer {sign(claims())}")).kid
        verifier.trust(frozenset())
        verifier.trust(frozenset({kid}))
        await verifier.user(f"Bearer {sign(claims())}")
        assert auth.fetches == 2
