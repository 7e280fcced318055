"""What JWT_SECRET is for: it seals the private keys and second factors in the database, and makes refresh tokens'
successors."""

import os
from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12


class SealedByAnother(Exception):
    """Neither the secret nor the previous one opens it."""


class Seal:
    """`previous`: the secret before this one; what it sealed can still be opened."""

    def __init__(self, secret: str, previous: str | None = None) -> None:
        self._current = AESGCM(_derive(secret, b"vetchart signing keys"))
        self._previous = AESGCM(_derive(previous, b"vetchart signing keys")) if previous else None
        self._successors = _derive(secret, b"vetchart refresh tokens")

    def close(self, kid: str, private: bytes) -> bytes:
        """`kid` names what it is, so that nothing can be put in the place of another."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._current.encrypt(nonce, private, kid.encode())

    def open(self, kid: str, sealed: bytes) -> tuple[bytes, bool]:
        """The private key, and whether the current secret sealed it. Raises SealedByAnother."""
        for cipher in (self._current, self._previous):
            try:
                if cipher:
                    private = cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], kid.encode())
                    return private, cipher is self._current
            except InvalidTag:
                continue
        raise SealedByAnother

    def successor(self, refresh_token: str, number: int = 0) -> str:
        """The refresh token after this one: always the same, so that two tabs at once get one, and never to be guessed
        from it or from the database. `number`: in the place of how many that were lost on their way."""
        mac = HMAC(self._successors, SHA256())
        mac.update(f"{refresh_token} {number}".encode() if number else refresh_token.encode())
        return urlsafe_b64encode(mac.finalize()).decode().rstrip("=")


def digest(token: str) -> bytes:
    """What is stored of a token or recovery code; it is random, so a plain hash can't be guessed back."""
    return sha256(token.encode()).digest()


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
