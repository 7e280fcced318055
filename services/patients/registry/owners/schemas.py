from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.data.paging import ArchiveFilter
from shared.wire.shapes import Line, Name, Notes, Shape


class OwnerIn(Shape):
    """Families share a phone number: neither it nor the e-mail address is unique."""

    first_name: Name
    last_name: Name
    email: Line = ""
    phone: Line = ""
    address: Line = ""
    notes: Notes = ""


class Owner(OwnerIn, kw_only=True):
    id: UUID
    version: int
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None


class OwnerFilter(ArchiveFilter):
    """`sort`: by last and first name or by when they came, downwards with a minus before it; newest first without."""

    sort: Literal["name", "-name", "created", "-created"] | None = None
