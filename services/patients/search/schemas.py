from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from services.patients.records.schemas import LastAddendum
from shared.paging import Filter
from shared.shapes import Shape


class SearchFilter(Filter):
    q: Annotated[str, Meta(max_length=200)] = ""
    limit: Annotated[int, Meta(ge=1, le=100)] = 20


class SearchResult(Shape):
    """`signedAt`, `addendaCount` and `lastAddendum` are there for a record alone."""

    type: Literal["owner", "patient", "record"]
    id: UUID
    title: str
    subtitle: str
    patient_id: UUID | None = None
    owner_id: UUID | None = None
    signed_at: datetime | UnsetType | None = UNSET
    addenda_count: int | UnsetType = UNSET
    last_addendum: LastAddendum | UnsetType | None = UNSET
