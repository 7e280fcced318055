"""Pure decisions about users: names, and what a change may be."""

import unicodedata
from collections.abc import Callable, Collection
from uuid import UUID

from services.auth.users.schemas import UserIn
from shared.wire.errors import Conflict
from shared.wire.faults import sound


def plain_name(name: str) -> str:
    """A username or an e-mail address as it is kept and looked for."""
    return unicodedata.normalize("NFC", name).strip().lower()


def names(user: UserIn) -> set[str]:
    """What the user logs in with."""
    return {plain_name(user.username), plain_name(user.email)}


_KNOWN: tuple[Callable[[UserIn], str], ...] = (
    lambda user: user.username,
    lambda user: user.email,
    lambda user: f"{user.first_name} {user.last_name}",
    lambda user: f"{user.last_name}{user.first_name}",
)


def known_of(user: UserIn, clinic: str) -> list[str]:
    """What others know of the user, and would try as the password."""
    return [clinic, *(word for read in _KNOWN for word in sound([user], read))]


def check_change(user_id: UUID, changed: UserIn, actor: UUID | None, admins: Collection[UUID]) -> None:
    """`admins`: those of the clinic that can log in, before the change. Raises Conflict."""
    if changed.disabled and user_id == actor:
        raise Conflict("You can't disable yourself; another admin can.", slug="own-account")
    stays_admin = "admin" in changed.roles and not changed.disabled
    if not stays_admin and set(admins) == {user_id}:
        raise Conflict("This is the clinic's last admin; make another user an admin first.", slug="last-admin")


def ends_sessions(before: UserIn, after: UserIn, new_password: bool) -> bool:
    """Tokens hold the roles: who loses one logs in again, who gains one has it at the next refresh."""
    return after.disabled or new_password or not set(before.roles) <= set(after.roles)
