"""SQL of payments: inserted only, shown with their bill."""

from uuid import UUID

from sqlalchemy import insert

from services.billing.invoicing.payments.schemas import Method
from services.billing.tables.invoicing import payments
from shared.data.db import Statement, Transaction
from shared.values.ids import new_id

_INSERT = Statement("insert payment", insert(payments), [c.name for c in payments.c if c.name != "at"])


async def insert_payment(tx: Transaction, bill: UUID, amount: int, method: Method) -> None:
    user = tx.actor.user_id
    await tx.execute(_INSERT, id=new_id(), bill_id=bill, amount=amount, method=method, created_by=user)
