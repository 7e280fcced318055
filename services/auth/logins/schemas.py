from typing import Annotated, Literal

import msgspec

from services.auth.users.schemas import Password
from shared.wire.shapes import Shape

Typed = Annotated[str, msgspec.Meta(max_length=1000, extra={"text": "raw"})]


class Credentials(Shape):
    """`username` may be the e-mail address. With `session: "cookie"` the token is short-lived and a refresh token comes
    in a cookie. `code` is of the user's second factor, where there is one: what the app shows, or a recovery code."""

    username: Typed
    password: Typed
    session: Literal["cookie"] | None = None
    code: Typed = ""


class PasswordChange(Shape):
    current: Typed
    new: Password
