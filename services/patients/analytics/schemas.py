from datetime import date

from shared.values.periods import Step
from shared.wire.shapes import Shape


class NewcomersPeriod(Shape):
    start: date
    owners: int
    patients: int


class SpeciesCount(Shape):
    species: str
    patients: int


class Newcomers(Shape):
    """Owners and patients by the day they were entered, without archived ones; `species` of all patients alive today,
    whatever the range."""

    first: date
    last: date
    step: Step
    periods: list[NewcomersPeriod]
    species: list[SpeciesCount]
