"""SQL of the inverted index: terms under a B-tree, as text operators that aren't leakproof get no index under RLS."""

from functools import cache
from uuid import UUID

from sqlalchemy import text

from shared.data.db import Statement, Transaction

_CLEAR = Statement(
    "delete terms",
    text(
        """DELETE FROM search_terms WHERE clinic_id = CAST(:clinic_id AS uuid) AND kind = CAST(:kind AS text)
        AND id = CAST(:id AS uuid) AND term <> ALL (CAST(:terms AS text[]))"""
    ),
)


@cache
def _add(table: str) -> Statement:
    """Out of the subject's own row: Citus then inserts where that is, instead of fetching the terms to copy them."""
    sql = f"""INSERT INTO search_terms (clinic_id, term, kind, id)
        SELECT s.clinic_id, term, CAST(:kind AS text), s.id
        FROM {table} AS s, unnest(CAST(:terms AS text[])) AS term
        WHERE s.clinic_id = CAST(:clinic_id AS uuid) AND s.id = CAST(:id AS uuid) ON CONFLICT DO NOTHING"""  # noqa: S608
    return Statement(f"insert terms of {table}", text(sql))


async def replace(tx: Transaction, kind: str, table: str, subject: UUID, terms: set[str]) -> None:
    """Its terms are these from now on."""
    await tx.execute(_CLEAR, kind=kind, id=subject, terms=sorted(terms))
    await add(tx, kind, table, subject, terms)


async def add(tx: Transaction, kind: str, table: str, subject: UUID, terms: set[str]) -> None:
    """`table`: its own, which has its row."""
    await tx.execute(_add(table), kind=kind, id=subject, terms=sorted(terms))
