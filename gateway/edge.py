"""A connection from outside: past the bound of requests in flight the next is refused before anything is done."""

from typing import Any, Final

from gateway.limits import Limits
from shared import metrics
from shared.http1.connection import Connection
from shared.http1.framing import OUTSIDE, Head
from shared.http1.refusals import answer

ALWAYS_ANSWERED: Final = frozenset((b"/healthz", b"/readyz"))
SHED: Final = answer(
    503, "unavailable", "Too many requests at once just now; try again in a moment.", b"retry-after: 1"
)


class Edge(Connection):
    bounds = OUTSIDE
    cancels = True

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._limits: Limits = self.app.limits

    def begin(self, head: Head, *, answered: bool = False) -> None:
        if self._limits.full and head.target not in ALWAYS_ANSWERED:
            self._shed(head)
            answered = True
        super().begin(head, answered=answered)

    def _shed(self, head: Head) -> None:
        """For the load alone: what a refusal costs is missing for the rest."""
        metrics.REQUESTS_SHED.labels("in_flight").inc()
        metrics.observe("gateway", head.method.decode(), "shed", 503, 0.0)
        self.transport.write(SHED)
