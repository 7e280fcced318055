from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from shared.paging import Filter
from shared.shapes import Shape


class SearchFilter(Filter):
    q: Annotated[str, Meta(max_length=200)] = ""
    limit: Annotated[int, Meta(ge=1, le=100)] = 20


class SearchResult(Shape):
    type: Literal["owner", "patient", "record"]
    id: UUID
    title: str
    subtitle: str
    patient_id: UUID | None = None
    owner_id: UUID | None = None
