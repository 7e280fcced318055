"""TLS to PostgreSQL by setting alone: `sslmode` in DATABASE_URL, or PGSSLMODE and PGSSLROOTCERT.

The embedded PostgreSQL is built without TLS, so a front ends it, as a pooler before a server does.
"""

import asyncio
import contextlib
import ipaddress
import ssl
import struct
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.data.db import Database
from shared.process.settings import ServiceSettings
from shared.testing.kit import database_url, settings_for
from shared.wire.errors import Unavailable

# PostgreSQL 18, 54.7: the first message of a client that wants TLS, and what a server without a rule for it says.
SSL_REQUEST = struct.pack("!ii", 8, 80877103)
_REASON = b"SFATAL\0VFATAL\0C28000\0Mno pg_hba.conf entry, no encryption\0\0"
REFUSAL = b"E" + struct.pack("!i", len(_REASON) + 4) + _REASON


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 and its key, as files."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "postgres")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
    certificate = builder.add_extension(address, critical=False).sign(key, hashes.SHA256())
    files = folder / "server.crt", folder / "server.key"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].touch(mode=0o600)
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tls")


@pytest.fixture(scope="module")
def certificate(folder: Path) -> Path:
    return self_signed(folder)[0]


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


class Front:
    """Speaks PostgreSQL's SSLRequest, hands on what comes by TLS, and refuses whoever comes without."""

    def __init__(self, files: tuple[Path, Path], server_port: int) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(*files)
        self._server_port = server_port

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await reader.readexactly(8) != SSL_REQUEST:
            writer.write(REFUSAL)
            writer.close()
            return
        writer.write(b"S")
        await writer.drain()
        try:
            await writer.start_tls(self._context)
        except OSError:  # the client doesn't believe the certificate
            return
        to_server = await asyncio.open_connection("127.0.0.1", self._server_port)
        await asyncio.gather(_pass_on(reader, to_server[1]), _pass_on(to_server[0], writer))


@pytest.fixture(scope="module")
async def port(folder: Path, certificate: Path) -> AsyncIterator[int]:
    parts = urlsplit(database_url("auth_svc"))
    front = Front((certificate, certificate.with_suffix(".key")), parts.port or 0)
    listening = await asyncio.start_server(front.serve, "127.0.0.1", 0)
    yield listening.sockets[0].getsockname()[1]
    listening.close()


async def answer(port: int, options: str = "") -> object:
    """What a service's own pool is answered there."""
    parts = urlsplit(database_url("auth_svc"))
    netloc = parts.netloc.replace(f":{parts.port}", f":{port}")
    url = parts._replace(netloc=netloc).geturl() + options
    settings = ServiceSettings.model_validate(settings_for("auth") | {"database_url": url})
    db = Database(settings)
    try:
        with contextlib.suppress(Exception):  # as a service starts: who asks is told
            await db.connect()
        async with db.pool.connection() as connection:
            return await connection.fetchval("SELECT current_user")
    finally:
        await db.close()


class TestAServiceThatAsksForTLS:
    async def test_verifies_the_server_by_its_certificate(self, port: int, certificate: Path) -> None:
        assert await answer(port, f"?sslmode=verify-full&sslrootcert={certificate}") == "auth_svc"

    async def test_by_environment(self, port: int, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PGSSLMODE", "verify-full")
        monkeypatch.setenv("PGSSLROOTCERT", str(certificate))
        assert await answer(port) == "auth_svc"

    async def test_refuses_a_server_with_another_certificate(self, port: int, tmp_path: Path) -> None:
        other, _ = self_signed(tmp_path)
        with pytest.raises(Unavailable) as refusal:
            await answer(port, f"?sslmode=verify-full&sslrootcert={other}")
        assert isinstance(refusal.value.__cause__, ssl.SSLCertVerificationError)


class TestAServerThatAsksForTLS:
    async def test_lets_nobody_in_without(self, port: int) -> None:
        with pytest.raises(Unavailable) as refused:
            await answer(port, "?sslmode=disable")
        assert "no encryption" in str(refused.value.__cause__)
