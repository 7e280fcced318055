"""Tokens that auth didn't give out for this are 401, though most are signed with its own key."""

import time
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.local.configuration import Secrets
from deploy.operations.load import LOGIN
from services.auth.keys.sealing import Seal
from shared.testing import kit as testing
from shared.tests.test_auth import BAD, claims, with_header
from tests.chaos.hospital import Hospital
from tests.chaos.table import Figures

COOKIE = "__Host-vetchart_refresh"
COOLDOWN = 5.0  # seconds, of Jwks
FLOOD = 200


@pytest.fixture
def _own_key(whole: Hospital, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' key becomes auth's, as if it had been stolen: what is refused is refused for what it says."""
    kid, sealed = whole.sql("SELECT kid, encode(sealed, 'hex') FROM auth.signing_keys")[0].split("|")
    secret = Secrets.load_or_create(whole.suite.var / "secrets.json").jwt_secret
    private, _ = Seal(secret).open(kid, bytes.fromhex(sealed))
    monkeypatch.setattr(testing, "_KEY", Ed25519PrivateKey.from_private_bytes(private))
    monkeypatch.setattr(testing, "KID", kid)


@pytest.mark.usefixtures("_own_key")
def test_tokens_of_every_bad_kind(whole: Hospital, figures: Figures) -> None:
    assert _status(whole, testing.sign(claims())) == 404  # the right key, for a clinic that nobody knows
    tokens = {kind: make() for kind, make in BAD.items()} | {"a refresh token": _refresh_token(whole)}
    wrong = [kind for kind, token in tokens.items() if _status(whole, token) != 401]
    figures.none("not 401", wrong, len(tokens))
    figures.check()


def test_a_flood_of_unknown_keys(whole: Hospital, figures: Figures) -> None:
    before, started = _fetches(whole), time.monotonic()
    found = [_status(whole, with_header(kid=str(uuid4()))) for _ in range(FLOOD)]
    cooldowns = 1 + (time.monotonic() - started) / COOLDOWN
    figures.none("not 401", [status for status in found if status != 401], FLOOD)
    figures.at_most("fetches of the keys a cooldown", (_fetches(whole) - before) / cooldowns, 1, "")
    figures.check()


def _status(whole: Hospital, token: str) -> int:
    return whole.client.get("/api/owners?limit=1", headers={"Authorization": f"Bearer {token}".strip()}).status_code


def _refresh_token(whole: Hospital) -> str:
    login = whole.client.post("/api/auth/login", json={**LOGIN, "session": "cookie"})
    return login.headers["Set-Cookie"].partition(f"{COOKIE}=")[2].partition(";")[0]


def _fetches(whole: Hospital) -> float:
    lines = whole.client.get("/metrics").text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("jwks_fetches_total "))
