"""Who is invited has no password yet; a clinic weighs in kilograms or pounds, unless it says so by its currency."""

from alembic import op

from shared.data.migrations import protect, run_sql

revision = "0005"
down_revision = "0004"

SCHEMA = """
ALTER TABLE users ALTER COLUMN password_hash DROP NOT NULL;
CREATE TABLE measures (
    clinic_id UUID NOT NULL,
    weight_unit TEXT NOT NULL,
    CONSTRAINT measures_pkey PRIMARY KEY (clinic_id),
    CONSTRAINT measures_weight_unit_check CHECK (weight_unit IN ('kg', 'lbs'))
);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON measures TO auth_svc;
"""


def upgrade() -> None:
    run_sql(op, SCHEMA + protect("measures") + GRANTS)
