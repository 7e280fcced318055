"""What a service keeps of the others' objects: names beside ids, so that a list needs one query and no fan-out.

Copies come by the feed. A write that names an object whose copy isn't there yet asks the object's service, which is
the check that it exists, too, and keeps the answer.
"""

import time
from collections.abc import Container
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Text, Uuid, bindparam, cast, select
from sqlalchemy.dialects.postgresql import insert

from shared.data.db import Database, Statement, Transaction
from shared.data.tables import clinics, copies
from shared.identity.peers import Peers
from shared.values.money import DIGITS
from shared.values.names import full_name
from shared.wire.errors import Fault, Invalid, NotFound, Unavailable
from shared.wire.texts import plain

CLINIC_TTL = 5.0  # seconds that a clinic's settings may be old
MOST_CLINICS = 10_000  # kept


@dataclass(frozen=True, slots=True)
class Clinic:
    id: UUID
    name: str
    zone: ZoneInfo
    currency: str
    digits: int
    tax_rate: Any
    tax_inclusive: bool

    def now(self) -> datetime:
        return datetime.now(UTC).astimezone(self.zone)

    def today(self) -> date:
        return self.now().date()


_KEEP_CLINIC = insert(clinics)
_KEEP_CLINIC = _KEEP_CLINIC.on_conflict_do_update(
    index_elements=["id"],
    set_={c.name: _KEEP_CLINIC.excluded[c.name] for c in clinics.c if c.name != "id"},
    where=clinics.c.revision < _KEEP_CLINIC.excluded.revision,
)
KEEP_CLINIC = Statement("upsert clinic", _KEEP_CLINIC, [c.name for c in clinics.c])
CLINIC = Statement("select clinic", select(clinics).where(clinics.c.id == bindparam("id", type_=Uuid)))

_KEEP = insert(copies)
_KEEP = _KEEP.on_conflict_do_update(
    index_elements=["clinic_id", "kind", "id"],
    set_={"revision": _KEEP.excluded.revision, "document": _KEEP.excluded.document},
    where=copies.c.revision < _KEEP.excluded.revision,
)
KEEP = Statement("upsert copy", _KEEP, [c.name for c in copies.c if c.name not in ("brief", "owner_id")])
COPY = Statement(
    "select copy",
    select(cast(copies.c.document, Text)).where(
        copies.c.clinic_id == bindparam("clinic_id", type_=Uuid),
        copies.c.kind == bindparam("kind", type_=Text),
        copies.c.id == bindparam("id", type_=Uuid),
    ),
)


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


async def veterinarian_meant(
    tx: Transaction, directory: "Directory", after: Visit, before: Visit | None, named: Container[str]
) -> dict[str, Any]:
    """Both columns. `named`: the fields that the request names."""
    is_named = "veterinarian" in named
    then = Meant(before.veterinarian, before.veterinarian_id) if before else None
    now = Meant(after.veterinarian, after.veterinarian_id)
    found = await user_meant(tx, directory, now, then, is_named=is_named, path="veterinarianId")
    return {"veterinarian": found.name, "veterinarian_id": found.user}


class Meant(NamedTuple):
    """A person as a text, and the user that it means."""

    name: str
    user: UUID | None


async def user_meant(
    tx: Transaction, directory: "Directory", after: Meant, before: Meant | None, *, is_named: bool, path: str
) -> Meant:
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
        return Meant(name, await user_named(tx, name))
    document = await directory.need(tx, "user", user, path)
    first, last = document["firstName"], document["lastName"]
    return Meant(name if plain_name(name) in _spellings(first, last) else full_name(first, last), user)


async def name_of_user(tx: Transaction, user_id: UUID | None) -> str:
    """As it is signed with; empty while the user's copy isn't here."""
    document = await tx.value(COPY, kind="user", id=user_id)
    user = msgspec.json.decode(document) if document else {"firstName": "", "lastName": ""}
    return full_name(user["firstName"], user["lastName"])


async def keep(tx: Transaction, kind: str, subject: UUID, revision: int, document: str) -> bool:
    """Keeps a copy unless a newer one is there; says whether it did."""
    return bool(await tx.execute(KEEP, kind=kind, id=subject, revision=revision, document=document))


async def keep_clinic(tx: Transaction, revision: int, document: dict[str, Any]) -> None:
    await tx.execute(
        KEEP_CLINIC,
        id=UUID(document["id"]),
        revision=revision,
        name=document["name"],
        time_zone=document["timeZone"],
        currency=document["currency"],
        currency_digits=DIGITS[document["currency"]],
        tax_rate=msgspec.convert(document["taxRate"], type=Decimal),
        tax_inclusive=document["taxInclusive"],
    )


class Directory:
    """The other services' objects for this one: from the copies, else asked for."""

    def __init__(self, db: Database, peers: Peers, urls: dict[str, str]) -> None:
        """`urls`: where each kind lives, as {"patient": "http://patients:8000/internal/patients"}."""
        self._db = db
        self._peers = peers
        self._urls = urls
        self._clinics: dict[UUID, tuple[float, Clinic]] = {}

    async def clinic(self, clinic_id: UUID) -> Clinic:
        known = self._clinics.get(clinic_id)
        if known and known[0] > time.monotonic():
            return known[1]
        clinic = await self._load_clinic(clinic_id)
        if len(self._clinics) >= MOST_CLINICS:
            self._clinics.clear()
        self._clinics[clinic_id] = (time.monotonic() + CLINIC_TTL, clinic)
        return clinic

    async def _load_clinic(self, clinic_id: UUID) -> Clinic:
        async with self._db.transaction(None) as tx:
            row = await tx.row(CLINIC, id=clinic_id)
        if row is None:
            answer = await self._ask("clinic", clinic_id)
            async with self._db.transaction(None) as tx:
                await keep_clinic(tx, answer["revision"], answer["document"])
                row = await tx.row(CLINIC, id=clinic_id)
        assert row is not None
        return Clinic(
            row["id"],
            row["name"],
            ZoneInfo(row["time_zone"]),
            row["currency"],
            row["currency_digits"],
            row["tax_rate"],
            row["tax_inclusive"],
        )

    async def need(self, tx: Transaction, kind: str, subject: UUID, path: str) -> dict[str, Any]:
        """The object that a write names in its field `path`; raises Invalid where this clinic has no such object."""
        document = await tx.value(COPY, kind=kind, id=subject)
        if document is None:
            try:
                answer = await self._ask(kind, subject, clinic=str(tx.clinic_id))
            except NotFound:
                raise Invalid(Fault(path, "unknown", f"names no {kind} of this clinic")) from None
            document = msgspec.json.encode(answer["document"]).decode()
            await keep(tx, kind, subject, answer["revision"], document)
        found: dict[str, Any] = msgspec.json.decode(document)
        return found

    async def name_of(self, tx: Transaction, user_id: UUID) -> str:
        """A user's, as people read it; empty where nobody knows it just now."""
        with suppress(Invalid, Unavailable):
            user = await self.need(tx, "user", user_id, "")
            return full_name(user["firstName"], user["lastName"])
        return ""

    async def renew(self, tx: Transaction, kind: str, subject: UUID) -> None:
        """The copy as it is now, for what shows it for ever; where its service is away, the one that is here does."""
        with suppress(NotFound, Unavailable):
            answer = await self._ask(kind, subject, clinic=str(tx.clinic_id))
            here = await tx.value(COPY, kind=kind, id=subject)
            # Keeping locks the row even where it is no news: then all who issue for one owner would wait in line.
            if here is None or msgspec.json.decode(here) != answer["document"]:
                await keep(tx, kind, subject, answer["revision"], msgspec.json.encode(answer["document"]).decode())

    async def _ask(self, kind: str, subject: UUID, **params: str) -> dict[str, Any]:
        answer = await self._peers.get(f"{self._urls[kind]}/{subject}", timeout=2, **params)
        if answer.status_code != 200:
            raise NotFound
        found: dict[str, Any] = answer.json()
        return found
