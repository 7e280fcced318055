"""Owners, who are people: archived only when no patient is theirs any more."""

from services.patients.registry.owners import operations
from services.patients.registry.owners.queries import LIST, OWNERS
from services.patients.registry.owners.schemas import OwnerFilter, OwnerIn
from shared.api.room import Room, Words

ROOM = Room(
    "/owners",
    OWNERS,
    LIST,
    operations,
    takes=OwnerIn,
    write="owners:write",
    filters=OwnerFilter,
    words=Words(
        list="Owners, newest first or sorted.",
        create="Add an owner.",
        one="One owner.",
        change="Change an owner: what isn't named stays, null erases.",
        archive="Archive an owner who has no patients.",
        restore="Bring an archived owner back.",
        archived="Owner archived.",
    ),
)
