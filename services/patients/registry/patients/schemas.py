from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from shared.contracts.patient import PatientFields, PatientStatus
from shared.data.paging import ArchiveFilter
from shared.wire.shapes import Now


class PatientIn(PatientFields):
    """`age` in years counts only where the birth date isn't known: an estimated birth date is kept.

    `assignedDoctorId` names one of the staff, whose name `assignedDoctor` then is; `assignedDoctor` alone is a name,
    theirs of the staff whose it is.
    """

    age: Annotated[int, Meta(ge=0, le=300)] | None = None


class PatientNow(Now, kw_only=True):
    owner_id: UUID
    age: int | None
    birth_date: date | None
    estimated_birth_date: date | None
    weight: Decimal | None
    weight_unit: str
    assigned_doctor: str
    assigned_doctor_id: UUID | None


class PatientFilter(ArchiveFilter):
    """`sort`: by name, by the owner's last and first name or by when they came, downwards with a minus before it."""

    owner_id: UUID | None = None
    status: PatientStatus | None = None
    sort: Literal["name", "-name", "owner", "-owner", "created", "-created"] | None = None
