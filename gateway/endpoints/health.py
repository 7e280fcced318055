"""Readiness of the gateway, and health of the services behind it."""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from starlette.responses import PlainTextResponse, Response

from gateway.endpoints.parts import Parts
from gateway.http.calls import OwnCall
from gateway.routes import SERVICES

FRESH = 1.0  # seconds: everybody may ask, and asking must cost the databases nothing
PATIENCE = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class State:
    ok: bool
    latency_ms: float


class Healthcheck:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._started = time.monotonic()
        self._draining = False
        self._lock = asyncio.Lock()
        self._seen = float("-inf")
        self._states: dict[str, State] = {}

    def drain(self) -> None:
        self._draining = True

    async def alive(self, _: OwnCall) -> Response:
        return PlainTextResponse("ok")

    async def ready(self, _: OwnCall) -> Response:
        """Not ready when it stops. A service that is down doesn't count: the others' calls go on being answered."""
        return PlainTextResponse("draining", 503) if self._draining else PlainTextResponse("ok")

    async def all(self, _: OwnCall) -> Response:
        states = await self._look()
        services = {name: "ok" if state.ok else "down" for name, state in states.items()}
        uptime = round(time.monotonic() - self._started, 3)
        return _answer({"status": "ok", "uptime": uptime, "timestamp": _now(), "services": services})

    async def databases(self, _: OwnCall) -> Response:
        """Each service says whether its database and schema are there."""
        states = await self._look()
        down = [name for name, state in states.items() if not state.ok]
        services = {
            name: {"status": "ok" if state.ok else "error", "latencyMs": state.latency_ms}
            for name, state in states.items()
        }
        latency = max(state.latency_ms for state in states.values())
        body = {"status": "error" if down else "ok", "latencyMs": latency, "timestamp": _now(), "services": services}
        if down:
            body["error"] = f"no answer from the database of {', '.join(down)}"
        return _answer(body, 503 if down else 200)

    async def _look(self) -> dict[str, State]:
        async with self._lock:
            if time.monotonic() - self._seen > FRESH:
                found = await asyncio.gather(*(self._state(service) for service in SERVICES))
                self._states = dict(zip(SERVICES, found, strict=True))
                self._seen = time.monotonic()
            return self._states

    async def _state(self, service: str) -> State:
        """The latency is the database's, as the service measured it; of one that is down, what we waited."""
        started = time.perf_counter()
        part = await self._parts.ask(service, "/readyz", None, PATIENCE)
        waited = round((time.perf_counter() - started) * 1000, 2)
        if part is None or not part.ok:
            return State(False, waited)
        try:
            return State(True, float(msgspec.json.decode(part.body)["latencyMs"]))
        except (msgspec.DecodeError, KeyError, TypeError, ValueError):
            return State(True, waited)


def _answer(body: dict[str, Any], status: int = 200) -> Response:
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    return Response(msgspec.json.encode(body), status, headers)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
