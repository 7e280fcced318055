from typing import Annotated

from msgspec import Meta

from shared.data.paging import Filter
from shared.wire.shapes import Shape


class WriteProbe(Filter):
    count: Annotated[int, Meta(ge=1, le=1000)] = 5
    payload_size: Annotated[int, Meta(ge=0, le=100_000)] = 128


class ScanProbe(Filter):
    limit: Annotated[int, Meta(ge=1, le=1000)] = 50


class Written(Shape):
    status: str
    inserted: int
    latency_ms: float


class Scanned(Shape):
    status: str
    rows: int
    latency_ms: float
