from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.wire.shapes import Shape

Words = Annotated[str, Meta(min_length=1, max_length=100_000, pattern=r"\S")]


class AddendumIn(Shape):
    text: Words


class Addendum(AddendumIn, kw_only=True):
    """`author`: the name of who wrote it, as it was then."""

    id: UUID
    record_id: UUID
    at: datetime
    author_id: UUID | None
    author: str
