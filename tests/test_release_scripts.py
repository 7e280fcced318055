"""What a release is tried with: scripts/smoke.sh and scripts/error-budget.sh."""

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from deploy.local.suite import Suite

NOWHERE = "http://127.0.0.1:1"


def script(name: str, *arguments: str, **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        [f"scripts/{name}", *arguments],
        env={**os.environ, "TRIES": "2", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@contextmanager
def prometheus(burn_rate: str) -> Iterator[str]:
    """One that answers every query with this number."""
    answer = json.dumps({"status": "success", "data": {"result": [{"value": [0, burn_rate]}]}}).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class TestSmoke:
    def test_passes_on_a_suite_that_works(self, suite: Suite) -> None:
        login = {"SMOKE_USERNAME": "staff@vetchart.com", "SMOKE_PASSWORD": "password"}
        code, said = script("smoke.sh", suite.gateway_url, **login)
        assert (code, said.count("ok ")) == (0, 6), said

    def test_fails_when_nobody_can_log_in(self, suite: Suite) -> None:
        login = {"SMOKE_USERNAME": "nobody@vetchart.com", "SMOKE_PASSWORD": "password", "TRIES": "1"}
        code, said = script("smoke.sh", suite.gateway_url, **login)
        assert code == 1
        assert "FAIL  logs in" in said

    def test_fails_where_nothing_answers(self) -> None:
        assert script("smoke.sh", NOWHERE, TRIES="1")[0] == 1


class TestErrorBudget:
    @pytest.mark.parametrize(("burn_rate", "code"), [("0", 0), ("14.3", 0), ("NaN", 0), ("14.5", 1)])
    def test_fails_when_it_burns_too_fast(self, burn_rate: str, code: int) -> None:
        """NaN: there were no requests."""
        with prometheus(burn_rate) as url:
            assert script("error-budget.sh", url, "0")[0] == code

    def test_fails_without_an_answer(self) -> None:
        code, said = script("error-budget.sh", NOWHERE, "0")
        assert (code, said) == (1, f"FAIL  Prometheus at {NOWHERE} doesn't say\n")
