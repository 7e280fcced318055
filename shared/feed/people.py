"""Resolves a veterinarian's name to a user: the first clients wrote a text."""

from collections.abc import Container
from functools import lru_cache
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import msgspec
from sqlalchemy import Uuid, bindparam, select

from shared.contracts.user import UserTold
from shared.data.db import Statement, Transaction
from shared.data.tables import copies
from shared.feed.copies import COPY
from shared.feed.desk import Desk
from shared.wire.texts import plain

USERS = Statement(
    "select users' names",
    select(
        copies.c.id,
        copies.c.document["firstName"].astext.label("first"),
        copies.c.document["lastName"].astext.label("last"),
    ).where(copies.c.clinic_id == bindparam("clinic_id", type_=Uuid), copies.c.kind == "user"),
)


@lru_cache(maxsize=10_000)
def plain_name(name: str) -> str:
    """As people's names are compared: without a title, too."""
    return plain(name).removeprefix("dr.").removeprefix("dr ").strip()


@lru_cache(maxsize=10_000)
def _spellings(first: str, last: str) -> frozenset[str]:
    return frozenset(plain_name(name) for name in (f"{first} {last}", f"{last} {first}", f"{last}{first}"))


async def user_named(tx: Transaction, name: str) -> UUID | None:
    """The user that a veterinarian's name means, where it matches exactly one. Compared here and not in SQL, so that
    names from before texts were kept in one form are found, too."""
    wanted = plain_name(name)
    if not wanted:
        return None
    found = [row["id"] for row in await tx.rows(USERS) if wanted in _spellings(row["first"], row["last"])]
    return found[0] if len(found) == 1 else None


class Visit(Protocol):
    """What names a veterinarian: the text of the first clients, and the id of the user that it means."""

    veterinarian: str
    veterinarian_id: UUID | None


async def veterinarian_meant(desk: Desk, after: Visit, before: Visit | None, named: Container[str]) -> dict[str, Any]:
    """Resolves both columns, name and id. `named`: the fields that the request names."""
    is_named = "veterinarian" in named
    then = Meant(before.veterinarian, before.veterinarian_id) if before else None
    now = Meant(after.veterinarian, after.veterinarian_id)
    found = await user_meant(desk, now, then, is_named=is_named, path="veterinarianId")
    return {"veterinarian": found.name, "veterinarian_id": found.user}


class Meant(NamedTuple):
    """A person as a text, and the user that it means."""

    name: str
    user: UUID | None


async def user_meant(desk: Desk, after: Meant, before: Meant | None, *, is_named: bool, path: str) -> Meant:
    """`is_named`: the request names the text; `path`: its field for the id. Who was changed by id is meant, else who
    was by text; nobody changed keeps the user, also one who was renamed since. Raises Invalid for an id that isn't a
    user's."""
    name, user = after
    if before and user == before.user:
        if user and name == before.name:
            return after
        user = None
    elif user is None and not is_named:
        name = ""
    if user is None:
        return Meant(name, await user_named(desk, name))
    told = await desk.need(UserTold, user, path)
    return Meant(name if plain_name(name) in _spellings(told.first_name, told.last_name) else told.name, user)


async def name_of_user(tx: Transaction, user_id: UUID | None) -> str:
    """As it is signed with; empty while the user's copy isn't here."""
    document = await tx.value(COPY, kind="user", id=user_id)
    return msgspec.json.decode(document, type=UserTold).name if document else ""
