from typing import Annotated

import msgspec

from shared.wire.shapes import Shape

Typed = Annotated[str, msgspec.Meta(max_length=1000)]


class SecondFactor(Shape):
    """`required`: by one of the user's roles. `enabled`: a login asks for it."""

    enabled: bool
    required: bool
    recovery_codes_left: int


class EnrolmentStart(Shape):
    password: Typed


class Enrolment(Shape):
    """`uri` is the same secret for an authenticator app to scan. Nothing changes until a code of it is confirmed."""

    secret: str
    uri: str


class Confirmation(Shape):
    code: Typed


class RecoveryCodes(Shape):
    """Each takes the place of a code once. They are shown this one time."""

    recovery_codes: list[str]


class Proof(Shape):
    """`code` may be a recovery code."""

    password: Typed
    code: Typed


class TokenStart(Shape):
    """`token` is the `enrolmentToken` of a refused login."""

    token: Typed


class TokenConfirmation(Shape):
    token: Typed
    code: Typed
