from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from services.patients.registry.owners.schemas import Owner
from shared.data.paging import ArchiveFilter
from shared.wire.shapes import Line, Name, Now, Person, Shape

Alerts = Annotated[list[Name], Meta(max_length=50)]
# ISO 11784; some animals have none.
Microchip = Annotated[str, Meta(pattern=r"^([0-9]{15})?$", max_length=15, extra={"words": "needs 15 digits"})]
Status = Literal["active", "inactive"]
WeightUnit = Literal["lbs", "kg"]


class PatientIn(Shape):
    """`age` in years counts only where the birth date isn't known: an estimated birth date is kept.

    `assignedDoctorId` names one of the staff, whose name `assignedDoctor` then is; `assignedDoctor` alone is a name,
    theirs of the staff whose it is.
    """

    name: Name
    species: Name
    owner_id: UUID
    breed: Line = ""
    gender: Literal["Male", "Female"] | None = None
    age: Annotated[int, Meta(ge=0, le=300)] | None = None
    birth_date: date | None = None
    deceased_at: date | None = None
    weight: Decimal | None = None
    weight_unit: WeightUnit = "lbs"
    status: Status = "active"
    assigned_doctor: Person = ""
    assigned_doctor_id: UUID | None = None
    handling_difficulty: Literal["easy", "medium", "hard"] | None = None
    microchip: Microchip = ""
    alerts: Alerts = []


class PatientNow(Now, kw_only=True):
    owner_id: UUID
    age: int | None
    birth_date: date | None
    estimated_birth_date: date | None
    weight: Decimal | None
    weight_unit: str
    assigned_doctor: str
    assigned_doctor_id: UUID | None


class Patient(PatientIn, kw_only=True):
    id: UUID
    version: int
    estimated_birth_date: date | None
    owner: Owner
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None


class PatientFilter(ArchiveFilter):
    """`sort`: by name, by the owner's last and first name or by when they came, downwards with a minus before it."""

    owner_id: UUID | None = None
    status: Status | None = None
    sort: Literal["name", "-name", "owner", "-owner", "created", "-created"] | None = None
