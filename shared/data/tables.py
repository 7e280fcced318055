"""The tables that every service's schema has: audit, events, copies, idempotency. Made by shared/data/sql."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    SmallInteger,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

CONVENTION = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
}

frame = MetaData(naming_convention=CONVENTION)

audit = Table(
    "audit",
    frame,
    Column("clinic_id", Uuid, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("actor", Uuid),
    Column("address", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("document", JSONB),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("version", BigInteger),  # null: no event
    Column("traceparent", Text),
)

audit_heads = Table(
    "audit_heads",
    frame,
    Column("clinic_id", Uuid, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("published", BigInteger, nullable=False, server_default="0"),
    Column("xid", Text),  # xid8
    Column("whole", Boolean, nullable=False, server_default="true"),
)

feed_epoch = Table(
    "feed_epoch",
    frame,
    Column("epoch", Integer, primary_key=True),
    Column("republished", Integer, nullable=False, server_default="0"),
)

feed_positions = Table(
    "feed_positions",
    frame,
    Column("clinic_id", Uuid, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("republished", Integer, nullable=False),
    Column("snapshot", Text),
)

leases = Table(
    "leases",
    frame,
    Column("name", Text, primary_key=True),
    Column("holder", Uuid, nullable=False),
    Column("expires_at", TIMESTAMP(timezone=True), nullable=False),
)

clinics = Table(
    "clinics",
    frame,
    Column("id", Uuid, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("currency_digits", SmallInteger, nullable=False),
    Column("tax_rate", Numeric, nullable=False),
    Column("tax_inclusive", Boolean, nullable=False),
)

copies = Table(
    "copies",
    frame,
    Column("clinic_id", Uuid, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("document", JSONB, nullable=False),
    Column("brief", JSONB),  # where a text of it is too long for lists; the database's own
    Column("owner_id", Uuid, Computed("(document ->> 'ownerId')::uuid", persisted=True)),
)

copy_changes = Table(
    "copy_changes",
    frame,
    Column("clinic_id", Uuid, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
)

idempotency_keys = Table(
    "idempotency_keys",
    frame,
    Column("clinic_id", Uuid, primary_key=True),
    Column("user_id", Uuid, primary_key=True),
    Column("path", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("body_hash", LargeBinary, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("version", BigInteger),
    Column("answer", Text, nullable=False),  # empty: too large to store, and read anew by kind and subject
    Column("created_at", TIMESTAMP(timezone=True), nullable=False),
    Column("kind", Text),
    Column("subject", Uuid),
)
