"""Rotation of signing keys: the first is made at the first start, a new one at each rotation."""

import json
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from services.auth.keys.queries import add_key, home, lock_keys, published_keys, reseal_key, retire_keys
from services.auth.keys.sealing import Seal
from shared.data.db import SystemTransaction
from shared.values.ids import new_id

# Longer than anybody keeps the JWKS, who asks for it as its Cache-Control says.
JWKS_MAX_AGE = 300
PUBLISHED_BEFORE_SIGNING = timedelta(seconds=2 * JWKS_MAX_AGE)
END_SESSIONS = (Path(__file__).parents[1] / "end_sessions.sql").read_text()


async def end_sessions_of_another(tx: SystemTransaction) -> bool:
    """Whether the keys were made in another database, of which this one is a restored copy: then all sessions end."""
    if not await _is_copy(tx):
        return False
    await lock_keys(tx)
    if copy := await _is_copy(tx):  # another replica may have done it meanwhile
        await tx.connection.execute(END_SESSIONS)
    return copy


async def make_first_key(tx: SystemTransaction, seal: Seal) -> None:
    await lock_keys(tx)
    if not any(row["signs"] for row in await published_keys(tx)):
        await _make(tx, seal, timedelta(0))


async def rotate(tx: SystemTransaction, seal: Seal, longest_token_ttl: int) -> str:
    """Publishes a key that signs later; the others stay until their last token is over. Gives the new one's id."""
    await lock_keys(tx)
    await retire_keys(tx, PUBLISHED_BEFORE_SIGNING + timedelta(seconds=longest_token_ttl + JWKS_MAX_AGE))
    return await _make(tx, seal, PUBLISHED_BEFORE_SIGNING)


async def open_key(tx: SystemTransaction, seal: Seal, kid: str, sealed: bytes) -> Ed25519PrivateKey:
    """Seals it anew where the previous secret did. Raises SealedByAnother."""
    private, current = seal.open(kid, sealed)
    if not current:
        await reseal_key(tx, kid, seal.close(kid, private))
    return Ed25519PrivateKey.from_private_bytes(private)


async def _make(tx: SystemTransaction, seal: Seal, delay: timedelta) -> str:
    key, kid = Ed25519PrivateKey.generate(), f"{await home(tx)}.{new_id()}"
    public = json.loads(OKPAlgorithm.to_jwk(key.public_key())) | {"kid": kid, "alg": "EdDSA", "use": "sig"}
    await add_key(tx, kid, json.dumps(public), seal.close(kid, key.private_bytes_raw()), delay)
    return kid


async def _is_copy(tx: SystemTransaction) -> bool:
    """By the ids of its keys; those from before they named their database count as its own."""
    here = await home(tx)
    return any(row["kid"].rpartition(".")[0] not in (here, "") for row in await published_keys(tx))
