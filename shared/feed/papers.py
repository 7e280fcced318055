"""Snapshots of what a signed or issued document shows of others, so that its PDF can be made again as it was.

In the transaction that signs or issues, out of the rows as they are in it. What was there before there were papers has
none, and shows what is true today.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import ColumnElement, FromClause, Table, Text, Uuid, bindparam, cast, insert, select
from sqlalchemy.dialects.postgresql import JSONB

from shared.data.db import Statement, Transaction, json_object
from shared.data.tables import clinics
from shared.feed.directory import ClinicSettings

Json = dict[str, Any]
_clinic = json_object(name=clinics.c.name, timeZone=clinics.c.time_zone, currency=clinics.c.currency)
# By itself: beyond one database clinics are no neighbours of their rows.
_CLINIC = Statement(
    "select clinic of paper",
    select(cast(_clinic, Text)).where(clinics.c.id == bindparam("clinic_id", type_=Uuid)),
)


class Papers:
    def __init__(self, table: Table, of: Table, source: FromClause, **shown: ColumnElement[Any]) -> None:
        """`shown`: by name, of each row of `of` out of `source`, beside its clinic."""
        document = cast(json_object(clinic=cast(bindparam("clinic", type_=Text), JSONB), **shown), JSONB)
        row = (
            select(of.c.clinic_id, bindparam("id", type_=Uuid), document)
            .select_from(source)
            .where(of.c.clinic_id == bindparam("clinic_id", type_=Uuid), of.c.id == bindparam("of", type_=Uuid))
        )
        kept = select(cast(table.c.document, Text)).where(
            table.c.clinic_id == bindparam("clinic_id", type_=Uuid), table.c.id == bindparam("id", type_=Uuid)
        )
        self._insert = Statement("insert paper", insert(table).from_select(["clinic_id", "id", "document"], row))
        self._get = Statement("select paper", kept)

    async def insert(self, tx: Transaction, subject: UUID, of: UUID, **parameters: Any) -> None:
        """Takes the snapshot of the row `of`, for the document `subject`."""
        await tx.execute(self._insert, id=subject, of=of, clinic=await tx.value(_CLINIC), **parameters)

    async def over(self, tx: Transaction, document: Json, clinic: ClinicSettings) -> tuple[Json, ClinicSettings]:
        """The document and its clinic as they were, where it is signed or issued."""
        found = await tx.value(self._get, id=UUID(document["id"]))
        if found is None:
            return document, clinic
        kept = msgspec.json.decode(found)
        then = kept.pop("clinic")
        zone = ZoneInfo(then["timeZone"])
        return {**document, **kept}, replace(clinic, name=then["name"], zone=zone, currency=then["currency"])
