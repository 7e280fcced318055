"""The gateway: wiring only."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.endpoints.audit import Audit
from gateway.endpoints.composed import Composed
from gateway.endpoints.docs import Docs
from gateway.endpoints.health import Healthcheck
from gateway.endpoints.openapi import OpenApi
from gateway.endpoints.page import Spa
from gateway.endpoints.parts import Parts
from gateway.ingress.addresses import Addresses
from gateway.ingress.clients import Clients
from gateway.ingress.edge import Edge
from gateway.ingress.rates import Rates
from gateway.ingress.server import Gateway
from gateway.limits import Limits
from gateway.settings import GatewaySettings
from gateway.streams.changes import Changes
from gateway.streams.streams import Streams
from gateway.upstreams.balancer import Balancer
from gateway.upstreams.proxy import Proxy
from gateway.upstreams.transport import ThroughBalancers
from shared.identity.peers import Peers, follow_revocations
from shared.identity.tokens import RemoteKeys, Verifier
from shared.process import logging, metrics, tracing
from shared.process.envelope import Envelope
from shared.process.server import run
from shared.process.tracing import TracedApp


class GatewayApp:
    """The application as uvicorn runs it, with the parts that tests look at."""

    def __init__(self, settings: GatewaySettings) -> None:
        self.settings = settings
        self.balancers = {
            service: Balancer(service, urls, settings.replica_in_flight)
            for service, urls in settings.upstreams().items()
        }
        # To the frame, a service is one address; the transport finds a replica.
        self.peers = Peers(
            "gateway", settings.model_copy(update={"auth_url": "http://auth"}), ThroughBalancers(self.balancers)
        )
        self.verifier = Verifier(RemoteKeys(self.peers.jwks))
        self.limits = Limits(settings.max_in_flight)
        self.addresses = Addresses(settings)
        self.clients = Clients(settings.trusted_proxies, settings.metrics_allow)
        self.rates = Rates({"user": settings.user_rate, "address": settings.address_rate}, settings.rate_storage)
        proxy = Proxy(self.balancers, settings, self.limits)
        self.streams = Streams(self.verifier, self.limits, settings)
        parts = Parts(proxy, settings)
        self.health = Healthcheck(parts)
        openapi, composed = OpenApi(parts), Composed(parts)
        self.gateway = Gateway(
            settings,
            verifier=self.verifier,
            clients=self.clients,
            limits=self.limits,
            rates=self.rates,
            proxy=proxy,
            own={
                "/api/health": self.health.all,
                "/api/db/health": self.health.databases,
                "/healthz": self.health.alive,
                "/readyz": self.health.ready,
                "/api/openapi.json": openapi.document,
                "/api/docs": Docs(openapi).page,
                "/api/docs/style.css": Docs(openapi).style,
                "/api/events": self.streams.events,
                "/api/dashboard/stats": composed.stats,
                "/api/patients/{id}/summary": composed.summary,
                "/api/audit": Audit(parts).entries,
                "/api/audit/verify": Audit(parts).verify,
            },
            page=Spa(settings.web_folder).page,
            lifespan=self._lifespan,
        )
        app: ASGIApp = self.gateway
        if settings.cors_origins:
            app = CORSMiddleware(
                app, settings.cors_origins, ["*"], ["*"], expose_headers=["ETag", "Link", "Retry-After"]
            )
        self._app = Envelope(TracedApp(app), "gateway", edge=True, sample=settings.trace_sample)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    def drain(self) -> None:
        self._app.closing = True
        self.health.drain()
        self.streams.drain()

    @contextlib.asynccontextmanager
    async def _lifespan(self) -> AsyncIterator[None]:
        await asyncio.gather(*(balancer.refresh() for balancer in self.balancers.values()))
        work = [balancer.follow(self.settings.resolve_interval) for balancer in self.balancers.values()]
        work += [balancer.probe(self.settings.probe_interval) for balancer in self.balancers.values()]
        work += [Changes(service, self.peers, self.streams).follow() for service in self.balancers]
        work += [follow_revocations(self.peers, "http://auth", self.verifier), self.streams.watch()]
        tasks = [asyncio.create_task(each) for each in work]
        try:
            yield
        finally:
            self.health.drain()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.peers.close()
            await self.rates.close()
            for balancer in self.balancers.values():
                balancer.close()


def serve(settings: GatewaySettings) -> None:
    logging.configure("gateway", settings.log_level)
    tracing.configure("gateway", settings.otel_exporter_otlp_endpoint)
    metrics.built("gateway")
    app = GatewayApp(settings)
    run(app, settings, "gateway", http=Edge, on_drain=app.drain)
