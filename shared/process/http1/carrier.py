"""Interface of the connection that carries an exchange."""

import asyncio
from typing import Any, Protocol

from starlette.types import ASGIApp
from uvicorn.server import ServerState


class Carrier(Protocol):
    app: ASGIApp
    app_state: dict[str, Any]
    draining: bool
    loop: asyncio.AbstractEventLoop
    scheme: str
    state: ServerState
    transport: asyncio.Transport
    writable: asyncio.Future[None] | None

    @property
    def outside(self) -> bool: ...
    @property
    def server(self) -> tuple[str, int | None] | None: ...
    @property
    def client(self) -> tuple[str, int] | None: ...
    def pause_reading(self) -> None: ...
    def resume_reading(self) -> None: ...
    def write(self, data: bytes) -> None: ...
    def note_buffered(self) -> None: ...
    def answered(self, *, closes: bool) -> None: ...
