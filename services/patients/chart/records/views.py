"""Access log of medical records: written in batches beside the audit chain, off the request's path."""

import asyncio
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.dialects.postgresql import insert

from services.patients.tables.chart import record_views
from shared.api.call import Call
from shared.api.service import Service
from shared.data.db import Statement
from shared.process import metrics
from shared.values.ids import new_id

EVERY = 1.0
BOUND = 10_000  # views kept while the database is away; older ones then go, and are counted in the log
_INSERT = Statement("insert views", insert(record_views).on_conflict_do_nothing(), [c.name for c in record_views.c])
log = structlog.get_logger()


class Views:
    def __init__(self) -> None:
        self._waiting: list[dict[str, Any]] = []

    def seen(self, call: Call, *, patient_id: UUID | None = None, record_id: UUID | None = None) -> None:
        """A record (by its id), or a list of them (a patient's, or all)."""
        self._waiting.append(
            {
                "clinic_id": call.clinic_id,
                "id": new_id(),
                "at": datetime.now(UTC),
                "user_id": call.identity.user_id,
                "patient_id": patient_id,
                "record_id": record_id,
                "request_id": call.request_id,
                "listed": record_id is None,
            }
        )
        metrics.RECORD_VIEWS.inc()

    async def run(self, service: Service) -> None:
        try:
            while True:
                await asyncio.sleep(EVERY)
                await self.flush(service)
        finally:
            await self.flush(service)

    async def flush(self, service: Service) -> None:
        """Forgets them only once they are written; a second try of the same ones changes nothing."""
        batch = list(self._waiting)
        if not batch:
            return
        try:
            async with service.db.system_transaction() as tx:
                for clinic, views in groupby(sorted(batch, key=_clinic), key=_clinic):
                    await (await tx.of(clinic)).execute_many(_INSERT, list(views))
        except Exception as error:
            lost = max(0, len(self._waiting) - BOUND)
            del self._waiting[:lost]
            log.warning("views not written yet", error=type(error).__name__, count=lost)
        else:
            del self._waiting[: len(batch)]


def _clinic(view: dict[str, Any]) -> UUID:
    clinic: UUID = view["clinic_id"]
    return clinic


def saw_list(call: Call, patient: UUID) -> None:
    call.service.resource(Views).seen(call, patient_id=patient)
