from datetime import datetime
from typing import Annotated

import msgspec

from services.auth.users.schemas import Password
from shared.wire.shapes import Shape


class ResetLink(Shape):
    """`path` is the page's, for the user to open; the token stands behind `#`, where no server or log sees it."""

    token: str
    path: str
    expires_at: datetime


class PasswordReset(Shape):
    token: Annotated[str, msgspec.Meta(max_length=1000)]
    password: Password
