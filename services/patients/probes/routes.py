"""Load probes of the database, for k6. Only with DB_PROBE=true, which production refuses."""

import time

from starlette.responses import Response

from services.patients.probes import queries
from services.patients.probes.schemas import Scanned, ScanProbe, WriteProbe, Written
from services.patients.settings import PatientsSettings
from shared.api.call import Call, json_answer
from shared.api.endpoints import Endpoint
from shared.wire.errors import NotFound


async def test_write(call: Call) -> Response:
    """Write rows and say how long it took."""
    _allowed(call)
    probe, started = call.query(WriteProbe), time.perf_counter()
    inserted = await call.read(queries.write, probe.count, probe.payload_size)
    return json_answer(Written(status="ok", inserted=inserted, latency_ms=_since(started)))


async def test_scan(call: Call) -> Response:
    """Read rows and say how long it took."""
    _allowed(call)
    probe, started = call.query(ScanProbe), time.perf_counter()
    rows = await call.read(queries.scan, probe.limit)
    return json_answer(Scanned(status="ok", rows=rows, latency_ms=_since(started)))


def _allowed(call: Call) -> None:
    settings = call.service.settings
    if not (isinstance(settings, PatientsSettings) and settings.db_probe):
        raise NotFound("The load probes are off; DB_PROBE=true turns them on.")


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)


ENDPOINTS = [
    Endpoint("POST", "/db/test-write", test_write, "database:probe", response=Written, query=WriteProbe, once=False),
    Endpoint("GET", "/db/test-scan", test_scan, "database:probe", response=Scanned, query=ScanProbe),
]
