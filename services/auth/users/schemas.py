from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from shared.identity.tokens import Role
from shared.wire.shapes import Name, Shape

Username = Annotated[
    str,
    msgspec.Meta(min_length=1, max_length=100, pattern=r"^\S+$", extra={"text": "login", "words": "can't hold blanks"}),
]
Email = Annotated[
    str,
    msgspec.Meta(
        max_length=254,
        pattern=r"^[^@\s]+@[^@\s]+$",
        extra={"text": "login", "words": "must be an e-mail address as ann@example.com"},
    ),
]
Password = Annotated[str, msgspec.Meta(min_length=8, max_length=128, extra={"text": "raw"})]
Roles = Annotated[list[Role], msgspec.Meta(min_length=1, max_length=4)]


class UserIn(Shape):
    """Username and e-mail address log in, in any letter case; both are unique over all clinics."""

    username: Username
    email: Email
    first_name: Name
    last_name: Name
    roles: Roles
    disabled: bool = False


class NewUser(UserIn, kw_only=True):
    """Without `password` the user is invited, and sets their own by a link."""

    password: Password | None = None


class FirstAdmin(NewUser, kw_only=True):
    """Has nobody to be invited by."""

    password: Password


class UserChange(UserIn, kw_only=True):
    """With `password`, an admin gives the user a new one."""

    password: Password | None = None


class StaffMember(Shape):
    id: UUID
    first_name: str
    last_name: str
    roles: list[Role]


class User(UserIn, kw_only=True):
    """`invited`: hasn't set a password yet."""

    id: UUID
    invited: bool
    version: int
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None
