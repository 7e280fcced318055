"""Who is new in a clinic, and which animals it sees."""

from services.patients.analytics.queries import newcomers, species
from services.patients.analytics.schemas import Newcomers, NewcomersPeriod, SpeciesCount
from shared.data.db import Transaction
from shared.feed.copies import Clinic
from shared.values.periods import Range


async def count(tx: Transaction, clinic: Clinic, asked: Range) -> Newcomers:
    rows = await newcomers(tx, **asked.values(clinic.zone))
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
        species=[SpeciesCount(species=row["species"], patients=row["patients"]) for row in await species(tx)],
    )
