from datetime import date
from uuid import UUID

from shared.values.periods import Step
from shared.wire.shapes import Shape


class VisitCounts(Shape):
    scheduled: int = 0
    completed: int = 0
    cancelled: int = 0
    no_show: int = 0


class VisitsPeriod(VisitCounts, kw_only=True):
    start: date


class VeterinarianVisits(VisitCounts, kw_only=True):
    """`veterinarian` is empty where nobody was named; `minutes` are those of scheduled and completed appointments."""

    veterinarian: str
    veterinarian_id: UUID | None
    minutes: int


class StageCounts(Shape):
    """How far those are that are still scheduled or completed."""

    booked: int = 0
    arrived: int = 0
    with_vet: int = 0
    to_pay: int = 0
    done: int = 0


class Visits(Shape):
    """Appointments by their day. `noShowRate`: no-shows among those who came or should have; null where there are
    none."""

    first: date
    last: date
    step: Step
    periods: list[VisitsPeriod]
    stages: StageCounts
    no_show_rate: float | None
    veterinarians: list[VeterinarianVisits]
