from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.contracts.told import Told
from shared.wire.shapes import Line, Name, Notes, Shape


class OwnerFields(Shape):
    """Families share a phone number: neither it nor the e-mail address is unique."""

    first_name: Name
    last_name: Name
    email: Line = ""
    phone: Line = ""
    address: Line = ""
    notes: Notes = ""


class Owner(OwnerFields, kw_only=True):
    id: UUID
    version: int
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None


class OwnerTold(Told):
    kind: ClassVar[str] = "owner"
