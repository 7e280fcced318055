"""Background jobs of auth: audits failed logins each second, deletes what is over each hour."""

import asyncio
import time

import structlog

from services.auth.keys.queries import forget_retired_keys
from services.auth.logins.operations import audit_failures
from services.auth.logins.queries import forget_failures
from services.auth.one_time_tokens.queries import forget_tokens
from services.auth.sessions.queries import forget_revocations
from services.auth.sessions.refresh_queries import forget_expired
from shared.api.service import Service

CLEAN_EVERY = 3600.0
log = structlog.get_logger()


async def run_housekeeping(service: Service) -> None:
    cleaned = float("-inf")
    while True:
        try:
            await _audit(service)
            if time.monotonic() - cleaned > CLEAN_EVERY:
                await clean(service)
                cleaned = time.monotonic()
        except Exception as error:
            log.warning("housekeeping failed", error=type(error).__name__)
        await asyncio.sleep(1)


async def _audit(service: Service) -> None:
    found = 1
    while found:
        async with service.db.system_transaction() as tx:
            found = await audit_failures(tx)


async def clean(service: Service) -> None:
    async with service.db.system_transaction() as tx:
        await forget_failures(tx)
        await forget_revocations(tx)
        await forget_expired(tx)
        await forget_tokens(tx)
        await forget_retired_keys(tx)
