"""What became of a clinic's appointments."""

import msgspec

from services.scheduling.analytics.queries import by_period, by_stage, by_veterinarian
from services.scheduling.analytics.rules import no_show_rate
from services.scheduling.analytics.schemas import StageCounts, VeterinarianVisits, Visits, VisitsPeriod
from shared.feed.desk import Desk
from shared.values.periods import Range


async def visits(desk: Desk, asked: Range) -> Visits:
    values = asked.values(desk.clinic.zone)
    periods = {start: VisitsPeriod(start=start) for start in asked.starts()}
    for row in await by_period(desk, **values):
        setattr(periods[row["start"]], row["status"].replace("-", "_"), row["count"])
    return Visits(
        first=asked.first,
        last=asked.last,
        step=asked.step,
        periods=list(periods.values()),
        stages=msgspec.convert({row["stage"]: row["count"] for row in await by_stage(desk, **values)}, StageCounts),
        no_show_rate=no_show_rate(periods.values()),
        veterinarians=[VeterinarianVisits(**row) for row in await by_veterinarian(desk, **values)],
    )
