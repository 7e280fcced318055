"""Back-off of single clinics: whose page fails is tried again, later each time, and named meanwhile."""

import time
from collections.abc import Container, Iterable
from itertools import islice
from uuid import UUID

import structlog

from shared.process import metrics

log = structlog.get_logger()
SHORTEST = 0.5  # seconds
LONGEST = 8.0


class Resting:
    def __init__(self, source: str) -> None:
        self._source = source
        self._clinics: dict[UUID, tuple[float, float]] = {}  # until when, after which pause

    def put(self, clinic: UUID, reason: str) -> None:
        if clinic not in self._clinics:
            log.warning("clinic not followed", source=self._source, clinic=str(clinic), error=reason)
            metrics.FEED_RESTING.labels(self._source, str(clinic)).set(1)
        pause = min(2 * self._clinics.get(clinic, (0, SHORTEST / 2))[1], LONGEST)
        self._clinics[clinic] = (time.monotonic() + pause, pause)

    def end(self, clinic: UUID) -> None:
        if self._clinics.pop(clinic, None):
            metrics.FEED_RESTING.remove(self._source, str(clinic))

    def clear(self) -> None:
        """Of all of them somebody else knows now, or nobody yet."""
        for clinic in list(self._clinics):
            self.end(clinic)

    def awake(self, clinics: Iterable[UUID], most: int) -> list[UUID]:
        now = time.monotonic()
        return list(islice((each for each in clinics if self._clinics.get(each, (0.0, 0.0))[0] <= now), most))

    def next(self, *among: Container[UUID]) -> float:
        """When the first one of these is tried again."""
        tried = (until for clinic, (until, _) in self._clinics.items() if any(clinic in each for each in among))
        return min(tried, default=float("inf"))
