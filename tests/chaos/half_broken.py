"""The patients service, of whose answers every second is 500 for as long as the file named by $FAULT exists."""

import itertools
import os
from pathlib import Path

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from services.patients.app import create_app
from services.patients.settings import PatientsSettings
from shared.process.settings import load
from shared.service.app import ServiceApp, serve


class HalfBroken(ServiceApp):
    """Its health checks stay well."""

    def __init__(self, app: ServiceApp) -> None:
        super().__init__(app._app.app, app.service, app.endpoints)
        self._fault = Path(os.environ["FAULT"])
        self._numbers = itertools.count()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app: ASGIApp = super().__call__
        if scope.get("path", "").startswith("/api/") and self._fault.exists() and next(self._numbers) % 2:
            app = Response(status_code=500)
        await app(scope, receive, send)


serve(HalfBroken(create_app(load(PatientsSettings, "patients"))))
