from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType, field

from services.patients.chart.records.schemas import LastAddendum
from shared.contracts.patient import PatientStatus
from shared.data.paging import ArchiveFilter
from shared.wire.bounds import FIRST_DAY, LAST_DAY
from shared.wire.shapes import Shape

Kind = Literal["owner", "patient", "record"]


class SearchFilter(ArchiveFilter):
    """`kind`: only owners, patients or records. `status` narrows the patients, `archived` the patients and owners,
    `from` and `to` (visit dates, both inclusive) the records."""

    q: Annotated[str, Meta(max_length=200)] = ""
    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    kind: Kind | None = None
    status: PatientStatus | None = None
    from_: date | None = field(default=None, name="from")
    to: date | None = None

    def shown(self) -> dict[str, Any]:
        days = {"from_": self.from_ or FIRST_DAY, "to": self.to or LAST_DAY}
        return {"archived": self.archived, "status": self.status, **days}


class SearchResult(Shape):
    """`animals`: names of an owner's, up to five. `signedAt`, `addendaCount` and `lastAddendum`: of a record alone."""

    type: Kind
    id: UUID
    title: str
    subtitle: str
    patient_id: UUID | None = None
    owner_id: UUID | None = None
    signed_at: datetime | UnsetType | None = UNSET
    addenda_count: int | UnsetType = UNSET
    last_addendum: LastAddendum | UnsetType | None = UNSET
    animals: list[str] = []
