"""Prometheus metrics: the name of every one in the suite, and their exposition."""

import platform
import tomllib
from pathlib import Path

from prometheus_client import REGISTRY, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.exposition import choose_encoder

disable_created_metrics()  # type: ignore[no-untyped-call]

VERSION: str = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]["version"]
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

REQUESTS = Histogram(
    "http_request_duration_seconds",
    "Time from a request's head to the end of its answer.",
    ["service", "method", "route", "code"],
    # 0.3 s is the objective's edge (ops/slo.md).
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10),
)
BUILD = Gauge("build_info", "The running version: always 1.", ["service", "version", "python"])

DB_POOL_SIZE = Gauge("db_pool_size", "Connections open to PostgreSQL.")
DB_POOL_IDLE = Gauge("db_pool_idle", "Connections that nobody uses.")
DB_POOL_WAITING = Gauge("db_pool_waiting", "Requests that wait for a connection.")
DB_REFUSED = Counter("db_refused_total", "Requests and tasks that got no connection.", ["reason"])
for _reason in ("pool_exhausted", "unreachable"):
    DB_REFUSED.labels(_reason)  # at 0 from the start, so that the first one is an increase

DB_WORKER_AWAY = Gauge("db_worker_away", "1 while a worker of Citus gives no answer.", ["worker"])

FEED_APPLIED = Gauge("feed_applied_timestamp_seconds", "Every event before this time is applied.", ["source"])
FEED_EVENTS = Counter("feed_events_total", "Events applied.", ["source"])
FEED_RESTING = Gauge("feed_clinic_waiting", "1 while a clinic's events can't be applied.", ["source", "clinic"])
FEED_FORKS = Counter("feed_forks_total", "Clinics whose chain isn't the one that was followed.", ["source"])

LOGINS = Counter("logins_total", "Attempts to log in.", ["result"])
for _result in ("success", "wrong", "limited"):
    LOGINS.labels(_result)
RECORD_VIEWS = Counter("record_views_total", "Medical records shown.")
IDEMPOTENT_REPLAYS = Counter("idempotent_replays_total", "POSTs answered with the stored answer.")
JWKS_FETCHES = Counter("jwks_fetches_total", "Fetches of the public keys.")

UPSTREAM_IN_FLIGHT = Gauge("upstream_requests_in_flight", "Requests a replica works on.", ["service", "replica"])
UPSTREAM_ROOM = Gauge("upstream_requests_room", "Requests a replica may work on just now.", ["service", "replica"])
UPSTREAM_EJECTED = Gauge("upstream_ejected", "1 while a replica gets no requests.", ["service", "replica"])
UPSTREAM_EJECTIONS = Counter("upstream_ejections_total", "Times a replica was taken out.", ["service", "replica"])
BREAKER_OPEN = Gauge("breaker_open", "1 while a service is asked nothing because it failed too often.", ["service"])
UPSTREAM_RETRIES = Counter("upstream_retries_total", "Requests sent a second time.", ["service"])
REQUESTS_REFUSED = Counter("requests_refused_total", "Requests that aren't well-formed, or came too slowly.", ["code"])
EVENT_STREAMS = Gauge("event_streams_open", "Clients that are told of changes.")
EVENT_STREAMS_ENDED = Counter("event_streams_ended_total", "Streams of events that ended.", ["reason"])
REQUESTS_SHED = Counter("requests_shed_total", "Requests refused to protect the rest.", ["reason"])

# labels() costs more than observing does, so its results are cached. Methods, routes and codes are few.
_children: dict[tuple[str, str, str, int], Histogram] = {}


def observe(service: str, method: str, route: str, code: int, seconds: float, trace_id: str | None = None) -> None:
    """Counts a request. trace_id is given for sampled ones only: an exemplar that leads nowhere is no help."""
    key = (service, method, route, code)
    child = _children.get(key)
    if child is None:
        child = _children[key] = REQUESTS.labels(service, method, route, str(code))
    child.observe(seconds, {"trace_id": trace_id} if trace_id else None)


def built(service: str) -> None:
    BUILD.labels(service, VERSION, platform.python_version()).set(1)


def render(accept: str) -> tuple[bytes, str]:
    """The metrics and their content type: OpenMetrics, with exemplars, for whoever accepts it."""
    encode, content_type = choose_encoder(accept)
    return encode(REGISTRY), content_type
