"""Pure decisions about an appointment: what time it takes, and which moves its status may make."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from services.scheduling.book.appointments.schemas import (
    AppointmentFields,
    AppointmentIn,
    AppointmentNow,
    Stage,
    Status,
)
from shared.contracts.patient import PatientTold
from shared.feed.people import plain_name
from shared.wire.errors import Conflict, Fault, Invalid

HOLDS_TIME: Final = ("scheduled", "completed")
# Between them are all zones, so that a day by any of them is within.
EARLIEST, LATEST = timezone(timedelta(hours=15)), timezone(timedelta(hours=-15))
LONGEST: Final = timedelta(minutes=1440)
MOVES: Final[Mapping[str, tuple[str, ...]]] = {
    "scheduled": ("completed", "cancelled", "no-show"),
    "cancelled": ("scheduled",),
    "no-show": ("scheduled",),
    "completed": (),
}


class Progress(NamedTuple):
    status: Status
    stage: Stage


NEW: Final = Progress("scheduled", "booked")  # before it is made otherwise


@dataclass(frozen=True, slots=True)
class Slot:
    """The time of a patient and, where one is named, of a veterinarian."""

    patient_id: UUID
    veterinarian_key: str | None
    starts_at: datetime
    ends_at: datetime

    def resources(self) -> list[str]:
        """Sorted, so that two bookings that lock them never wait for each other."""
        names = [f"patient:{self.patient_id}"]
        if self.veterinarian_key:
            names.append(f"veterinarian:{self.veterinarian_key}")
        return sorted(names)

    def same_time(self, other: "Slot | None") -> bool:
        return other is not None and (self.starts_at, self.ends_at) == (other.starts_at, other.ends_at)


def slot(appointment: AppointmentFields, zone: ZoneInfo) -> Slot:
    """Raises Invalid for a time that the clinic's clocks don't show."""
    starts_at = instant(appointment.date, appointment.time, zone)
    ends_at = starts_at + timedelta(minutes=appointment.duration)
    return Slot(appointment.patient_id, _key_of(appointment), starts_at, ends_at)


def _key_of(appointment: AppointmentFields) -> str | None:
    return veterinarian_key(appointment.veterinarian, appointment.veterinarian_id)


def instant(day: date, clock: str, zone: ZoneInfo) -> datetime:
    """A local time that comes twice is the first. Raises Invalid for one that daylight saving skips."""
    local = datetime.combine(day, time.fromisoformat(clock), zone)
    found = local.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Invalid(Fault("time", "skipped", "doesn't exist on this day: the clocks go forward over it"))
    return found


def day_start(day: date, zone: tzinfo) -> datetime:
    """The first instant of a clinic's day."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def day_end(day: date, zone: tzinfo) -> datetime:
    return day_start(day + timedelta(days=1), zone)


def veterinarian_key(name: str, user: UUID | None) -> str | None:
    """One resource by user, or by the name where it is no user's; an empty one is none."""
    if user:
        return str(user)
    plain = plain_name(name)
    return f"name:{plain}" if plain else None


def slot_now(current: AppointmentNow, zone: ZoneInfo) -> Slot | None:
    """The time that it holds as it is; None where it holds none."""
    if current.archived_at or current.status not in HOLDS_TIME:
        return None
    return slot(current, zone)


def check_move(before: str, after: str, may_correct: bool) -> bool:
    """Whether the move is a correction of a completed appointment. Raises Conflict for one that isn't possible."""
    if before == after or after in MOVES[before]:
        return False
    if before == "completed" and may_correct:
        return True
    raise Conflict(f"A {before} appointment can't become {after}.", slug="status")


def settle(before: "AppointmentFields | Progress", after: AppointmentIn) -> None:
    """Brings status and stage in step: whichever of the two was changed moves the other.

    Raises Conflict for a stage of what isn't scheduled, Invalid for two that don't go together.
    """
    if after.stage == before.stage:
        after.stage = after.stage if after.status == before.status else _stage_of(after.status)
    elif after.status == before.status:
        if before.status != "scheduled":
            raise Conflict(f"A {before.status} appointment's stage can't change.", slug="status")
        after.status = "completed" if after.stage == "done" else after.status
    elif after.stage != _stage_of(after.status) and (after.status != "scheduled" or after.stage == "done"):
        raise Invalid(Fault("stage", "invalid", f"isn't one of a {after.status} appointment"))


def _stage_of(status: str) -> Stage:
    return "done" if status == "completed" else "booked"


def arrival(before: datetime | None, stage: Stage, now: datetime) -> datetime | None:
    """When the patient came: noted with the first stage that says so, forgotten when it is booked again."""
    if stage == "booked":
        return None
    return before if before or stage == "done" else now


def check_restorable(patient: PatientTold) -> None:
    """Raises Conflict where the patient that it hangs on is archived."""
    if patient.archived_at:
        raise Conflict("The patient of this appointment is archived; restore the patient first.", slug="archived")


def check_upcoming(patient: PatientTold, status: str, starts_at: datetime, now: datetime) -> None:
    """Past visits may be entered for any patient. Raises Invalid for a future one of a patient that won't come."""
    if status == "scheduled" and starts_at > now and patient.gone:
        word = "archived" if patient.archived_at else "deceased"
        raise Invalid(Fault("patientId", word, f"names a patient that is {word}: nothing more can be scheduled"))
