from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import field

from shared.contracts.patient import Patient
from shared.data.paging import Filter
from shared.wire.shapes import Notes, Now, Person, Shape, Text

RecordType = Literal["vaccine", "surgery", "treatment", "dental"]


class RecordIn(Shape):
    """`visitDate` is the clinic's today if left out. `veterinarianId` names one of the staff, whose name `veterinarian`
    then is; `veterinarian` alone is a name, theirs of the staff whose it is."""

    patient_id: UUID
    visit_date: date | None = None
    record_type: RecordType = "treatment"
    symptoms: Text = ""
    diagnosis: Text = ""
    treatment: Text = ""
    notes: Notes = ""
    veterinarian: Person = ""
    veterinarian_id: UUID | None = None


class RecordNow(Now, kw_only=True):
    patient_id: UUID
    symptoms: str
    diagnosis: str
    treatment: str
    notes: str
    veterinarian: str
    veterinarian_id: UUID | None
    signed_at: datetime | None

    @property
    def written(self) -> str:
        return "".join((self.symptoms, self.diagnosis, self.treatment, self.notes)).strip()


class LastAddendum(Shape):
    """`text`: its beginning, at most 300 characters, the last of them "…" where there are more."""

    at: datetime
    author: str
    text: str


class Record(RecordIn, kw_only=True):
    """`signer`: the name of who signed it, as it was then. What is signed doesn't change; addenda amend it, and each
    of them makes a version."""

    id: UUID
    version: int
    signed_at: datetime | None
    signed_by: UUID | None
    signer: str
    addenda_count: int
    last_addendum: LastAddendum | None
    patient: Patient
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None


class RecordVersion(Shape):
    """`record`: as it was after this change. `author` is empty where the system itself did it."""

    version: int
    at: datetime
    action: Literal["created", "updated", "signed", "amended"]
    author_id: UUID | None
    author: str
    record: dict[str, Any]


class RecordFilter(Filter):
    """`from` and `to` are days of the visit, both inclusive; `sort` by it, the latest first without."""

    from_: date | None = field(default=None, name="from")
    to: date | None = None
    veterinarian: Person | None = None
    veterinarian_id: UUID | None = None
    patient_id: UUID | None = None
    sort: Literal["date", "-date"] | None = None
