"""Structured logging: one JSON line an event on standard output, with the fields of ALLOWED and no others."""

import asyncio
import contextlib
import logging
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import UUID

import msgspec
import structlog
from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

from shared.process import tracing

ALLOWED = frozenset(
    """
    timestamp level event service logger requestId traceId method route status durationMs bytes clinic user
    error causes sqlstate stack upstream replica attempt cursor epoch source lagMs count seconds
    port env version schema revision reason result
    """.split()  # noqa: SIM905
)
_CODE = re.compile(r"[A-Za-z0-9_.:-]{1,80}")
_LINGER = 0.05
_encoder = msgspec.json.Encoder(enc_hook=lambda value: type(value).__name__)
_waiting: list[bytes] = []
_service = ""
_access_lines = True


def configure(service: str, level: str) -> None:
    global _service, _access_lines
    number = logging.getLevelNamesMapping()[level.upper()]
    _service, _access_lines = service, number <= logging.INFO
    structlog.configure(
        processors=[structlog.processors.add_log_level, _add_context, _describe_error, _keep_allowed, _render],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=_Output,
    )
    # Libraries speak up from WARNING on: at INFO an HTTP client writes a line a call. uvicorn tells start and stop.
    logging.basicConfig(handlers=[_Bridge()], level=max(number, logging.WARNING), force=True)
    logging.getLogger("uvicorn").setLevel(number)


def get() -> FilteringBoundLogger:
    logger: FilteringBoundLogger = structlog.get_logger()
    return logger


class AccessLine(msgspec.Struct, omit_defaults=True, rename="camel", gc=False):
    timestamp: datetime
    level: str
    event: str
    service: str
    method: str
    route: str
    status: int
    duration_ms: float
    bytes: int
    request_id: str
    trace_id: str
    clinic: UUID | str | None = None
    user: UUID | str | None = None


def access(
    method: str,
    route: str,
    status: int,
    seconds: float,
    size: int,
    request_id: str,
    trace_id: str,
    clinic: UUID | str | None,
    user: UUID | str | None,
) -> None:
    """Writes a request's line. To be called in the event loop's thread.

    Lines wait up to 50 ms and are written together: a write a line costs 1 µs of this process, and wakes whoever
    reads the pipe. Lines of the other kind don't wait, so a crash loses the last requests but not its own reason.
    """
    if not _access_lines:
        return
    if not _waiting:
        asyncio.get_running_loop().call_later(_LINGER, flush)
    milliseconds = int(seconds * 1e6) / 1e3
    now = datetime.now(UTC)
    line = AccessLine(
        now, "info", "request", _service, method, route, status, milliseconds, size, request_id, trace_id, clinic, user
    )
    _waiting.append(_encoder.encode(line))


def flush() -> None:
    if _waiting:
        lines = b"\n".join(_waiting)
        _waiting.clear()
        _write(lines)


def _write(line: bytes) -> None:
    # A full disk or a reader that is gone must not fail the request that wanted to log.
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()


class _Output:
    def __init__(self, *_: object) -> None: ...

    def msg(self, line: bytes) -> None:
        _write(line)

    debug = info = warning = error = critical = exception = msg


class _Bridge(logging.Handler):
    """What the standard library's loggers say. A library's arguments may hold values, so only its template is kept."""

    def emit(self, record: logging.LogRecord) -> None:
        own = record.name.startswith("uvicorn")
        text = record.getMessage() if own else str(record.msg)
        level = min(max(record.levelno // 10 * 10, logging.DEBUG), logging.CRITICAL)
        # asyncio puts the repr of a failed task, and so its error's message, on the lines after the first.
        get().log(level, text.strip().split("\n")[0], logger=record.name, exc_info=record.exc_info)


def _add_context(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event["timestamp"] = datetime.now(UTC)
    event["service"] = _service
    if "traceId" not in event and (trace_id := tracing.trace_id()):
        event["traceId"] = trace_id
    return event


def _describe_error(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """An error is told by types and places, never by messages: PostgreSQL's DETAIL holds the row."""
    given = event.pop("exc_info", None) or event.get("error")
    if given is True:
        given = sys.exc_info()[1]
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event.update(_described(error))
    elif error is not None:
        event["error"] = error if isinstance(error, str) and _CODE.fullmatch(error) else "withheld"
    return event


def _described(error: BaseException) -> dict[str, Any]:
    chain = [error]
    while (nested := _nested(chain[-1])) and nested not in chain:
        chain.append(nested)
    described: dict[str, Any] = {"error": type(error).__name__, "stack": _frames(error.__traceback__)}
    if causes := chain[1:]:
        described["causes"] = [" ".join([type(e).__name__, *_frames(e.__traceback__)[-1:]]) for e in causes]
    for e in chain:
        if isinstance(state := getattr(e, "sqlstate", None), str):
            described["sqlstate"] = state
    return described


def _nested(error: BaseException) -> BaseException | None:
    if isinstance(error, BaseExceptionGroup):
        first: BaseException = error.exceptions[0]
        return first
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _frames(trace: TracebackType | None) -> list[str]:
    frames = []
    while trace:
        code = trace.tb_frame.f_code
        frames.append(f"{'/'.join(Path(code.co_filename).parts[-3:])}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[-20:]


def _keep_allowed(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {key: value for key, value in event.items() if key in ALLOWED}


def _render(_: WrappedLogger, __: str, event: EventDict) -> bytes:
    return _encoder.encode(event)
