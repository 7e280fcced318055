"""What a feed says: the messages between a service, those that follow it, and the gateway's streams."""

from typing import Annotated
from uuid import UUID

import msgspec

from shared.wire.shapes import Shape

FIRST = UUID(int=0)  # before every id
CLINICS = 200  # that a follower asks for at once

Moment = Annotated[str, msgspec.Meta(max_length=20_000)]
# Clinic, number and hash of its newest entry, number of its newest event, whether events tell all.
Head = tuple[UUID, int, str, int, bool]
Entry = tuple[int, str, UUID, int]  # number in the clinic's chain, kind, id, version


class Event(msgspec.Struct, frozen=True):
    """One change, as a follower sees it; `revision` grows with each, also over a restore. An object out of a snapshot
    has the type `thing.snapshot` and no time."""

    type: str
    kind: str
    subject: UUID
    revision: int
    data: msgspec.Raw
    time: str = ""
    traceparent: str | None = None


class Position(Shape):
    """An entry of a clinic's chain: all before it is known."""

    clinic: UUID
    seq: Annotated[int, msgspec.Meta(ge=0)]
    hash: Annotated[str, msgspec.Meta(max_length=64)]


Positions = Annotated[list[Position], msgspec.Meta(max_length=CLINICS)]
Kinds = Annotated[list[Annotated[str, msgspec.Meta(max_length=40)]], msgspec.Meta(max_length=50)]


class FeedQuery(Shape):
    """`since`: the moment of the last answer. The events after each position of `behind` are given at once, those of
    `active` when there are some; without either it waits for news, up to `wait` seconds."""

    since: Moment = ""
    wait: float = 30
    kinds: Kinds = msgspec.field(default_factory=list)
    behind: Positions = msgspec.field(default_factory=list)
    active: Positions = msgspec.field(default_factory=list)


class EventPage(msgspec.Struct):
    """A clinic's next events, and the position after them; none where its chain has forked."""

    clinic: UUID
    seq: int | None = None
    hash: str = ""
    events: list[Event] = []


class FeedAnswer(msgspec.Struct):
    """`moved`: the clinics with events since the moment before, the newest one's number, and whether events are all
    that there ever was. `failed`: whose events can't be had; who is in neither is to be asked for again."""

    moment: str
    republished: int
    moved: list[tuple[UUID, int, bool]]
    pages: list[EventPage]
    failed: list[UUID] = []


class Heads(msgspec.Struct):
    """`missing`: a node of the database doesn't answer, and its clinics aren't among them."""

    heads: list[Head]
    missing: bool = False


class Snapshot(msgspec.Struct):
    """A page of the objects of a clinic; it takes the place of all that a follower has between its cursor and
    `next`. `seq` and `hash`: of the chain's head before it."""

    seq: int
    hash: str
    republished: int
    kinds: list[str]
    objects: list[Event]
    next: str | None = None


class ChangesTold(msgspec.Struct):
    """`changes`: of each clinic that moved whether these are all, and the newest; null where those are too many."""

    moment: str
    changes: dict[UUID, tuple[bool, list[Entry]]] | None
