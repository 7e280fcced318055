from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from msgspec import Meta

from shared.contracts.owner import Owner
from shared.contracts.told import Told
from shared.wire.shapes import Line, Name, Person, Shape

Alerts = Annotated[list[Name], Meta(max_length=50)]
# ISO 11784; some animals have none.
Microchip = Annotated[str, Meta(pattern=r"^([0-9]{15})?$", max_length=15, extra={"words": "needs 15 digits"})]
PatientStatus = Literal["active", "inactive"]
WeightUnit = Literal["lbs", "kg"]


class PatientFields(Shape):
    name: Name
    species: Name
    owner_id: UUID
    breed: Line = ""
    gender: Literal["Male", "Female"] | None = None
    birth_date: date | None = None
    deceased_at: date | None = None
    weight: Decimal | None = None
    weight_unit: WeightUnit = "lbs"
    status: PatientStatus = "active"
    assigned_doctor: Person = ""
    assigned_doctor_id: UUID | None = None
    handling_difficulty: Literal["easy", "medium", "hard"] | None = None
    microchip: Microchip = ""
    alerts: Alerts = []  # noqa: RUF012  # msgspec copies it


class Patient(PatientFields, kw_only=True):
    """`age` in years, by the clinic's day."""

    id: UUID
    version: int
    age: int
    alerts: Alerts
    estimated_birth_date: date | None
    owner: Owner
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None


class PatientTold(Told, kw_only=True):
    kind: ClassVar[str] = "patient"

    owner_id: UUID
    deceased_at: date | None = None

    @property
    def gone(self) -> bool:
        return bool(self.archived_at or self.deceased_at)
