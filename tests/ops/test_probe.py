"""The synthetic probe against a running suite, and against nothing."""

import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from deploy.local.suite import Suite
from deploy.probe.look import look
from deploy.probe.settings import ProbeSettings
from tests.ops.certificate import CertificateFiles, certificate

NOBODY = "http://127.0.0.1:9"


def settings(url: str, **more: str) -> ProbeSettings:
    return ProbeSettings.model_validate(
        {"url": url, "username": "staff@vetchart.com", "password": "password", "timeout": 20, **more}
    )


def measured(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


class TestLook:
    def test_logs_in_and_reads(self, suite: Suite) -> None:
        assert look(settings(suite.gateway_url)) == ""
        assert measured("probe_success") == 1
        assert measured("probe_duration_seconds", step="login")
        assert measured("probe_duration_seconds", step="read")

    def test_a_wrong_password_is_a_failure(self, suite: Suite) -> None:
        assert "401" in look(settings(suite.gateway_url, username="nobody@vetchart.com", password="wrong"))
        assert measured("probe_success") == 0

    def test_a_suite_that_is_down_is_a_failure(self) -> None:
        assert "ConnectError" in look(settings(NOBODY))
        assert measured("probe_success") == 0


class TestCertificate:
    def test_its_end_is_told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        files = certificate(tmp_path, days=10)
        monkeypatch.setenv("SSL_CERT_FILE", str(files.certificate))
        with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
            _speak_tls(server, files)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            look(settings(f"https://localhost:{server.server_port}"))
            server.shutdown()
        assert measured("probe_ssl_earliest_cert_expiry", host="localhost") == files.ends

    def test_without_tls_there_is_none(self) -> None:
        look(settings("http://plain.invalid"))
        assert measured("probe_ssl_earliest_cert_expiry", host="plain.invalid") is None


class TestSettings:
    def test_the_password_may_be_in_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "password").write_text("from the file\n")
        given = settings(NOBODY, password="", password_file=str(tmp_path / "password"))
        assert given.secret == "from the file"

    def test_without_a_password_it_refuses_and_shows_none(self) -> None:
        with pytest.raises(ValueError, match="PROBE_PASSWORD") as refused:
            settings(NOBODY, password="")
        assert "staff@" not in str(refused.value)


def _speak_tls(server: HTTPServer, files: CertificateFiles) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.certificate, files.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
