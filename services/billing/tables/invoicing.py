"""Tables of bills with their lines, payments and credit notes."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Numeric,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from services.billing.tables.schema import currency_columns, metadata
from shared.data.resources import resource_columns


def _taxed() -> list[Column[Any]]:
    return [
        Column("tax_rate", Numeric, nullable=False),
        Column("tax_inclusive", Boolean, nullable=False),
        Column("subtotal", BigInteger, nullable=False),
        Column("tax", BigInteger, nullable=False),
        Column("total", BigInteger, nullable=False),
    ]


def _line(parent: str) -> list[Column[Any]]:
    return [
        Column("clinic_id", Uuid, primary_key=True),
        Column("id", Uuid, primary_key=True),
        Column(parent, Uuid, nullable=False),
        Column("position", SmallInteger, nullable=False),
        Column("description", Text, nullable=False),
        Column("quantity", Numeric, nullable=False),
        Column("unit_price", BigInteger, nullable=False),
        Column("total", BigInteger, nullable=False),
        Column("taxable", Boolean, nullable=False),
        Column("price_item_id", Uuid),
    ]


def _refers(name: str, column: str, table: str, **options: Any) -> ForeignKeyConstraint:
    columns, target = ["clinic_id", column], [f"{table}.clinic_id", f"{table}.id"]
    return ForeignKeyConstraint(columns, target, name=name, **options)


# Checked at commit: lines and payments are written first, so that the RETURNING of what they belong to shows them.
_AT_COMMIT = {"deferrable": True, "initially": "DEFERRED"}


bills = Table(
    "bills",
    metadata,
    *resource_columns(),
    *currency_columns(),
    *_taxed(),
    Column("number", BigInteger),
    Column("owner_id", Uuid, nullable=False),
    Column("patient_id", Uuid, nullable=False),
    Column("appointment_id", Uuid),
    Column("medical_record_ids", ARRAY(Uuid), nullable=False),
    Column("status", Text, nullable=False, server_default="draft"),
    Column("paid", BigInteger, nullable=False, server_default="0"),
    Column("credited", BigInteger, nullable=False, server_default="0"),
    Column("bill_date", Date, nullable=False),
    Column("due_date", Date, nullable=False),
    Column("issued_at", TIMESTAMP(timezone=True)),
    Column("notes", Text, nullable=False),
    UniqueConstraint("clinic_id", "number", name="bills_number_key"),
    CheckConstraint("status IN ('draft', 'sent', 'paid', 'cancelled')", "status"),
    CheckConstraint("total = subtotal + tax AND total >= 0", "total"),
    CheckConstraint("paid >= 0 AND paid <= total", "paid"),
    CheckConstraint("credited >= 0 AND credited <= total", "credited"),
    CheckConstraint("number IS NOT NULL OR status IN ('draft', 'cancelled') AND paid = 0 AND credited = 0", "draft"),
)
Index("bills_newest_idx", bills.c.clinic_id, bills.c.created_at.desc(), bills.c.id.desc())
Index(
    "bills_status_idx",
    bills.c.clinic_id,
    bills.c.status,
    bills.c.created_at.desc(),
    bills.c.id.desc(),
    postgresql_where=bills.c.status.in_(("draft", "cancelled")),
)
Index("bills_owner_idx", bills.c.clinic_id, bills.c.owner_id, bills.c.created_at.desc(), bills.c.id.desc())
Index("bills_patient_idx", bills.c.clinic_id, bills.c.patient_id, bills.c.created_at.desc(), bills.c.id.desc())
# What the list is sorted by.
for _name, _key in (
    ("day", bills.c.bill_date),
    ("due", bills.c.due_date),
    ("total", bills.c.total),
    ("number", func.coalesce(bills.c.number, text("0"))),
):
    Index(f"bills_by_{_name}_idx", bills.c.clinic_id, _key.desc(), bills.c.id.desc())
Index("bills_date_idx", bills.c.clinic_id, bills.c.bill_date, postgresql_where=bills.c.number.is_not(None))
Index("bills_owed_idx", bills.c.clinic_id, bills.c.due_date, postgresql_where=bills.c.status == text("'sent'"))

bill_items = Table(
    "bill_items",
    metadata,
    *_line("bill_id"),
    _refers("bill_items_bill_fkey", "bill_id", "bills", **_AT_COMMIT),
    _refers("bill_items_price_item_fkey", "price_item_id", "price_items"),
)
Index("bill_items_bill_idx", bill_items.c.clinic_id, bill_items.c.bill_id, bill_items.c.position)

payments = Table(
    "payments",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("bill_id", Uuid, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("method", Text, nullable=False),
    Column("at", TIMESTAMP(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
    Column("created_by", Uuid),
    _refers("payments_bill_fkey", "bill_id", "bills", **_AT_COMMIT),
    CheckConstraint("method IN ('cash', 'card', 'transfer', 'other')", "method"),
    CheckConstraint("amount <> 0", "amount"),
)
Index("payments_bill_idx", payments.c.clinic_id, payments.c.bill_id, payments.c.at, payments.c.id)
Index("payments_at_idx", payments.c.clinic_id, payments.c.at)

credit_notes = Table(
    "credit_notes",
    metadata,
    *resource_columns(),
    *currency_columns(),
    *_taxed(),
    Column("bill_id", Uuid, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    _refers("credit_notes_bill_fkey", "bill_id", "bills"),
    UniqueConstraint("clinic_id", "number", name="credit_notes_number_key"),
)
Index(
    "credit_notes_bill_idx",
    credit_notes.c.clinic_id,
    credit_notes.c.bill_id,
    credit_notes.c.created_at.desc(),
    credit_notes.c.id.desc(),
)
Index("credit_notes_newest_idx", credit_notes.c.clinic_id, credit_notes.c.created_at)

credit_note_items = Table(
    "credit_note_items",
    metadata,
    *_line("credit_note_id"),
    _refers("credit_note_items_note_fkey", "credit_note_id", "credit_notes", **_AT_COMMIT),
    _refers("credit_note_items_price_item_fkey", "price_item_id", "price_items"),
)
Index(
    "credit_note_items_note_idx",
    credit_note_items.c.clinic_id,
    credit_note_items.c.credit_note_id,
    credit_note_items.c.position,
)

# What a bill or credit note shows of others, as it was when it was issued. Inserted only.
papers = Table(
    "papers",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("document", JSONB, nullable=False),
)

# The last number given out of each series ('bill', 'credit note'). The row is locked until the issuing transaction
# ends, and a rollback gives the number back: that is what makes the series gapless, where a sequence wouldn't be.
document_numbers = Table(
    "document_numbers",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("series", Text, primary_key=True),
    Column("last", BigInteger, nullable=False),
)
