"""SQL of the load probes: rows of a table of their own, of which the newest stay."""

from sqlalchemy import Integer, Text, bindparam, cast, func, insert, literal_column, text

from services.patients.tables.probes import db_probe
from shared.data.db import Statement, Transaction
from shared.values.ids import new_id

MOST_ROWS = 10_000

_WRITE = Statement(
    "insert probes",
    insert(db_probe).values(payload=func.repeat(cast(literal_column("'x'"), Text), bindparam("size", type_=Integer))),
    ["clinic_id", "id"],
)
_TRIM = Statement(
    "delete probes",
    text(
        """DELETE FROM db_probe WHERE clinic_id = CAST(:clinic_id AS uuid) AND id < (
        SELECT id FROM db_probe WHERE clinic_id = CAST(:clinic_id AS uuid)
        ORDER BY id DESC OFFSET CAST(:most AS int) LIMIT 1)"""
    ),
)
_SCAN = Statement(
    "select probes",
    text(
        """SELECT count(*) FROM (SELECT payload FROM db_probe WHERE clinic_id = CAST(:clinic_id AS uuid)
        ORDER BY id DESC LIMIT CAST(:limit AS int)) AS newest"""
    ),
)


async def write(tx: Transaction, count: int, size: int) -> int:
    await tx.execute_many(_WRITE, [{"id": new_id(), "size": size} for _ in range(count)])
    await tx.execute(_TRIM, most=MOST_ROWS)
    return count


async def scan(tx: Transaction, limit: int) -> int:
    return int(await tx.value(_SCAN, limit=limit))
