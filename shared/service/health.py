"""Liveness, readiness and metrics: the three endpoints that every process has for the machines around it."""

import time

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from shared.api.call import json_answer
from shared.api.service import Service
from shared.data.pool import PoolExhausted
from shared.process import metrics
from shared.wire.errors import Unavailable


def health_routes(service: Service) -> list[Route]:
    async def alive(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def ready(_: Request) -> Response:
        """200 when the database answers, it has this code's migrations and the demo is in; else 503 that says why."""
        started = time.perf_counter()
        reason = await why_not_ready(service)
        latency = round((time.perf_counter() - started) * 1000, 2)
        if reason:
            return json_answer({"status": "error", "latencyMs": latency, "error": reason}, 503)
        return json_answer({"status": "ok", "latencyMs": latency})

    async def measured(request: Request) -> Response:
        service.db.pool.observe()
        body, media_type = metrics.render(request.headers.get("accept", ""))
        return Response(body, headers={"Content-Type": media_type})

    return [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", measured)]


async def why_not_ready(service: Service) -> str | None:
    if service.draining:
        return "draining"
    try:
        async with service.db.pool.connection() as connection:
            version = await connection.fetchval("SELECT version_num FROM schema_version")
    except PoolExhausted:
        return None  # busy, and it was ready before: taken out, it would leave its load to the rest
    except Unavailable as error:
        return error.detail
    except Exception as error:
        return f"the schema isn't there: {type(error).__name__}"
    # A newer schema is well: migrations only expand what the last release still uses, so that it can be rolled back to.
    if (version or "") < service.migration:
        return f"the schema is at {version}, this code needs {service.migration}"
    return None if service.demo_loaded else "the demo clinics are being loaded"
