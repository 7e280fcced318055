"""Runs an ASGI app under uvicorn, with a graceful shutdown that loses no request."""

import asyncio
import gc
import socket
import sys
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from shared.process import logging, tracing
from shared.process.http1.connection import Connection
from shared.process.settings import Settings

GRACE = 10
# libuv takes one connection from a listener in each turn of the loop. Under overload turns are long, and clients that
# wait to be let in see seconds; copies of the listener let in as many a turn (its queue overflowed 1,500 times in 8 s
# of overload, and with copies never).
ACCEPTS = 16
# Objects made and not freed before the collector looks for cycles. A request leaves none behind, but those in flight
# are looked through each time: with Python's 700 that was nearly a tenth of a service's CPU.
GARBAGE = 20_000
# The thread that sends spans gives way to the requests after this: with Python's 5 ms they stumbled over it at each
# turn of the loop.
SWITCH = 0.0005


class Server(uvicorn.Server):
    """On SIGTERM: unready first, then `drain_seconds` for balancers to see it, then uvicorn's own stop."""

    def __init__(self, config: uvicorn.Config, on_drain: Callable[[], None], drain_seconds: float) -> None:
        super().__init__(config)
        self._on_drain = on_drain
        self._drain_seconds = drain_seconds

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        gc.collect()
        gc.freeze()
        gc.set_threshold(GARBAGE)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Whoever waits for events is told here; uvicorn would wait for them as for any other answer.
        self._on_drain()
        await asyncio.sleep(self._drain_seconds)
        await super().shutdown(sockets)
        # Here and not at exit: uvicorn ends the process by the signal it caught, which runs no exit handlers.
        logging.flush()
        await asyncio.to_thread(tracing.shutdown)


def run(
    app: ASGIApp,
    settings: Settings,
    service: str,
    *,
    http: type[Connection] = Connection,
    on_drain: Callable[[], None] = lambda: None,
) -> None:
    """Serves until SIGTERM or SIGINT. `on_drain` makes /readyz say 503, and ends open streams and long polls."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=http,
        ws="none",
        interface="asgi3",
        lifespan="on",
        proxy_headers=False,  # the default believes 127.0.0.1
        server_header=False,
        date_header=True,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=GRACE,
    )
    sys.setswitchinterval(SWITCH)
    with socket.create_server((settings.host, settings.port), backlog=config.backlog) as listener:
        sockets = [listener, *(listener.dup() for _ in range(ACCEPTS - 1))]
        logging.get().info("starting", service=service, port=listener.getsockname()[1])
        Server(config, on_drain, settings.drain_seconds).run(sockets)
