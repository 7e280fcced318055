"""Connects to PostgreSQL, and classifies its errors: an outage for whoever asks, or a fault of the request.

By SQLSTATE or its class (https://www.postgresql.org/docs/current/errcodes-appendix.html), since a name is given to few
of them. An outage is answered by 503 with Retry-After, everything else is a fault of ours or of the request.
"""

from typing import Any

import asyncpg
from asyncpg.connect_utils import SessionAttribute
from asyncpg.pool import PoolConnectionProxy

Connection = asyncpg.Connection | PoolConnectionProxy
CONNECT_TIMEOUT = 5.0  # seconds
# Below the gateway's time-out for a try (5 s): a database that hangs is answered for here.
COMMAND_TIMEOUT = 4.0  # seconds
READ_ONLY = "25006"  # a standby, or a primary that was switched to it: its session never writes again
_STATES = {
    "08": "no connection, or one that broke off; a pooler without room, too",
    READ_ONLY: "read-only",
    "25P03": "idle for too long in a transaction",
    "25P04": "a transaction that took too long",
    "28": "a password that was changed, a role that may not log in",
    "3D": "a database that is renamed or gone, as in the swap of a restore",
    "40": "deadlocks, serialization, a standby's conflict with what it follows",
    "53": "no memory, disk or connection left",
    "55": "closed for connections, in recovery; a lock that isn't to be had",
    "57": "shut down, starting, cancelled, a session that was idle for too long",
    "58": "an error of the disk or the system",
    "F0": "its configuration can't be read",
    "XX": "an error within PostgreSQL, damaged data",
}
_WITHOUT_STATE = (
    OSError,  # refused, reset, no such host; a time-out is one, too
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a statement on a connection whose end has just arrived
)


async def connect(dsn: str | None = None, **options: Any) -> asyncpg.Connection:
    """Of several hosts to the primary; while there is none to any, so that reads go on."""
    options |= {"timeout": CONNECT_TIMEOUT, "command_timeout": COMMAND_TIMEOUT}
    try:
        return await asyncpg.connect(dsn, **options, target_session_attrs=SessionAttribute.primary)
    except TimeoutError:
        raise
    except (asyncpg.TargetServerAttributeNotMatched, asyncpg.CannotConnectNowError, OSError):
        return await asyncpg.connect(dsn, **options)


def is_outage(error: BaseException) -> bool:
    state = sqlstate(error)
    return state in _STATES or state[:2] in _STATES or isinstance(error, _WITHOUT_STATE)


def sqlstate(error: BaseException) -> str:
    """Empty where the error isn't the server's."""
    return (error.sqlstate or "") if isinstance(error, asyncpg.PostgresError) else ""
