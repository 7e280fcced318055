"""A service's ASGI application: the plan's endpoints within what every service has."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from functools import partial
from typing import Any

import httpx2 as httpx
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.api import openapi
from shared.api.call import json_answer
from shared.api.endpoints import Endpoint, endpoint_routes
from shared.api.service import Service
from shared.data.idempotency import prune_keys
from shared.feed.follower import Follower
from shared.feed.lease import Lease
from shared.identity.peers import follow_revocations
from shared.process import logging, metrics, tracing
from shared.process.envelope import Envelope
from shared.process.server import run
from shared.process.settings import ServiceSettings
from shared.process.tracing import TracedApp
from shared.service.audit_calls import audit_endpoints
from shared.service.feed import feed_endpoints
from shared.service.health import health_routes
from shared.service.plan import Plan
from shared.wire.errors import NotFound

log = structlog.get_logger()


def service_app(
    plan: Plan, settings: ServiceSettings, transport: httpx.AsyncBaseTransport | None = None
) -> "ServiceApp":
    """`transport`: how peers are reached, for tests."""
    service = Service(
        plan.name,
        settings,
        transport,
        look_ups=plan.look_ups(settings),
        resources=plan.resources,
        keys=plan.keys,
        name_of=plan.name_of,
        has_demo=plan.demo is not None,
    )
    endpoints = [*plan.endpoints, *audit_endpoints(), *(feed_endpoints(plan.publishes) if plan.publishes else [])]
    document = openapi.document(plan.name, endpoints)

    async def described(_: Request) -> Response:
        return json_answer(document)

    # Starlette's router without its middleware, which would catch again what endpoints and the envelope catch.
    router = Router(
        routes=[
            *endpoint_routes(endpoints, service),
            *health_routes(service),
            Route("/internal/openapi.json", described),
        ],
        default=_not_found,
        redirect_slashes=False,  # a redirect would name the service's own host
        lifespan=lambda _: _lifespan(plan, service),
    )
    return ServiceApp(router, service, endpoints)


class ServiceApp:
    """The application as uvicorn runs it, with the parts that tests look at."""

    def __init__(self, app: ASGIApp, service: Service, endpoints: list[Endpoint]) -> None:
        self.service = service
        self.endpoints = endpoints
        self._app = Envelope(TracedApp(app), service.name)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    def drain(self) -> None:
        self._app.closing = True
        self.service.drain()


def serve(app: ServiceApp) -> None:
    settings = app.service.settings
    logging.configure(app.service.name, settings.log_level)
    tracing.configure(app.service.name, settings.otel_exporter_otlp_endpoint)
    metrics.built(app.service.name)
    run(app, settings, app.service.name, on_drain=app.drain)


@contextlib.asynccontextmanager
async def _lifespan(plan: Plan, service: Service) -> AsyncIterator[None]:
    with contextlib.suppress(Exception):  # not there yet: /readyz says so, and each request tries again
        await service.db.connect()
    tasks = [asyncio.create_task(work) for work in _background(plan, service)]
    try:
        yield
    finally:
        service.drain()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await service.peers.close()
        await service.db.close()


def _background(plan: Plan, service: Service) -> list[Coroutine[Any, Any, None]]:
    work: list[Any] = [each(service) for each in plan.background]
    urls = plan.urls(service.settings)
    followers = [Follower(service.nodes, service.peers, each, urls[each], plan.follows[each]) for each in urls]
    pruning = partial(prune_keys, service.db)
    work.append(Lease(service.db, "leader").lead([pruning, *(each.run for each in followers)]))
    if plan.keys is None:
        work.append(follow_revocations(service.peers, service.settings.auth_url, service.verifier))
    if plan.demo and not service.demo_loaded:
        work.append(_load_demo(plan.demo, service))
    return work


async def _load_demo(load: Callable[[Service], Awaitable[None]], service: Service) -> None:
    """Tries until the parts of the others that it stands on are there."""
    while not service.demo_loaded:
        try:
            await load(service)
            service.demo_loaded = True
        except Exception as error:
            log.info("demo clinics wait", error=type(error).__name__)
            await asyncio.sleep(0.3)
    service.wake_followers()


async def _not_found(scope: Scope, receive: Receive, send: Send) -> None:
    await NotFound().response(scope.get("vetchart.request_id", ""))(scope, receive, send)
