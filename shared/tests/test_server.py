import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest

PROGRAM = """
import asyncio
from shared.process import logging, server
from shared.process.settings import Settings
from shared.process.envelope import Envelope

draining = asyncio.Event()

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while (message := await receive())["type"]:
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    await receive()
    if scope["path"] == "/events":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"open", "more_body": True})
        await draining.wait()
        await send({"type": "http.response.body", "body": b", closed"})
        return
    ready = scope["path"] != "/readyz" or not draining.is_set()
    await send({"type": "http.response.start", "status": 200 if ready else 503, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})

logging.configure("patients", "info")
secret = "a secret of the tests, long enough"
settings = Settings(_env_file=None, vetchart_env="test", port=0, drain_seconds=0.5, service_secret=secret)
server.run(Envelope(app, "patients"), settings, "patients", on_drain=draining.set)
"""


class Process:
    def __init__(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        for line in self.process.stdout:
            if (told := json.loads(line))["event"] == "starting":
                self.url = f"http://127.0.0.1:{told['port']}"
                return
        raise RuntimeError("the server did not start")

    def rest(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.process.communicate(timeout=10)[0].splitlines()]


@pytest.fixture
def process() -> Iterator[Process]:
    process = Process()
    yield process
    process.process.kill()
    process.process.communicate()


class TestStop:
    def test_it_goes_unready_answers_on_and_then_ends(self, process: Process) -> None:
        assert httpx.get(process.url + "/readyz").status_code == 200
        process.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + 5
        while httpx.get(process.url + "/readyz").status_code != 503:
            assert time.monotonic() < deadline
        assert httpx.get(process.url + "/owners").status_code == 200
        assert [line["route"] for line in process.rest() if line["event"] == "request"] == ["unmatched"]

    def test_open_streams_are_closed_by_their_app(self, process: Process) -> None:
        with httpx.stream("GET", process.url + "/events") as stream:
            parts = stream.iter_bytes()
            assert next(parts) == b"open"
            process.process.send_signal(signal.SIGTERM)
            assert b"".join(parts) == b", closed"
        assert process.process.wait(5) == -signal.SIGTERM


class TestAnswers:
    def test_they_have_a_date_and_do_not_name_the_server(self, process: Process) -> None:
        headers = httpx.get(process.url).headers
        assert "date" in headers
        assert "server" not in headers

    def test_a_websocket_is_an_ordinary_request(self, process: Process) -> None:
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        assert httpx.get(process.url, headers=upgrade).status_code == 200
