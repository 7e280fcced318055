from datetime import datetime
from uuid import UUID

from shared.paging import Filter
from shared.shapes import Shape


class Session(Shape):
    """`current`: the one that asks. `cookie`: a browser's, that goes on by refresh tokens."""

    id: UUID
    current: bool
    cookie: bool
    user_agent: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


class Since(Filter):
    """`since`: the `now` of the answer before."""

    since: float = 0.0
