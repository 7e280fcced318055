import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, field

from shared.contracts.patient import Patient
from shared.data.paging import ArchiveFilter
from shared.wire.shapes import Line, Notes, Person, Shape

Status = Literal["scheduled", "completed", "cancelled", "no-show"]
Stage = Literal["booked", "arrived", "withVet", "toPay", "done"]
Time = Annotated[
    str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", max_length=5, extra={"words": "must be a time as 09:30"})
]
Minutes = Annotated[int, Meta(ge=1, le=1440)]


class AppointmentFields(Shape):
    """`date` and `time` are the clinic's wall clock; `duration` is in minutes; `stage` is how far the visit is.

    `veterinarianId` names one of the staff. `veterinarian` alone is a name: of whose of the staff it is, theirs is the
    appointment, else a visiting veterinarian's.
    """

    patient_id: UUID
    date: dt.date
    time: Time
    duration: Minutes = 30
    reason: Line = ""
    notes: Notes = ""
    veterinarian: Person = ""
    veterinarian_id: UUID | None = None
    status: Status = "scheduled"
    stage: Stage = "booked"


class AppointmentIn(AppointmentFields):
    """`overbook`: book even where the veterinarian's or the patient's time is taken."""

    overbook: bool = False


class StatusIn(Shape):
    status: Status
    overbook: bool = False


class StageIn(Shape):
    stage: Stage


class AppointmentNow(AppointmentFields, kw_only=True, forbid_unknown_fields=False):
    """What decisions need of an appointment as it is."""

    overbooked: bool
    arrived_at: dt.datetime | None
    archived_at: dt.datetime | None


class Appointment(AppointmentFields, kw_only=True):
    id: UUID
    version: int
    overbooked: bool
    arrived_at: dt.datetime | None
    patient: Patient
    created_at: dt.datetime
    updated_at: dt.datetime
    archived_at: dt.datetime | None


class AppointmentFilter(ArchiveFilter):
    """`from` and `to` are days of the clinic, both inclusive; `veterinarian` is a name in any spelling."""

    from_: dt.date | None = field(default=None, name="from")
    to: dt.date | None = None
    veterinarian: Person | None = None
    veterinarian_id: UUID | None = None
    patient_id: UUID | None = None
    owner_id: UUID | None = None
    status: Status | None = None
