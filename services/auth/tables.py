"""The data model of the schema `auth` on one page: users, what they prove themselves by, their sessions, signing keys.

Clinics are the frame's own table, of which auth holds the truth: its `revision` is the clinic's version. A name that
logs in is unique over all clinics; what is needed before the clinic is known, or knows none, has no row-level security.
"""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from shared.data.resources import resource_columns
from shared.data.tables import CONVENTION

metadata = MetaData(naming_convention=CONVENTION)

users = Table(
    "users",
    metadata,
    *resource_columns(),
    Column("username", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("disabled", Boolean, nullable=False, server_default=text("false")),
    Column("password_hash", Text),  # null: invited, and hasn't set one yet
    Column("password_changed_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
    CheckConstraint("roles <@ ARRAY['admin', 'veterinarian', 'technician', 'staff']", "roles"),
)
Index("users_newest_idx", users.c.clinic_id, users.c.created_at.desc(), users.c.id.desc())

sessions = Table(
    "sessions",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
    Column("last_seen_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
    Column("expires_at", TIMESTAMP(timezone=True), nullable=False),
    Column("user_agent", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("cookie", Boolean, nullable=False),
    Column("ended_at", TIMESTAMP(timezone=True)),
    ForeignKeyConstraint(["clinic_id", "user_id"], ["users.clinic_id", "users.id"]),
)
Index("sessions_open_idx", sessions.c.clinic_id, sessions.c.user_id, postgresql_where=sessions.c.ended_at.is_(None))

second_factors = Table(
    "second_factors",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("user_id", Uuid, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("started_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
    Column("confirmed_at", TIMESTAMP(timezone=True)),  # null: not asked for at a login yet
    Column("last_step", BigInteger, nullable=False, server_default="0"),  # of the last code that was used
    ForeignKeyConstraint(["clinic_id", "user_id"], ["users.clinic_id", "users.id"]),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("user_id", Uuid, primary_key=True),
    Column("hash", LargeBinary, primary_key=True),
    ForeignKeyConstraint(["clinic_id", "user_id"], ["second_factors.clinic_id", "second_factors.user_id"]),
)

login_policies = Table(
    "login_policies",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("second_factor_roles", ARRAY(Text), nullable=False),
    CheckConstraint("second_factor_roles <@ ARRAY['admin', 'veterinarian', 'technician', 'staff']", "roles"),
)

measures = Table(
    "measures",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("weight_unit", Text, nullable=False),
    CheckConstraint("weight_unit IN ('kg', 'lbs')", "weight_unit"),
)

# From here on: outside row-level security.

logins = Table(
    "logins",
    metadata,
    Column("name", Text, primary_key=True),  # a username or an e-mail address, in lower case
    Column("clinic_id", Uuid, nullable=False),
    Column("user_id", Uuid, nullable=False),
)
Index("logins_user_idx", logins.c.clinic_id, logins.c.user_id)

failed_logins = Table(
    "failed_logins",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", TIMESTAMP(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
    Column("address", Text, nullable=False),
    Column("account", LargeBinary, nullable=False),  # a hash: people type passwords into the field for the name
    Column("request_id", Text, nullable=False),
    Column("clinic_id", Uuid),
    Column("user_id", Uuid),
    Column("audited", Boolean, nullable=False, server_default=text("false")),
    Column("wrong_code", Boolean, nullable=False, server_default=text("false")),  # the password was right
)
Index("failed_logins_address_idx", failed_logins.c.address, failed_logins.c.at.desc())
Index("failed_logins_account_idx", failed_logins.c.address, failed_logins.c.account, failed_logins.c.at.desc())
Index(
    "failed_logins_code_idx",
    failed_logins.c.account,
    failed_logins.c.at.desc(),
    postgresql_where=failed_logins.c.wrong_code,
)
Index("failed_logins_unaudited_idx", failed_logins.c.id, postgresql_where=~failed_logins.c.audited)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("clinic_id", Uuid, nullable=False),
    Column("session_id", Uuid, nullable=False),  # the family
    Column("expires_at", TIMESTAMP(timezone=True), nullable=False),
    Column("used_at", TIMESTAMP(timezone=True)),
)

one_time_tokens = Table(
    "one_time_tokens",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("user_id", Uuid, primary_key=True),
    Column("purpose", Text, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
    Column("expires_at", TIMESTAMP(timezone=True), nullable=False),
)
Index("one_time_tokens_hash_idx", one_time_tokens.c.hash, unique=True)

revocations = Table(
    "revocations",
    metadata,
    Column("session_id", Uuid, primary_key=True),
    Column("revoked_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
    Column("until", TIMESTAMP(timezone=True), nullable=False),
)
Index("revocations_revoked_at_idx", revocations.c.revoked_at)

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("kid", Text, primary_key=True),
    Column("public", JSONB, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
    Column("signs_from", TIMESTAMP(timezone=True), nullable=False),
    Column("retires_at", TIMESTAMP(timezone=True)),
)
