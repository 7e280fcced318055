"""Pure figures about appointments."""

from collections.abc import Iterable

from services.scheduling.analytics.schemas import VisitCounts


def no_show_rate(counts: Iterable[VisitCounts]) -> float | None:
    """No-shows among those who came or should have: what was cancelled in time, or is still to come, is neither."""
    counts = list(counts)
    missed, came = sum(each.no_show for each in counts), sum(each.completed for each in counts)
    return round(missed / (missed + came), 4) if missed + came else None
