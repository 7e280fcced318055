from datetime import datetime
from uuid import UUID

from services.auth.users.schemas import User
from shared.data.paging import Filter
from shared.identity.tokens import Permission
from shared.wire.shapes import Shape


class Me(User, kw_only=True):
    """Whoever asks, and what they may."""

    permissions: list[Permission]


class LoggedIn(Shape):
    """`token` goes into `Authorization: Bearer`, until `expiresAt`."""

    token: str
    expires_at: datetime
    user: Me


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
