"""Who is new in a clinic, and which animals it sees."""

from services.patients.analytics.queries import newcomers, species
from services.patients.analytics.schemas import Newcomers, NewcomersPeriod, SpeciesCount
from shared.feed.desk import Desk
from shared.values.periods import Range


async def count(desk: Desk, asked: Range) -> Newcomers:
    rows = await newcomers(desk, **asked.values(desk.clinic.zone))
    counts = {(row["start"], row["kind"]): row["count"] for row in rows}
    return Newcomers(
        first=asked.first,
        last=asked.last,
        step=asked.step,
        periods=[
            NewcomersPeriod(
                start=start, owners=counts.get((start, "owners"), 0), patients=counts.get((start, "patients"), 0)
            )
            for start in asked.starts()
        ],
        species=[SpeciesCount(species=row["species"], patients=row["patients"]) for row in await species(desk)],
    )
