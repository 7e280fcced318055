"""Black-box probe: one look at the suite from outside, as a user who logs in, reads the list of patients, logs out."""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx2 as httpx
from prometheus_client import Gauge

from deploy.probe.settings import ProbeSettings

SUCCESS = Gauge("probe_success", "1 when the last look logged in and read the list.")
DURATION = Gauge("probe_duration_seconds", "How long the last look's steps took.", ["step"])
EXPIRY = Gauge("probe_ssl_earliest_cert_expiry", "When the gateway's certificate ends.", ["host"])


def look(settings: ProbeSettings) -> str:
    """What is wrong, empty when all is well; and all of it as metrics."""
    fault = _fault(settings)
    SUCCESS.set(0 if fault else 1)
    return fault


def _fault(settings: ProbeSettings) -> str:
    try:
        _note_certificate(settings.url, settings.timeout)
        with httpx.Client(base_url=settings.url, timeout=settings.timeout) as client:
            _use(client, settings)
    except (OSError, httpx.HTTPError, KeyError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _use(client: httpx.Client, settings: ProbeSettings) -> None:
    with _step("login"):
        login = {"username": settings.username, "password": settings.secret}
        answer = client.post("/api/auth/login", json=login).raise_for_status().json()
    client.headers["Authorization"] = f"Bearer {answer['token']}"
    try:
        with _step("read"):
            client.get("/api/patients").raise_for_status().json()
    finally:
        client.post("/api/auth/logout")  # a session for each look would pile up


@contextmanager
def _step(name: str) -> Iterator[None]:
    started = time.perf_counter()
    try:
        yield
    finally:
        DURATION.labels(name).set(time.perf_counter() - started)


def _note_certificate(url: str, timeout: float) -> None:
    """Of one that isn't valid any more the last known end stays."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        return
    with (
        socket.create_connection((parts.hostname, parts.port or 443), timeout) as plain,
        ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname) as tls,
    ):
        certificate = tls.getpeercert() or {}
    EXPIRY.labels(parts.hostname).set(ssl.cert_time_to_seconds(str(certificate["notAfter"])))
